#include "pipeline/plan.hpp"

#include "core/partition.hpp"
#include "events/event.hpp"
#include "pipeline/known_counts.hpp"
#include "pipeline/training_schedule.hpp"
#include "pipeline/unchanged_dataset.hpp"
#include "storage/activity_file.hpp"
#include "storage/output_folder.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ebsnn {
namespace {

// Bytes of an HDF5 file besides its numbers: groups, attributes, provenance.
constexpr std::uint64_t kFileOverhead = 24000;
constexpr std::uint64_t kStateRecordBytes = 45000;  // of one patch in recording.h5
// A batch job that runs out of time or memory costs more than one that asks for too much.
constexpr double kTimeMargin = 1.5;
constexpr double kMemoryMargin = 1.25;

/// Peak memory of this process so far.
std::uint64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::uint64_t weight_bytes(const NetworkShape& shape) {
  const auto lgn = static_cast<std::uint64_t>(shape.lgn());
  const auto v1 = static_cast<std::uint64_t>(shape.v1);
  const auto inh = static_cast<std::uint64_t>(shape.inh);
  return sizeof(double) * (v1 * lgn + inh * lgn + 2 * v1 * inh + inh * inh);
}

std::uint64_t history_bytes(const TrainOptions& options) {
  const std::uint64_t records =
      (options.patches + options.history_every - 1) / options.history_every;
  const auto neurons = static_cast<std::uint64_t>(options.parameters.shape.neurons());
  return records * sizeof(double) * (1 + 3 * neurons);
}

/// Bytes of a recording's rows in an activity file, and in memory.
std::uint64_t activity_bytes(const ModelParameters& parameters, const EvaluationTrial& trial) {
  return sizeof(std::uint16_t) * trial.windows * static_cast<std::uint64_t>(parameters.shape.v1) +
         sizeof(Label) + sizeof(std::uint64_t) + 2 * sizeof(std::uint32_t) + trial.column_bytes;
}

/// Of test recordings that a rank keeps between units.
std::uint64_t kept_bytes(std::size_t recordings, const EvaluationTrial& trial) {
  return std::min<std::uint64_t>(recordings * trial.most_events * sizeof(Event),
                                 UnchangedDataset::kMostKeptBytes);
}

std::vector<PlannedFile> files_of(const TrainOptions& options, bool there) {
  const std::uint64_t network = weight_bytes(options.parameters.shape) + kFileOverhead;
  std::vector<PlannedFile> files;
  for (const std::uint64_t patches : snapshot_patches(options.patches, options.batch)) {
    files.push_back({"snapshot", fmt::format("snapshots/network-{}.h5", patches), network, there});
  }
  if (options.record > 0) {
    files.push_back({"recording", "recording.h5",
                     std::min(options.record, options.patches) * kStateRecordBytes + kFileOverhead,
                     there});
  }
  // With the state that a longer training goes on from.
  files.push_back({"network", "network.h5",
                   network + weight_bytes(options.parameters.shape) + history_bytes(options),
                   there});
  return files;
}

std::string size_text(std::uint64_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (value < 1e6) return fmt::format("{:.0f} kB", std::ceil(value / 1e3));
  if (value < 1e9) return fmt::format("{:.1f} MB", value / 1e6);
  return fmt::format("{:.2f} GB", value / 1e9);
}

std::string disk_text(const Plan& plan, const std::filesystem::path& run_folder) {
  std::uint64_t needed = plan.passing_bytes;
  for (const PlannedFile& file : plan.files) {
    needed += file.there ? 0 : file.bytes;
  }
  std::error_code error;
  const std::filesystem::space_info space =
      std::filesystem::space(existing_part_of(run_folder), error);
  std::string text = fmt::format("disk: {} to be written", size_text(needed));
  if (!error) {
    text += fmt::format(", {} free{}", size_text(space.available),
                        space.available < needed ? ": TOO LITTLE" : "");
  }
  return text + "\n";
}

std::string files_text(const Plan& plan, const std::filesystem::path& run_folder) {
  std::string text;
  for (const PlannedFile& file : plan.files) {
    text += fmt::format("  {:<20} {:>9}  {}{}\n", file.what, size_text(file.bytes),
                        (run_folder / file.path).string(), file.there ? "  (exists)" : "");
  }
  return text;
}

/// For --time: with a margin, in steps of ten minutes.
std::string time_limit(double seconds) {
  constexpr std::uint64_t kMinute = 60;
  const auto tens = static_cast<std::uint64_t>(std::ceil(seconds * kTimeMargin / (10 * kMinute)));
  const std::uint64_t minutes = 10 * std::max<std::uint64_t>(tens, 1);
  const std::uint64_t days = minutes / 1440;
  const std::string clock = fmt::format("{:02}:{:02}:00", minutes / 60 % 24, minutes % 60);
  return days == 0 ? clock : fmt::format("{}-{}", days, clock);
}

std::string batch_lines(const Plan& plan, double seconds) {
  const auto ranks = static_cast<std::uint64_t>(plan.ranks);
  const std::uint64_t a_rank = plan.memory_bytes + plan.root_memory_bytes / ranks;
  const auto megabytes = 100 * static_cast<std::uint64_t>(
                                   std::ceil(static_cast<double>(a_rank) * kMemoryMargin / 1e8));
  return fmt::format(
      "#SBATCH --ntasks={}\n#SBATCH --cpus-per-task=1\n#SBATCH --mem-per-cpu={}M\n"
      "#SBATCH --time={}\n",
      plan.ranks, megabytes, time_limit(seconds));
}

std::string time_text(const Plan& plan) {
  if (plan.seconds == 0.0) {
    return "";
  }
  return fmt::format("time: {} on {} {}, {:.2g} core-hours ({})\n", duration_text(plan.seconds),
                     plan.ranks, plan.ranks == 1 ? "rank" : "ranks",
                     plan.seconds * plan.ranks / 3600.0, plan.speed);
}

}  // namespace

Plan plan_of(const Communicator& comm, const TrainOptions& options, const TrainTrial& trial) {
  Plan plan;
  plan.ranks = comm.size();
  plan.files = files_of(options, trial.already_done);
  plan.memory_bytes = comm.maximum(peak_memory_bytes());
  if (trial.already_done) {
    plan.work = "patches: all are done";
    return plan;
  }
  const std::uint64_t weights = weight_bytes(options.parameters.shape);
  const std::uint64_t checkpoint = weights + history_bytes(options) + kFileOverhead;
  plan.passing_bytes = 3 * checkpoint;  // two, and a third one before the oldest is removed
  // The history, its copy for the file, and the copy that is read back.
  plan.root_memory_bytes = 3 * history_bytes(options);
  const std::uint64_t patches = options.patches - trial.first_patch;
  plan.work =
      fmt::format("patches: {} of {} in batches of {}", patches, options.patches, options.batch);
  plan.seconds = static_cast<double>(patches) / trial.patches_per_s;
  plan.speed = fmt::format("measured: {:.0f} patches/s", trial.patches_per_s);
  if (options.batch == 1 && plan.ranks > 1) {
    plan.reminders.emplace_back("with --batch 1, one rank works and the others wait");
  }
  plan.reminders.emplace_back(
      "a shorter --time works too: slurm/train.sbatch saves its state and continues");
  return plan;
}

Plan plan_of(const Communicator& comm, const std::vector<Unit>& units_asked,
             const EvaluationInput& input, const EvaluationTrial& trial) {
  const std::vector<Unit> units = units_to_simulate(units_asked);
  Plan plan;
  plan.ranks = comm.size();
  const auto ranks = static_cast<std::size_t>(comm.size());
  const std::uint64_t row = activity_bytes(input.parameters, trial);
  std::size_t largest = 0;
  std::size_t missing = 0;
  std::size_t test_missing = 0;
  plan.seconds = trial.checking_s;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::size_t recordings = trial.recordings[i];
    plan.files.push_back(
        {units[i].name(), units[i].file(), recordings * row + kFileOverhead, trial.there[i]});
    if (trial.there[i]) {
      continue;
    }
    largest = std::max(largest, block_of(recordings, 0, ranks).count);
    const double seconds = static_cast<double>(block_of(recordings, 0, ranks).count) /
                           std::max(trial.recordings_per_s, 1e-9);
    plan.seconds += seconds;
    plan.longest_task_s = std::max(plan.longest_task_s, trial.checking_s + seconds);
    ++missing;
    if (units[i].split == Split::test) ++test_missing;
  }
  plan.array_tasks = missing > 1 ? units.size() : 0;
  // A rank's block, its copy for the file, and the copy that is read back; counts and recordings that
  // are kept.
  plan.memory_bytes = comm.maximum(peak_memory_bytes()) + 3 * largest * row +
                      KnownCounts::bytes(largest * trial.windows, input.parameters.shape);
  if (test_missing > 1) plan.memory_bytes += kept_bytes(largest, trial);
  plan.work = fmt::format("units: {} of {} to be simulated", missing, units.size());
  plan.speed = fmt::format("measured: {:.0f} recordings/s per rank in {} precision",
                           trial.recordings_per_s, name_of(input.precision));
  if (missing == 0) {
    plan.seconds = 0.0;
  }
  return plan;
}

void add_classification(Plan& plan, const ModelParameters& parameters,
                        const EvaluationTrial& trial) {
  const std::size_t train = trial.recordings.front();
  const std::size_t test = trial.recordings.back();
  const std::uint64_t row = activity_bytes(parameters, trial);
  const std::uint64_t features = trial.windows * static_cast<std::uint64_t>(parameters.shape.v1);
  constexpr std::uint64_t kNode = 16;  // of liblinear, for each spike count that is not 0
  // Prediction, decision values, class and number of each recording; and four datasets.
  const std::uint64_t predictions =
      plan.files.size() * (test * (2 + trial.classes * sizeof(float) + 2 + 8) + 4000);
  plan.files.push_back({"predictions", "predictions.h5", predictions + kFileOverhead, false});
  plan.files.push_back({"classifier", "classifier.h5",
                        trial.classes * features * sizeof(double) + kFileOverhead, false});
  plan.files.push_back({"accuracies", "results.h5", 3 * kFileOverhead, false});
  plan.files.push_back({"accuracies", "results.csv", kFileOverhead, false});
  plan.files.push_back({"accuracies", "results.tidy.csv", kFileOverhead, false});
  // The Hessian of the SVM, its factors and a copy: 5 GB for 14,400 features, as measured.
  const std::uint64_t hessian = 3 * (features + 1) * (features + 1) * sizeof(double);
  plan.root_memory_bytes = std::max<std::uint64_t>(
      plan.root_memory_bytes, train * (row + (features + 2) * kNode) + test * row + hessian);
  plan.reminders.emplace_back(
      "the memory includes the classification by one rank at the end, but the time does not "
      "(minutes for 60000 recordings)");
}

std::string text_of(const Plan& plan, const std::filesystem::path& run_folder) {
  std::string text =
      plan.work + "\nfiles:\n" + files_text(plan, run_folder) + disk_text(plan, run_folder);
  text += fmt::format("memory: {} per rank", size_text(plan.memory_bytes));
  text += plan.root_memory_bytes == 0
              ? "\n"
              : fmt::format(", {} more at the first one\n", size_text(plan.root_memory_bytes));
  text += time_text(plan);
  for (const std::string& reminder : plan.reminders) {
    text += fmt::format("note: {}\n", reminder);
  }
  text += "\nfor a batch script:\n" + batch_lines(plan, plan.seconds);
  if (plan.array_tasks > 1) {
    text += fmt::format("or, with one unit per task, for a job array:\n#SBATCH --array=1-{}\n{}",
                        plan.array_tasks, batch_lines(plan, plan.longest_task_s));
  }
  return text;
}

}  // namespace ebsnn
