#pragma once
// Tells what a run would need, before it is started (--dry-run).

#include "parallel/communicator.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/train.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

/// Help text of --dry-run.
inline constexpr const char* kDryRunHelp =
    "Write nothing. Check all input as a run would, simulate for --trial-s seconds, and print "
    "files, disk, memory per rank, core-hours, and matching #SBATCH lines";

/// Help text of --trial-s, and its default: the time for which programs measure their speed for a
/// plan.
inline constexpr const char* kTrialHelp =
    "Seconds for which --dry-run simulates; more of them give more exact times";
inline constexpr double kTrial_s = 2.0;

/// A file that a run makes, or has made.
struct PlannedFile {
  std::string what;  ///< e.g. "drop_event 0.1", "snapshot"
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  bool there = false;
};

struct Plan {
  std::string work;  ///< one line about the work to be done
  std::vector<PlannedFile> files;
  std::uint64_t passing_bytes = 0;      ///< of files that are removed at the end
  std::uint64_t memory_bytes = 0;       ///< of the largest rank
  std::uint64_t root_memory_bytes = 0;  ///< on the root, in addition
  int ranks = 1;
  double seconds = 0.0;                ///< wall-clock time of the work on these ranks
  std::string speed;                   ///< text about the measured speed
  std::size_t array_tasks = 0;         ///< M of --task K/M with one unit per task; 0: no job array
  double longest_task_s = 0.0;         ///< of the job array
  std::vector<std::string> reminders;  ///< what the figures do not include
};

/// Collective. The plans of ebsnn_train and ebsnn_eval, from the results of a trial.
[[nodiscard]] Plan plan_of(const Communicator& comm, const TrainOptions& options,
                           const TrainTrial& trial);
[[nodiscard]] Plan plan_of(const Communicator& comm, const std::vector<Unit>& units_asked,
                           const EvaluationInput& input, const EvaluationTrial& trial);
/// Adds the needs of the stage classify, for the training and test sets of a trial, whose first unit
/// is the training set.
void add_classification(Plan& plan, const ModelParameters& parameters,
                        const EvaluationTrial& trial);

/// Units, files, disk, memory, time, and matching lines for a batch script. `run_folder` need not
/// exist.
[[nodiscard]] std::string text_of(const Plan& plan, const std::filesystem::path& run_folder);

}  // namespace ebsnn
