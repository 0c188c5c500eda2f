#include "parallel/launcher.hpp"

#include "core/error.hpp"
#include "parallel/environment.hpp"
#include "parallel/mpi_session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace ebsnn {
namespace {

constexpr std::array<std::string_view, 9> kPrefixes{
    "OMPI_COMM_WORLD_", "PMIX_", "PMI_", "PMI2_", "PALS_", "ALPS_", "FLUX_", "JSM_",
    "MV2_COMM_WORLD_"};
constexpr std::array<std::string_view, 4> kNames{"MPI_LOCALRANKID", "MPI_LOCALNRANKS",
                                                 "SLURM_STEP_ID", "SLURM_STEPID"};
/// Of SLURM's, those that a batch script has, too.
constexpr std::array<std::string_view, 2> kNamesOutsideOfJobs{"SLURM_PROCID", "SLURM_NTASKS"};

template <class Names>
bool holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_launchers(std::string_view name) {
  const bool known = std::any_of(kPrefixes.begin(), kPrefixes.end(),
                                 [&](std::string_view prefix) { return name.starts_with(prefix); });
  return (known && !name.starts_with("PMIX_MCA_")) || holds(kNames, name) ||
         (holds(kNamesOutsideOfJobs, name) && std::getenv("SLURM_JOB_ID") == nullptr);
}

struct Launch {
  const char* variable;
  int processes;
};

/// How many processes were started. mpirun may itself run within a job step, so its own variables
/// come first; in a job step (srun) the step's size counts.
std::optional<Launch> find_launch() {
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    if (const auto processes = environment_number(variable)) {
      return Launch{variable, *processes};
    }
  }
  if (in_batch_script()) {
    return std::nullopt;
  }
  for (const char* variable : {"SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"}) {
    if (const auto processes = environment_number(variable)) {
      return Launch{variable, *processes};
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> launcher_variables() {
  std::vector<std::string> found;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::string_view name = text.substr(0, text.find('='));
    if (is_launchers(name)) {
      found.emplace_back(name);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool in_batch_script() {
  return std::getenv("SLURM_JOB_ID") != nullptr && std::getenv("SLURM_STEP_ID") == nullptr;
}

void check_launcher(const Communicator& group) {
  const std::optional<Launch> launch = find_launch();
  const bool alone = group.size() == 1 && mpi_world_size() == 1;
  if (alone && launch && launch->processes > 1) {
    throw InputError(
        fmt::format("{} = {}, but this process is alone in its MPI world: the launcher does not "
                    "fit the MPI library ({}), and each of {} processes would do all of the work; "
                    "start with that library's mpirun, or with srun --mpi=pmix",
                    launch->variable, launch->processes, mpi_library_version(), launch->processes));
  }
}

}  // namespace ebsnn
