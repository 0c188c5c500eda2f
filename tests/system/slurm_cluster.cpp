#include "system/slurm_cluster.hpp"

#include "system/processes.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <set>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDaemons = "/usr/sbin";
constexpr const char* kCommands = "/usr/bin";

/// Ports on which nothing listens at present.
std::vector<int> free_ports(std::size_t count) {
  std::vector<int> sockets(count);
  std::vector<int> ports(count);
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

/// Nodes that claim eight cores each. Job numbers start at a port number that is free: folders of
/// PMIx in /tmp are named only by job number. A credential lifetime of 5 s lets a requeued job
/// start soon. Process tracking without control groups needs no rights.
std::string configuration(const fs::path& folder, const std::vector<std::string>& nodes,
                          int node_timeout_s) {
  const std::vector<int> ports = free_ports(nodes.size() + 1);
  std::string text = fmt::format(
      "ClusterName=test\n"
      "SlurmctldHost={host}(127.0.0.1)\n"
      "SlurmUser={user}\nSlurmdUser={user}\n"
      "SlurmctldPort={controller_port}\nFirstJobId={controller_port}\n"
      "AuthType=auth/munge\nAuthInfo=socket={folder}/munge/socket,cred_expire=5\n"
      "CredType=cred/munge\n"
      "StateSaveLocation={folder}/state\nSlurmdSpoolDir={folder}/spool-%n\n"
      "SlurmctldPidFile={folder}/slurmctld.pid\nSlurmdPidFile={folder}/slurmd-%n.pid\n"
      "SlurmctldLogFile={folder}/slurmctld.log\nSlurmdLogFile={folder}/slurmd-%n.log\n"
      "ProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\nSwitchType=switch/none\n"
      "JobAcctGatherType=jobacct_gather/none\nAccountingStorageType=accounting_storage/none\n"
      "JobCompType=jobcomp/none\nMpiDefault=pmix\nReturnToService=2\nMinJobAge=600\n"
      "SelectType=select/cons_tres\nSelectTypeParameters=CR_Core\n"
      "SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0,bf_interval=2,"
      "requeue_delay=1\n"
      "SlurmdParameters=config_overrides\nKillWait=5\nSlurmdTimeout={node_timeout}\n",
      fmt::arg("host", host_name()), fmt::arg("user", user_name()),
      fmt::arg("controller_port", ports.back()), fmt::arg("node_timeout", node_timeout_s),
      fmt::arg("folder", folder.string()));
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    text += fmt::format(
        "NodeName={} NodeAddr=127.0.0.1 Port={} NodeHostname={} CPUs=8 RealMemory=100000\n",
        nodes[i], ports[i], host_name());
  }
  return text + "PartitionName=test Nodes=ALL Default=YES State=UP OverSubscribe=FORCE:4\n";
}

/// mpirun recognises the node as its own machine only if the names agree.
std::vector<std::string> names_of(int nodes) {
  if (nodes == 1) return {"localhost"};
  std::vector<std::string> names;
  for (int i = 1; i <= nodes; ++i) names.push_back(fmt::format("node{}", i));
  return names;
}

constexpr const char* kNodeVariable = "EBSNN_TEST_NODE";

}  // namespace

SlurmCluster::SlurmCluster(int nodes, int node_timeout_s) : nodes_(names_of(nodes)) {
  for (const char* daemon : {"munged", "slurmctld", "slurmd"}) {
    if (!fs::exists(fs::path(kDaemons) / daemon)) {
      why_not_ = fmt::format("{}/{} is not installed (slurm-wlm, munge)", kDaemons, daemon);
      return;
    }
  }
  write_configuration(node_timeout_s);
  if (!start_munge()) {
    why_not_ = "munged does not start: " + munged_->errors_so_far();
  } else if (!start_slurm()) {
    why_not_ = "SLURM does not start: " + slurmctld_->errors_so_far() +
               slurmds_.at(nodes_.front())->errors_so_far() +
               command("scontrol", {"show", "node"}).out;
  }
}

SlurmCluster::~SlurmCluster() {
  if (ready()) {
    (void)command("scancel", {"--full", "--user", user_name()});
    (void)wait_until_idle(20.0);
  }
}

void SlurmCluster::write_configuration(int node_timeout_s) {
  for (const char* part : {"munge", "state"}) fs::create_directories(folder_ / part);
  for (const std::string& node : nodes_) fs::create_directories(folder_ / ("spool-" + node));
  write_text(folder_ / "munge/key", std::string(1024, 'k'));
  fs::permissions(folder_ / "munge/key", fs::perms::owner_read);
  write_text(folder_ / "slurm.conf", configuration(folder_.path(), nodes_, node_timeout_s));
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
  Launch launch((fs::path(kDaemons) / "slurmctld").string(), {"-D", "-i"});
  launch.environment = environment();
  slurmctld_ = std::make_unique<Running>(launch);
  for (const std::string& node : nodes_) start_node(node);
  const auto all_alive = [this] {
    return slurmctld_->alive() &&
           std::all_of(slurmds_.begin(), slurmds_.end(),
                       [](const auto& node) { return node.second->alive(); });
  };
  return wait_until([&] { return !all_alive() || all_idle(); }, 30.0) && all_alive();
}

void SlurmCluster::start_node(const std::string& node) {
  Launch launch((fs::path(kDaemons) / "slurmd").string(), {"-D", "-N", node});
  launch.environment = environment();
  launch.environment[kNodeVariable] = node;
  slurmds_[node] = std::make_unique<Running>(launch);
}

bool SlurmCluster::all_idle() const { return command("sinfo", {"-h", "-o", "%T"}).out == "idle\n"; }

/// slurmd and its jobs are found by their environment variables. slurmstepd overwrites its
/// variables with its title, so it is found by its children.
std::vector<pid_t> SlurmCluster::processes_of(const std::string& node) const {
  const std::string ours = "SLURM_CONF=" + (folder_ / "slurm.conf").string() + '\0';
  std::vector<pid_t> processes;
  for (const pid_t process : all_processes()) {
    const std::string variables = read_text(fmt::format("/proc/{}/environ", process));
    const auto has = [&](const std::string& text) {
      return variables.find(text) != std::string::npos;
    };
    if (is_running(process) && has(ours) &&
        (has(fmt::format("{}={}", kNodeVariable, node) + '\0') ||
         has("SLURMD_NODENAME=" + node + '\0'))) {
      processes.push_back(process);
    }
  }
  for (const pid_t process : all_processes()) {
    if (name_of_process(process) != "slurmstepd") continue;
    const std::vector<pid_t> children = children_of(process);
    if (std::find_first_of(children.begin(), children.end(), processes.begin(), processes.end()) !=
        children.end()) {
      processes.push_back(process);
    }
  }
  return processes;
}

std::vector<std::string> SlurmCluster::cut_power_of(const std::string& node) {
  // All are stopped first, so that none sees the end of another and reports it. Stopped processes
  // are killed even if nothing shows any more where they ran: slurmd waits forever for an answer of
  // a stopped slurmstepd.
  std::set<pid_t> stopped;
  for (bool more = true; more;) {
    more = false;
    for (const pid_t process : processes_of(node)) {
      if (!stopped.insert(process).second) continue;
      ::kill(process, SIGSTOP);
      more = true;
    }
  }
  std::vector<std::string> names;
  for (const pid_t process : stopped) {
    names.push_back(name_of_process(process));
    ::kill(process, SIGKILL);
  }
  (void)wait_until([&] { return processes_of(node).empty(); }, 10.0);
  return names;
}

bool SlurmCluster::bring_back(const std::string& node, double limit_s) {
  start_node(node);
  return wait_until([this] { return all_idle(); }, limit_s);
}

std::string SlurmCluster::report(const std::string& node) const {
  return command("scontrol", {"show", "node", node}).out +
         read_text(folder_ / ("slurmd-" + node + ".log"));
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
