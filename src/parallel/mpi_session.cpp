#include "parallel/mpi_session.hpp"

#include "core/error.hpp"
#include "parallel/mpi_communicator.hpp"

#include <fmt/format.h>
#include <mpi.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {
namespace {

/// A whole number from the environment, or nothing.
std::optional<int> environment_number(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr) {
    return std::nullopt;
  }
  const std::string_view digits(text);
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole ? std::optional<int>(value) : std::nullopt;
}

/// Number of processors that this process may run on.
int available_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  return sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
}

void set_default(const char* name, const char* value) {
  constexpr int kKeepUsersOwn = 0;
  setenv(name, value, kKeepUsersOwn);
}

void prepare_open_mpi() {
  // Any MPI-IO except Open MPI's own, that is ROMIO, whatever its component is called in this
  // version.
  set_default("OMPI_MCA_io", "^ompio");
  // Open MPI itself only sees that slots are exceeded; idle ranks then take time slices from
  // working ones.
  const int ranks_here = environment_number("OMPI_COMM_WORLD_LOCAL_SIZE").value_or(1);
  if (ranks_here > available_cores()) {
    set_default("OMPI_MCA_mpi_yield_when_idle", "1");
  }
}

/// In a batch script or a shell of salloc: in a job, but not in one of its steps.
bool in_batch_script() {
  return std::getenv("SLURM_JOB_ID") != nullptr && std::getenv("SLURM_STEP_ID") == nullptr;
}

/// A communicator of the ranks on this host; freed by the destructor.
class HostComm {
 public:
  HostComm() {
    check_mpi(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &comm_),
              "MPI_Comm_split_type");
  }
  ~HostComm() { MPI_Comm_free(&comm_); }
  HostComm(const HostComm&) = delete;
  HostComm& operator=(const HostComm&) = delete;
  [[nodiscard]] MPI_Comm get() const { return comm_; }

 private:
  MPI_Comm comm_ = MPI_COMM_NULL;
};

/// Collective. One line on the first rank of a host whose ranks outnumber the cores that they may
/// use together (launchers bind each rank to its own cores); nothing on the others.
Bytes crowding_here(const Communicator& world) {
  if (world.size() == 1) {
    return {};
  }
  const HostComm host;
  int rank = 0;
  int ranks = 1;
  check_mpi(MPI_Comm_rank(host.get(), &rank), "MPI_Comm_rank");
  check_mpi(MPI_Comm_size(host.get(), &ranks), "MPI_Comm_size");
  cpu_set_t mine;
  CPU_ZERO(&mine);
  sched_getaffinity(0, sizeof mine, &mine);
  cpu_set_t all;
  CPU_ZERO(&all);
  check_mpi(MPI_Allreduce(&mine, &all, sizeof all, MPI_BYTE, MPI_BOR, host.get()), "MPI_Allreduce");
  const int cores = CPU_COUNT(&all);
  if (rank != 0 || cores == 0 || ranks <= cores) {
    return {};
  }
  std::array<char, MPI_MAX_PROCESSOR_NAME> name{};
  int length = 0;
  check_mpi(MPI_Get_processor_name(name.data(), &length), "MPI_Get_processor_name");
  const std::string line =
      fmt::format("{}: {} ranks share {} cores: more ranks than cores make a run slower",
                  name.data(), ranks, cores);
  return {line.begin(), line.end()};
}

struct Launch {
  const char* variable;
  int processes;
};

/// The launcher that started this process, according to the environment. mpirun may itself run in a
/// job step, so its variables come first. In a batch script or a shell of salloc (in a job, but not
/// in a step), SLURM_NTASKS is only what was asked for, and one plain process is fine. In a job
/// step (srun), the size of the step counts.
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

MpiSession::MpiSession(int& argc, char**& argv) {
  prepare_open_mpi();
  // Other threads may run, but never call MPI. Every MPI library with thread support grants this
  // level.
  int provided = MPI_THREAD_SINGLE;
  check_mpi(MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided), "MPI_Init_thread");
  check_mpi(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  world_ = make_world_communicator();
}

MpiSession::~MpiSession() {
  world_.reset();
  MPI_Finalize();
}

void check_launcher(const Communicator& world) {
  const std::optional<Launch> launch = find_launch();
  if (world.size() == 1 && launch && launch->processes > 1) {
    throw InputError(
        fmt::format("{} = {}, but this process is alone in its MPI world: the launcher does not "
                    "fit the MPI library "
                    "({}), and each of {} processes would do all of the work; start with that "
                    "library's mpirun, or "
                    "with srun --mpi=pmix",
                    launch->variable, launch->processes, mpi_library_version(), launch->processes));
  }
}

std::vector<std::string> launch_warnings(const Communicator& world) {
  std::vector<std::string> warnings;
  for (const Bytes& report : world.gather(crowding_here(world))) {
    if (!report.empty()) {
      warnings.emplace_back(report.begin(), report.end());
    }
  }
  const std::optional<int> tasks = environment_number("SLURM_NTASKS");
  if (world.is_root() && tasks && *tasks > world.size() && in_batch_script()) {
    warnings.push_back(
        fmt::format("the job has {} tasks (SLURM_NTASKS), of which {} work: srun or mpirun -n {} "
                    "starts one rank for each",
                    *tasks, world.size(), *tasks));
  }
  return warnings;
}

std::string mpi_library_version() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  check_mpi(MPI_Get_library_version(text.data(), &length), "MPI_Get_library_version");
  // After the version, Open MPI adds a comma and who built it, MPICH more lines. MPICH separates
  // words by a tab.
  std::string version(text.data());
  version.erase(std::min(version.size(), version.find_first_of(",\n")));
  std::replace(version.begin(), version.end(), '\t', ' ');
  return version;
}

}  // namespace ebsnn
