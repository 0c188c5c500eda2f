// ebsnn_study: trains, evaluates and compares all networks of a plan.

#include "study_program.hpp"

#include "core/error.hpp"
#include "core/file_text.hpp"
#include "core/printable.hpp"
#include "core/shell_words.hpp"
#include "pipeline/log.hpp"
#include "pipeline/unit.hpp"
#include "program.hpp"
#include "storage/atomic_file.hpp"
#include "storage/output_folder.hpp"
#include "storage/output_place.hpp"
#include "storage/run_lock.hpp"
#include "studies/frozen_plan.hpp"
#include "studies/piece.hpp"
#include "studies/plan_reader.hpp"
#include "studies/seed_list.hpp"
#include "studies/stored_plan.hpp"
#include "studies/templates.hpp"
#include "study/calibrate.hpp"
#include "study/piece_run.hpp"
#include "study/stage_run.hpp"
#include "study/study_options.hpp"
#include "study/write_tables.hpp"
#include "vary/operations.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

constexpr const char* kFrozen = "frozen-plan.txt";
constexpr const char* kStored = "plan.toml";

void write_template(const StudyOptions& o) {
  const PlanTemplate& chosen = plan_template_called(o.plan_template);
  if (output_file(o.out, "--out").replaces() && !o.force) {
    throw InputError(
        fmt::format("--out {}: exists already; --force replaces it", printable(o.out.native())));
  }
  write_file_atomically(o.out, chosen.text);
}

void require_operations(const StudyPlan& plan, const std::string& file) {
  for (const StudyNetwork& network : plan.networks) {
    for (const std::string& text : network.operations) {
      try {
        const Operation operation = parse_operation(text);
        operation.kind->check(operation);
      } catch (const InputError& error) {
        throw InputError(
            fmt::format("{}: networks.{}: {}", printable(file), network.name, error.what()));
      }
    }
  }
}

/// A plan, and the text that it was read from.
struct PlanRead {
  StudyPlan plan;
  std::string text;
};

/// Collective. The plan that the root reads.
PlanRead read_plan(Communicator& comm, const StudyOptions& o) {
  Bytes bytes;
  agree(comm, [&] {
    if (o.plan.empty()) throw InputError("a plan is required; --template writes one");
    if (!comm.is_root()) return;
    const std::string read = file_text(o.plan);
    bytes.assign(read.begin(), read.end());
  });
  comm.broadcast(bytes);
  PlanRead read{{}, {bytes.begin(), bytes.end()}};
  agree(comm, [&] {
    read.plan = parse_plan(read.text, o.plan);
    require_operations(read.plan, o.plan);
  });
  return read;
}

/// Those of the plan, or those that --seeds chooses from them.
std::vector<std::uint64_t> chosen_seeds(const StudyPlan& plan, const StudyOptions& o) {
  if (o.seeds.empty()) return plan.seeds;
  std::vector<std::uint64_t> seeds = parse_seeds(o.seeds, "--seeds");
  for (const std::uint64_t seed : seeds) {
    if (std::ranges::find(plan.seeds, seed) == plan.seeds.end()) {
      throw InputError(fmt::format("--seeds {}: {} is no seed of the plan, which has {}", o.seeds,
                                   seed, seeds_text(plan.seeds)));
    }
  }
  return seeds;
}

std::optional<Task> task_of(const StudyOptions& o) {
  if (o.task.empty()) return std::nullopt;
  if (o.stages.size() != 1 || o.has(Stage::calibrate) || o.has(Stage::test)) {
    throw InputError(
        "--task divides one stage: give --stage train, vary, evaluate or classify with it");
  }
  return parse_task(o.task);
}

/// On the root. Whether the study is frozen; throws InputError if it is with another plan.
bool is_frozen(const StudyPlan& plan, const StudyOptions& o) {
  const std::filesystem::path path = o.out / kFrozen;
  if (!std::filesystem::exists(path)) return false;
  require_frozen_plan(plan, file_text(path.string()), path.string());
  return true;
}

/// On the root. Tells what distinguishes the plan from that of the last command in this folder.
void tell_changes(const StudyPlan& plan, const std::filesystem::path& stored) {
  if (!std::filesystem::exists(stored)) return;
  try {
    const std::string changes = plan_changes(parse_plan(file_text(stored), stored.string()), plan);
    if (changes.empty()) return;
    log_warning(
        fmt::format("{}: the last command had another plan; pieces that follow from what "
                    "differs are made again:{}",
                    printable(stored.native()), changes));
  } catch (const InputError& error) {
    log_warning(fmt::format("the plan of the last command cannot be compared: {}", error.what()));
  }
}

/// On the root. Keeps the plan in the folder of the study.
void store_plan(const PlanRead& read, const std::filesystem::path& stored) {
  const std::string text = stored_plan_text(read.text, read.plan);
  if (std::filesystem::exists(stored) && file_text(stored) == text) return;
  write_file_atomically(stored, text);
}

/// On the root. Tasks of a job array share the folder with each other.
std::unique_ptr<RunLock> lock_study(const StudyOptions& o, const Provenance& provenance) {
  make_output_folder(o.out, "--out");
  auto lock = std::make_unique<RunLock>(
      o.out, "study", o.task.empty() ? RunLock::Mode::exclusive : RunLock::Mode::shared,
      provenance.command_line);
  if (!lock->warning().empty()) log_warning(lock->warning());
  return lock;
}

/// Names of pieces do not depend on the values that calibrations find.
void fill_in(CalibratedValues& values, const StudyPlan& plan) {
  for (const StudyNetwork& network : plan.networks) {
    if (network.calibrate) values.try_emplace(network.name, 0.0);
  }
}

/// --list-tasks and --dry-run.
void print_pieces(const std::vector<Piece>& pieces, const StudyOptions& o,
                  const std::optional<Task>& task) {
  for (const StageInfo& info : stages()) {
    if (!o.has(info.stage)) continue;
    for (const std::size_t place : pieces_in(pieces, info.stage, task)) {
      const Piece& piece = pieces[place];
      if (o.list_tasks) {
        fmt::print("{}\n", piece.name);
      } else {
        fmt::print("{}{}\n", is_done(piece, o.out) ? "# done " : "",
                   shell_line(piece.command(o.out)));
      }
    }
  }
}

/// What a command works on.
struct Study {
  StudyPlan plan;
  std::vector<std::uint64_t> seeds;
  std::optional<Task> task;
  bool frozen = false;  ///< on the root
  std::unique_ptr<RunLock> lock;
};

/// Collective.
Study open_study(const Program& program, const StudyOptions& o, Communicator& comm) {
  Study study;
  const PlanRead read = read_plan(comm, o);
  study.plan = read.plan;
  agree(comm, [&] {
    study.seeds = chosen_seeds(study.plan, o);
    study.task = task_of(o);
    if (!comm.is_root()) return;
    study.frozen = is_frozen(study.plan, o);
    tell_changes(study.plan, o.out / kStored);
    if (o.list_tasks || o.dry_run) return;
    study.lock = lock_study(o, program.provenance());
    store_plan(read, o.out / kStored);
  });
  return study;
}

/// Collective. All stages that are asked for.
void run_stages(const Program& program, const StudyOptions& o, const Study& study,
                Communicator& comm) {
  const StageRunOptions run{o.out, study.task, o.verify, program.verbosity() == Verbosity::verbose,
                            program.verbosity() == Verbosity::quiet};
  if (o.has(Stage::calibrate) && calibrates(study.plan)) calibrate(comm, study.plan, run);
  const CalibratedValues values = calibrated_values(comm, study.plan, o.out);
  const bool needs_pieces = o.stages != std::vector<std::string>{"calibrate"};
  std::vector<Piece> pieces;
  agree(comm, [&] {
    if (needs_pieces) pieces = pieces_of(study.plan, study.seeds, values);
  });
  for (const Stage stage : {Stage::train, Stage::vary, Stage::evaluate, Stage::classify}) {
    if (o.has(stage)) run_stage(comm, pieces, stage, run);
  }
  if (o.has(Stage::test)) {
    write_tables(comm, study.plan, study.seeds, study.frozen, o.out);
    log_info(fmt::format("tables: {}/summary.tidy.csv, metrics.tidy.csv, tests.csv, ei.tidy.csv",
                         o.out.string()));
  }
}

void freeze(const StudyOptions& o, const Study& study, Communicator& comm) {
  agree(comm, [&] {
    if (!comm.is_root()) return;
    if (!study.frozen) write_file_atomically(o.out / kFrozen, frozen_text(study.plan));
    fmt::print("{}\n", plan_checksum(study.plan));
  });
}

void run(const Program& program, StudyOptions& o, Communicator& comm) {
  if (!o.plan_template.empty()) {
    agree(comm, [&] {
      if (comm.is_root()) write_template(o);
    });
    return;
  }
  if (o.stages.empty()) o.stages = all_stages();
  const Study study = open_study(program, o, comm);
  if (o.freeze) {
    freeze(o, study, comm);
  } else if (o.list_tasks || o.dry_run) {
    CalibratedValues values = calibrated_values(comm, study.plan, o.out);
    agree(comm, [&] {
      if (o.list_tasks) fill_in(values, study.plan);
      const std::vector<Piece> pieces = pieces_of(study.plan, study.seeds, values);
      if (comm.is_root()) print_pieces(pieces, o, study.task);
    });
  } else {
    run_stages(program, o, study, comm);
  }
}

}  // namespace

int study_program(Communicator& comm, int argc, const char* const* argv) {
  Program program("ebsnn_study",
                  "Trains, evaluates and compares all networks of a plan, on all ranks.",
                  "ebsnn_study --template quick --out plan.toml\n"
                  "  mpirun -n 8 ebsnn_study plan.toml --out STUDY");
  StudyOptions options;
  declare_study(program.options(), options);
  return program.run(comm, argc, argv, [&] { run(program, options, comm); });
}

}  // namespace ebsnn
