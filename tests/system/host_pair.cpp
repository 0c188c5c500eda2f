#include "system/host_pair.hpp"

#include "system/processes.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <csignal>
#include <system_error>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kScripts = EBSNN_SOURCE_DIR "/tests/system";
constexpr std::array kNames{"host0", "host1"};
constexpr std::array kAddresses{"10.231.0.1", "10.231.0.2"};

/// The process namespace of a process; empty if it has ended.
std::string process_namespace(pid_t process) {
  std::error_code error;
  return fs::read_symlink(fmt::format("/proc/{}/ns/pid", process), error).string();
}

}  // namespace

HostPair::HostPair() {
  std::string names = "127.0.0.1 localhost\n";
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    names += fmt::format("{} {}\n", kAddresses[i], kNames[i]);
  }
  write_text(folder_ / "hosts", names);
  if (start_host(0) && start_host(1) && !lay_cable()) why_not_ = "cannot lay a cable between hosts";
}

bool HostPair::start_host(int host) {
  const auto i = static_cast<std::size_t>(host);
  const fs::path folder = folder_.path();
  if (::mkfifo((folder / (std::string(kNames[i]) + ".commands")).c_str(), 0600) != 0) return false;
  hosts_[i] = std::make_unique<Running>(
      Launch("/usr/bin/unshare",
             {"--net", "--uts", "--ipc", "--mount", "--pid", "--fork", "--kill-child",
              "--mount-proc", std::string(kScripts) + "/host", folder.string(), kNames[i]}));
  const bool ready = wait_until(
      [&] {
        return !hosts_[i]->alive() || fs::exists(folder / (std::string(kNames[i]) + ".ready"));
      },
      10.0);
  const std::vector<pid_t> children = children_of(hosts_[i]->process());
  if (!ready || !hosts_[i]->alive() || children.empty()) {
    why_not_ = "no right to make hosts: " + hosts_[i]->errors_so_far();
    return false;
  }
  first_processes_[i] = children.front();
  return true;
}

bool HostPair::lay_cable() const {
  const auto ip = [this](int host, const std::vector<std::string>& words) {
    std::vector<std::string> command{"ip"};
    command.insert(command.end(), words.begin(), words.end());
    return in_network_of(host, command).exit_code == 0;
  };
  const auto plug_in = [&](int host) {
    return ip(host,
              {"addr", "add", fmt::format("{}/24", kAddresses[static_cast<std::size_t>(host)]),
               "dev", "eth0"}) &&
           ip(host, {"link", "set", "eth0", "up"});
  };
  return ip(0, {"link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns",
                std::to_string(first_processes_[1])}) &&
         plug_in(0) && plug_in(1);
}

Outcome HostPair::in_network_of(int host, std::vector<std::string> words) const {
  const std::string process = std::to_string(first_processes_[static_cast<std::size_t>(host)]);
  words.insert(words.begin(), {"--target", process, "--net"});
  return run({"/usr/bin/nsenter", words});
}

Launch HostPair::on_both(const Launch& launch) const {
  const std::string script = "source \"$0/launch.sh\" && ebsnn_notice_lost_hosts && exec \"$@\"";
  Launch both("/usr/bin/nsenter",
              {"--target", std::to_string(first_processes_[0]), "--net", "--uts", "--ipc",
               "--mount", "--pid", "bash", "-c", script, EBSNN_SOURCE_DIR "/slurm"});
  const std::vector<std::string> mpirun{
      EBSNN_MPIEXEC,
      "--mca",
      "plm_rsh_agent",
      std::string(kScripts) + "/remote_shell",
      "--mca",
      "orte_tmpdir_base",
      "/dev/shm",
      "--host",
      fmt::format("{}:{ranks},{}:{ranks}", kNames[0], kNames[1], fmt::arg("ranks", launch.ranks)),
      "-wdir",
      launch.folder.string()};
  both.arguments.insert(both.arguments.end(), mpirun.begin(), mpirun.end());
  for (const auto& [name, value] : launch.environment) {
    both.arguments.insert(both.arguments.end(), {"-x", fmt::format("{}={}", name, value)});
  }
  both.arguments.push_back(path_of(launch.program).string());
  both.arguments.insert(both.arguments.end(), launch.arguments.begin(), launch.arguments.end());
  both.environment["EBSNN_HOSTS"] = folder_.path().string();
  const auto patience = launch.environment.find("EBSNN_LOST_HOST_AFTER");
  if (patience != launch.environment.end()) both.environment.insert(*patience);
  both.limit_s = launch.limit_s;
  return both;
}

std::vector<pid_t> HostPair::processes(int host, const std::string& name) const {
  const pid_t first = first_processes_[static_cast<std::size_t>(host)];
  const std::string here = process_namespace(first);
  std::vector<pid_t> found;
  for (const pid_t process : all_processes()) {
    if (process != first && !here.empty() && process_namespace(process) == here &&
        is_running(process) && (name.empty() || name_of_process(process) == name)) {
      found.push_back(process);
    }
  }
  return found;
}

void HostPair::pull_cable() const { (void)in_network_of(1, {"ip", "link", "set", "eth0", "down"}); }

void HostPair::kill_host(int host) {
  ::kill(first_processes_[static_cast<std::size_t>(host)], SIGKILL);
}

}  // namespace ebsnn::test
