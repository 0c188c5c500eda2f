// Compares the product with the bare loop and with a literal transcription of the model, in one
// process and alternating, so that other work on the machine affects all of them in the same way.
// Prints Markdown. Times are CPU times of this thread.

#include "bench/bare_loop.hpp"
#include "bench/machine.hpp"
#include "bench/statistics.hpp"
#include "bench/workload.hpp"
#include "kernels/kernels.hpp"
#include "network/plastic_network.hpp"
#include "network/simulator.hpp"
#include "reference/reference_network.hpp"

#include <fmt/format.h>

#include <charconv>
#include <ctime>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace ebsnn;
using namespace ebsnn::bench;

constexpr std::uint64_t kLearned = 3000;      // patches before the measurement
constexpr std::uint64_t kWindows = 80;        // training patches per round
constexpr std::uint64_t kRecordings = 60;     // four evaluation patches each
constexpr std::size_t kLiteralInference = 8;  // patches per round
constexpr std::size_t kLiteralTraining = 2;

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// One of the things that are measured in turn.
struct Contender {
  std::string name;
  std::size_t patches;               ///< per round
  std::function<void()> round;       ///< presents them
  std::vector<double> ms_a_patch{};  ///< one per round
};

void measure(Contender& contender) {
  const double start = cpu_ms();
  contender.round();
  contender.ms_a_patch.push_back((cpu_ms() - start) / static_cast<double>(contender.patches));
}

/// A B C A B C ..., after one round that does not count.
void take_turns(std::vector<Contender>& contenders, int rounds) {
  for (int round = 0; round <= rounds; ++round) {
    for (Contender& contender : contenders) measure(contender);
  }
  for (Contender& contender : contenders) contender.ms_a_patch.erase(contender.ms_a_patch.begin());
}

reference::Events events_of(const SpikeRaster& raster) {
  reference::Events events(static_cast<std::size_t>(raster.steps()));
  for (int step = 0; step < raster.steps(); ++step) {
    const auto channels = raster.at(step);
    events[static_cast<std::size_t>(step)].assign(channels.begin(), channels.end());
  }
  return events;
}

/// Keeps the compiler from removing results.
volatile double result_sink = 0.0;

Contender bare_loop_of(const Workload& workload) {
  std::vector<std::vector<StepRows>> patches;
  Simulator simulator(workload.model, workload.weights);
  for (const SpikeRaster& raster : workload.evaluation) {
    SpikeTrain spikes;
    (void)simulator.present(raster, &spikes);
    patches.push_back(rows_of(raster, spikes, workload.model.shape));
  }
  return {"bare loop: state update, exp and row additions alone", workload.evaluation.size(),
          [patches, loop = BareLoop(workload.weights)]() mutable {
            for (const auto& patch : patches) result_sink = loop.present(patch);
          }};
}

Contender inference(const Workload& workload, Precision precision) {
  return {fmt::format("`ebsnn`, inference{}",
                      precision == Precision::kSingle ? " in single precision" : ""),
          workload.evaluation.size(), [&workload, precision] {
            Simulator simulator(workload.model, workload.weights, precision);
            for (const SpikeRaster& raster : workload.evaluation) {
              result_sink = simulator.present(raster).v1.front();
            }
          }};
}

/// Like 99 of 100 patches of a training.
Contender training(const Workload& workload) {
  return {"`ebsnn`, training", workload.training.size(), [&workload] {
            PlasticNetwork network(workload.model, workload.weights);
            std::int64_t patch = 0;
            for (const SpikeRaster& raster : workload.training) {
              result_sink =
                  network.present(raster, patch++, nullptr, nullptr, Conductances::ignored)
                      .spikes.v1.front();
            }
          }};
}

Contender literal(const Workload& workload, reference::Mode mode) {
  const bool frozen = mode == reference::Mode::frozen;
  const std::size_t patches = frozen ? kLiteralInference : kLiteralTraining;
  std::vector<reference::Events> events;
  for (std::size_t i = 0; i < patches; ++i) {
    // Spread over all, so that these patches are like those of the others.
    const auto& rasters = frozen ? workload.evaluation : workload.training;
    events.push_back(events_of(rasters[i * rasters.size() / patches]));
  }
  return {fmt::format("literal transcription of the model, {}", frozen ? "inference" : "training"),
          patches, [&workload, mode, events] {
            reference::ReferenceNetwork network(workload.model, workload.weights, mode);
            for (const auto& patch : events)
              result_sink = network.present(patch).mean_g_exc.front();
          }};
}

std::string text_of(const Spread& spread, int digits) {
  return fmt::format("{:.{}f} ({:.{}f} - {:.{}f})", spread.median, digits, spread.lowest, digits,
                     spread.highest, digits);
}

/// Ratios within the same rounds.
Spread ratio(const Contender& a, const Contender& b) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < a.ms_a_patch.size(); ++i) {
    ratios.push_back(a.ms_a_patch[i] / b.ms_a_patch[i]);
  }
  return spread_of(ratios);
}

/// `unit` is the reference of the ratios.
void print_rows(const std::vector<Contender>& contenders, const Contender& unit) {
  for (const Contender& contender : contenders) {
    fmt::print("| {} | {} | {} |\n", contender.name, text_of(spread_of(contender.ms_a_patch), 3),
               text_of(ratio(contender, unit), 2));
  }
}

int rounds_from(int argc, char** argv) {
  int rounds = 7;
  if (argc > 1) {
    const std::string_view text = argv[1];
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rounds);
    if (error != std::errc() || end != text.data() + text.size() || rounds < 1) return 0;
  }
  return rounds;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = rounds_from(argc, argv);
  if (rounds == 0) {
    fmt::print(stderr, "usage: {} [ROUNDS], at least 1\n", argv[0]);
    return 2;
  }
  const std::string machine = machine_description();  // chooses the instruction set for all
  const Workload workload = make_workload(kLearned, kWindows, kRecordings);
  std::vector<Contender> frozen{bare_loop_of(workload), inference(workload, Precision::kDouble),
                                inference(workload, Precision::kSingle),
                                literal(workload, reference::Mode::frozen)};
  std::vector<Contender> learning{training(workload), literal(workload, reference::Mode::learning)};
  take_turns(frozen, rounds);
  take_turns(learning, rounds);

  fmt::print("{}\n\n", machine);
  fmt::print(
      "CPU time of one core, median and range of {} alternating rounds; {:.0f} LGN spikes per "
      "evaluation patch, {:.0f} per training patch. Ratios: inference to the bare loop, training "
      "to "
      "`ebsnn`, round by round.\n\n",
      rounds, mean_lgn_spikes(workload.evaluation), mean_lgn_spikes(workload.training));
  fmt::print("| one patch presentation (350 ms) | ms | ratio |\n|---|---|---|\n");
  print_rows(frozen, frozen.front());
  print_rows(learning, learning.front());
  return 0;
}
