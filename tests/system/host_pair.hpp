#pragma once
// Two hosts on one machine for the time of a test: separate namespaces (network, processes, shared
// memory, host name), a cable between them, one file system. They are removed when the process of
// the test ends, in whatever way.

#include "system/running.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn::test {

class HostPair {
 public:
  /// Starts them. `ready()` tells whether that worked.
  HostPair();
  ~HostPair() = default;
  HostPair(const HostPair&) = delete;
  HostPair& operator=(const HostPair&) = delete;

  [[nodiscard]] bool ready() const { return why_not_.empty(); }
  /// The reason why they did not start.
  [[nodiscard]] const std::string& why_not() const { return why_not_; }

  /// mpirun on host 0 with `ranks` ranks on each host, run in `launch.folder`, with the settings
  /// that slurm/settings.sh gives to users. The ranks get `launch.environment`.
  [[nodiscard]] Launch on_both(const Launch& launch) const;
  /// Processes on a host (0 or 1) with this name, or all if it is empty; seen from outside.
  [[nodiscard]] std::vector<pid_t> processes(int host, const std::string& name = "") const;

  void pull_cable() const;
  /// Ends all processes on a host at once. Its connections are closed, if the cable allows it.
  void kill_host(int host);

 private:
  [[nodiscard]] bool start_host(int host);
  [[nodiscard]] bool lay_cable() const;
  /// A command of the system that sees the network of a host.
  [[nodiscard]] Outcome in_network_of(int host, std::vector<std::string> words) const;

  TemporaryFolder folder_;
  std::string why_not_;
  std::array<std::unique_ptr<Running>, 2> hosts_;
  std::array<pid_t, 2> first_processes_{};
};

}  // namespace ebsnn::test
