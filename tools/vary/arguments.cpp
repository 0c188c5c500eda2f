#include "vary/arguments.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "network/variation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string_view>

namespace ebsnn {
namespace {

std::string option_of(const Operation& operation) {
  return fmt::format("--{} {}", operation.kind->name, excerpt(operation.argument));
}

[[noreturn]] void refuse(const Operation& operation, std::string_view expected) {
  throw InputError(fmt::format("{}: expected {}", option_of(operation), expected));
}

std::optional<double> finite_number_in(std::string_view text) {
  const std::optional<double> value = number_in<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

const WeightField* projection_in(const Operation& operation, const std::string& name) {
  const WeightField* projection = nullptr;
  naming(operation, [&] { projection = &find_projection(name); });
  return projection;
}

Projections all_projections() {
  Projections all;
  for (const WeightField& field : weight_fields()) all.push_back(&field);
  return all;
}

}  // namespace

void naming(const Operation& operation, const std::function<void()>& work) {
  try {
    work();
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", option_of(operation), error.what()));
  }
}

Assignment assignment_in(const Operation& operation) {
  const std::size_t equals = operation.argument.find('=');
  if (equals == std::string::npos || equals + 1 == operation.argument.size()) {
    refuse(operation, operation.kind->argument);
  }
  return {projection_in(operation, operation.argument.substr(0, equals)),
          operation.argument.substr(equals + 1)};
}

double factor_in(const Operation& operation) {
  const std::optional<double> factor = finite_number_in(assignment_in(operation).value);
  if (!factor || *factor < 0.0) refuse(operation, "a finite number >= 0 after the =");
  return *factor + 0.0;  // -0 becomes 0
}

double ratio_in(const Operation& operation) {
  const std::optional<double> ratio = finite_number_in(operation.argument);
  if (!ratio || *ratio <= 0.0) refuse(operation, "a finite number > 0");
  return *ratio;
}

Projections blocked_by(const Operation& operation) {
  if (operation.argument == "feedback") return feedback_projections();
  return {projection_in(operation, operation.argument)};
}

Projections shuffled_by(const Operation& operation) {
  if (operation.argument == "feedback") return feedback_projections();
  if (operation.argument == "feedforward") return feedforward_projections();
  if (operation.argument == "all") return all_projections();
  if (operation.argument == "rows") return {&find_projection("V1weight")};
  refuse(operation, "feedback, feedforward, all or rows");
}

}  // namespace ebsnn
