#pragma once
// What a run would take, told before it is started (--dry-run). May be included by jobs.

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
    "Write nothing: check all input as a run would, simulate for --trial-s seconds, and print "
    "files, "
    "disk, memory a rank, core-hours, and the #SBATCH lines that would fit";

/// Help text of --trial-s, and its default: how long programs measure their speed for a plan.
inline constexpr const char* kTrialHelp =
    "Seconds that --dry-run simulates for; more of them make its times more exact";
inline constexpr double kTrial_s = 2.0;

/// A file that a run makes, or has made.
struct PlannedFile {
  std::string what;  ///< e.g. "drop_event 0.1", "snapshot"
  std::filesystem::path path;
  std::uint64_t bytes = 0;
  bool there = false;
};

struct Plan {
  std::string work;  ///< one line: what there is to do
  std::vector<PlannedFile> files;
  std::uint64_t passing_bytes = 0;      ///< of files that are gone at the end
  std::uint64_t memory_bytes = 0;       ///< a rank, the largest
  std::uint64_t root_memory_bytes = 0;  ///< beside that, at the root
  int ranks = 1;
  double seconds = 0.0;                ///< of the work, by the clock, on these ranks
  std::string speed;                   ///< as measured
  std::size_t array_tasks = 0;         ///< M of --task K/M for one unit a task; 0: no job array
  double longest_task_s = 0.0;         ///< of the array's
  std::vector<std::string> reminders;  ///< what the figures leave out
};

/// Collective. The plans of ebsnn_train and ebsnn_eval, from what a trial showed.
[[nodiscard]] Plan plan_of(const Communicator& comm, const TrainOptions& options,
                           const TrainTrial& trial);
[[nodiscard]] Plan plan_of(const Communicator& comm, const std::vector<Unit>& units,
                           const EvaluationInput& input, const EvaluationTrial& trial);
/// Adds what the stage classify takes, for training and test sets of so many recordings.
void add_classification(Plan& plan, const ModelParameters& parameters, std::size_t train,
                        std::size_t test);

/// Units, files, disk, memory, time and the lines of a batch script that would fit. `run_folder`
/// need not exist.
[[nodiscard]] std::string text_of(const Plan& plan, const std::filesystem::path& run_folder);

/// Throws what a run would where its folder can neither be used nor made: InputError where
/// something else is there or it cannot be made, StorageError where it is there and takes no files.
/// Changes nothing.
void require_usable(const std::filesystem::path& run_folder);

}  // namespace ebsnn
