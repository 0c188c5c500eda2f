#pragma once
// Options of ebsnn_measure, and what follows from the measurements that are asked for.

#include "analysis/measurement.hpp"
#include "data_options.hpp"
#include "encoding/evaluation_layout.hpp"
#include "option_list.hpp"
#include "pipeline/unit.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

struct MeasureOptions {
  std::vector<std::string> what;
  DataOptions data;
  std::string network;
  std::filesystem::path run;
  std::filesystem::path out;
  std::string split = "train";
  std::uint64_t limit = 1000;
  UnitChoice conditions{.corruption = "none"};
  std::string layout = kCentralLayout;
  MeasureSettings settings;
  std::optional<std::uint64_t> sensor_seed;
  bool force = false;
};

void declare(OptionList& list, MeasureOptions& options);

/// A measurement, and the file that it writes.
struct MeasureTask {
  const Measurement* measurement;
  std::filesystem::path out;
};

/// In the order of --what. --run stands for --network and --out where these are missing. Throws
/// InputError for an unknown or repeated measurement, and naming the option that one of them needs
/// and that is missing.
[[nodiscard]] std::vector<MeasureTask> measure_tasks(MeasureOptions& options);

/// On one rank. Throws InputError if a file exists that would be replaced, unless with --force.
/// Measurements of the same kind may be there: see require_same_measurement().
void require_room(const MeasureOptions& options, const std::vector<MeasureTask>& tasks);

/// Whether any of the measurements needs this.
[[nodiscard]] bool any_needs(const std::vector<MeasureTask>& tasks, MeasureNeeds needs);

}  // namespace ebsnn
