#include "vary/operations.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "network/variation.hpp"
#include "storage/network_file.hpp"
#include "vary/arguments.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>

namespace ebsnn {
namespace {

using Context = OperationContext;

std::string clipping_text(const Clipping& clipping) {
  return fmt::format("{} of {} weights clipped ({:.3g} %)", clipping.clipped, clipping.of,
                     clipping.percent());
}

void check_factor(const Operation& operation) { (void)factor_in(operation); }

std::string apply_scale(const Operation& operation, FrozenNetwork& network,
                        const Context& /*context*/) {
  return clipping_text(scale(network.weights, *assignment_in(operation).projection,
                             factor_in(operation), network.parameters));
}

void check_block(const Operation& operation) { (void)blocked_by(operation); }

std::string apply_block(const Operation& operation, FrozenNetwork& network,
                        const Context& /*context*/) {
  std::string text;
  for (const WeightField* field : blocked_by(operation)) {
    block(network.weights, *field);
    text += fmt::format("{}{}", text.empty() ? "" : ", ", field->name);
  }
  return text + " set to 0";
}

void check_shuffle(const Operation& operation) { (void)shuffled_by(operation); }

std::string apply_shuffle(const Operation& operation, FrozenNetwork& network,
                          const Context& context) {
  const auto shuffle_one = operation.argument == "rows" ? shuffle_rows : shuffle;
  std::string text;
  for (const WeightField* field : shuffled_by(operation)) {
    shuffle_one(network.weights, *field, context.seed);
    text += fmt::format("{}{}", text.empty() ? "" : ", ", field->name);
  }
  return fmt::format("{} shuffled with seed {}", text, context.seed);
}

/// Collective. A network that an operation names.
FrozenNetwork read_named(const Operation& operation, const std::string& path,
                         const FrozenNetwork& network, const Context& context) {
  FrozenNetwork other;
  agree(context.comm, [&] {
    naming(operation, [&] {
      LoadedNetwork loaded = read_network(path, network.parameters);
      other = {loaded.parameters, std::move(loaded.weights)};
    });
  });
  require_same(context.comm, fmt::format("--{} (checksum)", operation.kind->name),
               hex(checksum_of(other.weights)));
  return other;
}

void check_swap(const Operation& operation) { (void)assignment_in(operation); }

std::string apply_swap(const Operation& operation, FrozenNetwork& network, const Context& context) {
  const Assignment given = assignment_in(operation);
  const FrozenNetwork other = read_named(operation, given.value, network, context);
  naming(operation, [&] {
    exchange(network.weights, *given.projection, other.weights, given.value);
    validate(network.weights, network.parameters, given.value);
  });
  return fmt::format("{} of the network with checksum {}", given.projection->name,
                     hex(checksum_of(other.weights)));
}

void check_ratio(const Operation& operation) { (void)ratio_in(operation); }

std::string apply_ratio(const Operation& operation, FrozenNetwork& network,
                        const Context& context) {
  SearchOutcome outcome;
  const SearchContext search = context.search();
  naming(operation, [&] { outcome = scale_to_ratio(search, network, ratio_in(operation)); });
  return fmt::format("INtoV1 scaled by {}: R = {}, {}; {} measurements", outcome.found.argument,
                     outcome.found.value, clipping_text(outcome.clipping),
                     outcome.found.measurements);
}

void check_nothing(const Operation& /*operation*/) {}

std::string apply_random(const Operation& /*operation*/, FrozenNetwork& network,
                         const Context& context) {
  network.weights = initial_weights(network.parameters, context.weight_seed);
  return fmt::format("initial weights of seed {}", context.weight_seed);
}

/// Collective. The clean mean rate of V1 in the network that an operation names; above 0.
double named_rate_hz(const Operation& operation, const SearchContext& search,
                     const FrozenNetwork& network, const Context& context) {
  const double rate_hz =
      clean_rate_hz(search, read_named(operation, operation.argument, network, context));
  naming(operation, [&] {
    if (!(rate_hz > 0.0)) throw InputError("its V1 does not fire");
  });
  return rate_hz;
}

std::string apply_untrained(const Operation& operation, FrozenNetwork& network,
                            const Context& context) {
  const SearchContext search = context.search();
  const double rate_hz = named_rate_hz(operation, search, network, context);
  network.weights = initial_weights(network.parameters, context.weight_seed);
  SearchOutcome outcome;
  naming(operation, [&] { outcome = scale_to_rate(search, network, rate_hz); });
  return fmt::format(
      "initial weights of seed {}, excitation scaled by {}: V1 fires at {} Hz, {} Hz wanted; {}; "
      "{} "
      "measurements",
      context.weight_seed, outcome.found.argument, outcome.found.value, rate_hz,
      clipping_text(outcome.clipping), outcome.found.measurements);
}

std::string apply_rate(const Operation& operation, FrozenNetwork& network, const Context& context) {
  const SearchContext search = context.search();
  const double rate_hz = named_rate_hz(operation, search, network, context);
  for (const WeightField* field : feedback_projections()) block(network.weights, *field);
  SearchOutcome outcome;
  naming(operation, [&] { outcome = raise_threshold_to_rate(search, network, rate_hz); });
  return fmt::format(
      "inhibition set to 0, vt-rest-mv = {}: V1 fires at {} Hz, {} Hz wanted; {} measurements",
      outcome.found.argument, outcome.found.value, rate_hz, outcome.found.measurements);
}

constexpr std::array<OperationKind, 8> kKinds{{
    {"scale", "PROJECTION=FACTOR", "multiply the weights of a projection, and clip them", false,
     check_factor, apply_scale},
    {"block", "NAME", "set weights to 0: feedback (INtoV1 and INLat), or a projection", false,
     check_block, apply_block},
    {"shuffle", "NAME",
     "put weights into a random order: feedback (INtoV1, INLat), feedforward (InhibW, V1toIN), all "
     "(each of the five matrices), or rows (each row of V1weight by itself)",
     false, check_shuffle, apply_shuffle},
    {"swap", "PROJECTION=NETWORK", "take the weights of a projection from another network", false,
     check_swap, apply_swap},
    {"to-ratio", "R", "scale INtoV1 until (sum of g_exc) / (sum of g_inh) of V1 is R; needs --data",
     true, check_ratio, apply_ratio},
    {"random-weights", "", "replace all weights by initial ones (--weight-seed); inhibition is 0",
     false, check_nothing, apply_random},
    {"untrained-matched", "NETWORK",
     "the same, with all excitation scaled by one factor until V1 fires as in NETWORK; needs "
     "--data",
     true, check_nothing, apply_untrained},
    {"rate-matched", "NETWORK",
     "set inhibition to 0 and raise vt-rest-mv until V1 fires as in NETWORK; needs --data", true,
     check_nothing, apply_rate},
}};

}  // namespace

std::span<const OperationKind> operation_kinds() { return kKinds; }

std::string Operation::text() const {
  return argument.empty() ? std::string(kind->name) : fmt::format("{} {}", kind->name, argument);
}

Operation parse_operation(const std::string& text) {
  const std::size_t space = text.find(' ');
  const std::string name = text.substr(0, space);
  const std::string argument = space == std::string::npos ? "" : text.substr(space + 1);
  std::string known;
  for (const OperationKind& kind : kKinds) {
    if (kind.name == name && kind.argument.empty() == argument.empty()) return {&kind, argument};
    known += fmt::format("{}{}{}{}", known.empty() ? "" : ", ", kind.name,
                         kind.argument.empty() ? "" : " ", kind.argument);
  }
  throw InputError(
      fmt::format("--operations: '{}' is no operation; known: {}", excerpt(text), known));
}

}  // namespace ebsnn
