#pragma once
// What one readout made of every test recording, for all networks and seeds of a study.

#include "statistics/correctness.hpp"
#include "statistics/crossed_bootstrap.hpp"
#include "storage/predictions_file.hpp"
#include "studies/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {

/// What is compared: a network read out by its activity, or a code of the recordings (network
/// kInputNetwork).
struct System {
  std::string network;
  std::string code;
  friend bool operator==(const System&, const System&) = default;
};

/// The levels of one corruption on the common axis of levels.
struct AxisPart {
  const StudyCorruption* corruption = nullptr;
  std::size_t first = 0;  ///< place of level 0
};

/// All systems under one readout. The axis of levels has the levels of all corruptions of the plan,
/// one corruption after the other; each begins with its level 0.
struct Outcomes {
  StudyReadout readout;
  std::vector<std::uint64_t> seeds;
  std::vector<System> systems;
  std::vector<AxisPart> axis;
  std::size_t classes = 0;
  double largest_class_percent = 0.0;  ///< share of the largest class of the test recordings
  CorrectnessTable right;              ///< bits [seed, system, level, recording]

  [[nodiscard]] double accuracy_percent(std::size_t seed, std::size_t system,
                                        std::size_t level) const;
  /// Place of a system; nothing if there is no such one.
  [[nodiscard]] std::optional<std::size_t> place_of(const System& system) const;
  /// The part of a corruption. It has to be one of the plan.
  [[nodiscard]] const AxisPart& part_of(const std::string& corruption) const;
};

/// Networks by their codes in the order of the plan, then codes of the recordings.
[[nodiscard]] std::vector<System> systems_of(const StudyPlan& plan);

/// The file with the predictions of a system, relative to the folder of the study.
[[nodiscard]] std::filesystem::path predictions_of(const StudyPlan& plan, const System& system,
                                                   std::uint64_t seed, const StudyReadout& readout);

/// Reads all files below `study`; `plan` has to outlive the result. Throws InputError naming the
/// file that is missing, holds not all corruptions and levels of the plan, or has other recordings
/// or labels than the first one.
[[nodiscard]] Outcomes read_outcomes(const StudyPlan& plan, std::span<const std::uint64_t> seeds,
                                     const StudyReadout& readout,
                                     const std::filesystem::path& study);

}  // namespace ebsnn
