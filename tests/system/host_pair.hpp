#pragma once
// Two hosts on one machine, for the time of a test: namespaces of their own (network, processes,
// shared memory, host name), a cable between them, one file system. They go when the test's process
// does, however that ends.

#include "system/running.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn::test {

class HostPair {
 public:
  /// Starts them. Whether that worked: `ready()`.
  HostPair();
  ~HostPair() = default;
  HostPair(const HostPair&) = delete;
  HostPair& operator=(const HostPair&) = delete;

  [[nodiscard]] bool ready() const { return why_not_.empty(); }
  /// What kept them from starting.
  [[nodiscard]] const std::string& why_not() const { return why_not_; }

  /// mpirun on host 0 with `ranks` ranks on each host, run in `launch.folder`, with the settings
  /// that slurm/settings.sh gives to users. `launch.environment` is the ranks'.
  [[nodiscard]] Launch on_both(const Launch& launch) const;
  /// What runs on a host (0 or 1) under this name; any name where it is empty. From outside.
  [[nodiscard]] std::vector<pid_t> processes(int host, const std::string& name = "") const;

  void pull_cable() const;
  /// Ends all processes on a host at once. Its connections are closed, as far as the cable allows.
  void kill_host(int host);

 private:
  [[nodiscard]] bool start_host(int host);
  [[nodiscard]] bool lay_cable() const;
  /// A command of the system's with an eye to a host's network.
  [[nodiscard]] Outcome in_network_of(int host, std::vector<std::string> words) const;

  TemporaryFolder folder_;
  std::string why_not_;
  std::array<std::unique_ptr<Running>, 2> hosts_;
  std::array<pid_t, 2> first_processes_{};
};

}  // namespace ebsnn::test
