#include "system/slurm_cluster.hpp"

#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDaemons = "/usr/sbin";
constexpr const char* kCommands = "/usr/bin";

/// Ports that nobody listens on just now.
std::array<int, 2> free_ports() {
  std::array<int, 2> sockets{};
  std::array<int, 2> ports{};
  for (std::size_t i = 0; i < ports.size(); ++i) {
    sockets[i] = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    socklen_t length = sizeof address;
    address.sin_family = AF_INET;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(sockets[i], generic, length) == 0 &&
        ::getsockname(sockets[i], generic, &length) == 0) {
      ports[i] = ntohs(address.sin_port);
    }
  }
  for (const int socket : sockets) ::close(socket);
  return ports;
}

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

std::string user_name() {
  const passwd* user = ::getpwuid(::getuid());
  return user == nullptr ? "root" : user->pw_name;
}

/// One node that claims eight cores. A credential that lives for 5 s lets a requeued job start
/// soon; process tracking without control groups needs no rights.
std::string configuration(const fs::path& folder) {
  const auto [controller_port, node_port] = free_ports();
  return fmt::format(
      "ClusterName=test\n"
      "SlurmctldHost={host}(127.0.0.1)\n"
      "SlurmUser={user}\nSlurmdUser={user}\n"
      "SlurmctldPort={controller_port}\nSlurmdPort={node_port}\n"
      "AuthType=auth/munge\nAuthInfo=socket={folder}/munge/socket,cred_expire=5\n"
      "CredType=cred/munge\n"
      "StateSaveLocation={folder}/state\nSlurmdSpoolDir={folder}/spool\n"
      "SlurmctldPidFile={folder}/slurmctld.pid\nSlurmdPidFile={folder}/slurmd.pid\n"
      "SlurmctldLogFile={folder}/slurmctld.log\nSlurmdLogFile={folder}/slurmd.log\n"
      "ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nSwitchType=switch/none\n"
      "JobAcctGatherType=jobacct_gather/none\nAccountingStorageType=accounting_storage/none\n"
      "JobCompType=jobcomp/none\nMpiDefault=pmix\nReturnToService=2\nMinJobAge=600\n"
      "SelectType=select/cons_tres\nSelectTypeParameters=CR_Core\n"
      "SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0,bf_interval=2,"
      "requeue_delay=1\n"
      "SlurmdParameters=config_overrides\nKillWait=5\nSlurmdTimeout=60\n"
      "NodeName=localhost NodeAddr=127.0.0.1 NodeHostname={host} CPUs=8 RealMemory=100000\n"
      "PartitionName=test Nodes=ALL Default=YES State=UP OverSubscribe=FORCE:4\n",
      fmt::arg("host", host_name()), fmt::arg("user", user_name()),
      fmt::arg("controller_port", controller_port), fmt::arg("node_port", node_port),
      fmt::arg("folder", folder.string()));
}

}  // namespace

SlurmCluster::SlurmCluster() {
  for (const char* daemon : {"munged", "slurmctld", "slurmd"}) {
    if (!fs::exists(fs::path(kDaemons) / daemon)) {
      why_not_ = fmt::format("{}/{} is not installed (slurm-wlm, munge)", kDaemons, daemon);
      return;
    }
  }
  write_configuration();
  if (!start_munge()) {
    why_not_ = "munged does not start: " + munged_->errors_so_far();
  } else if (!start_slurm()) {
    why_not_ = "SLURM does not start: " + slurmctld_->errors_so_far() + slurmd_->errors_so_far() +
               command("scontrol", {"show", "node"}).out;
  }
}

SlurmCluster::~SlurmCluster() {
  if (ready()) {
    (void)command("scancel", {"--full", "--user", user_name()});
    (void)wait_until_idle(20.0);
  }
}

void SlurmCluster::write_configuration() {
  for (const char* part : {"munge", "state", "spool"}) fs::create_directories(folder_ / part);
  write_text(folder_ / "munge/key", std::string(1024, 'k'));
  fs::permissions(folder_ / "munge/key", fs::perms::owner_read);
  write_text(folder_ / "slurm.conf", configuration(folder_.path()));
  write_text(folder_ / "cgroup.conf", "CgroupPlugin=cgroup/v1\n");
}

bool SlurmCluster::start_munge() {
  const auto at = [this](const char* name) { return (folder_ / "munge" / name).string(); };
  munged_ = std::make_unique<Running>(
      Launch((fs::path(kDaemons) / "munged").string(),
             {"--foreground", "--force", "--key-file", at("key"), "--socket", at("socket"),
              "--pid-file", at("pid"), "--log-file", at("log"), "--seed-file", at("seed")}));
  return wait_until([&] { return fs::exists(at("socket")) || !munged_->alive(); }, 10.0) &&
         munged_->alive();
}

bool SlurmCluster::start_slurm() {
  const auto daemon = [this](const char* name, const std::vector<std::string>& options) {
    Launch launch((fs::path(kDaemons) / name).string(), options);
    launch.environment = environment();
    return std::make_unique<Running>(launch);
  };
  slurmctld_ = daemon("slurmctld", {"-D", "-i"});
  slurmd_ = daemon("slurmd", {"-D", "-N", "localhost"});
  return wait_until(
             [&] {
               return !slurmctld_->alive() || !slurmd_->alive() ||
                      command("sinfo", {"-h", "-o", "%T"}).out == "idle\n";
             },
             30.0) &&
         slurmctld_->alive() && slurmd_->alive();
}

std::map<std::string, std::string> SlurmCluster::environment() const {
  return {{"SLURM_CONF", (folder_ / "slurm.conf").string()}};
}

Outcome SlurmCluster::command(const std::string& name, const std::vector<std::string>& arguments,
                              const fs::path& folder) const {
  Launch launch((fs::path(kCommands) / name).string(), arguments);
  launch.environment = environment();
  launch.folder = folder;
  return run(launch);
}

std::string SlurmCluster::field(const std::string& job, const std::string& name) const {
  const std::string text =
      fmt::format(" {}", command("scontrol", {"--oneliner", "show", "job", job}).out);
  const std::size_t place = text.find(fmt::format(" {}=", name));
  if (place == std::string::npos) return "";
  const std::size_t first = place + name.size() + 2;
  return text.substr(first, text.find_first_of(" \n", first) - first);
}

bool SlurmCluster::wait_until_idle(double limit_s) const {
  return wait_until([this] { return command("squeue", {"--noheader"}).out.empty(); }, limit_s);
}

}  // namespace ebsnn::test
