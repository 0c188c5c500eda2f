#include "parallel/mpi_session.hpp"

#include "parallel/cores.hpp"
#include "parallel/environment.hpp"
#include "parallel/launcher.hpp"
#include "parallel/mpi_communicator.hpp"

#include <fmt/format.h>
#include <mpi.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

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
  if (std::cmp_greater(ranks_here, std::max<std::size_t>(own_cores().size(), 1))) {
    set_default("OMPI_MCA_mpi_yield_when_idle", "1");
  }
  // Within one machine, messages go through memory. The libraries of fast networks, which the other
  // ways would load, take a good part of the start to find none.
  if (environment_number("OMPI_COMM_WORLD_SIZE") == ranks_here) {
    set_default("OMPI_MCA_pml", "ob1");
    set_default("OMPI_MCA_btl", "^openib,ofi");
  }
}

/// A communicator of the ranks on this host; freed by the destructor.
class HostComm {
 public:
  explicit HostComm(const Communicator& world) {
    check_mpi(MPI_Comm_split_type(*static_cast<const MPI_Comm*>(world.mpi_handle()),
                                  MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &comm_),
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
  const HostComm host(world);
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

int mpi_world_size() {
  int initialised = 0;
  int size = 1;
  check_mpi(MPI_Initialized(&initialised), "MPI_Initialized");
  if (initialised != 0) check_mpi(MPI_Comm_size(MPI_COMM_WORLD, &size), "MPI_Comm_size");
  return size;
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
