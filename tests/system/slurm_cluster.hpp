#pragma once
// A real SLURM for the time of a test: munged, slurmctld and one slurmd per node in a temporary
// folder, on their own ports. All nodes are this machine. Nothing outside the folder is read or
// written.

#include "system/running.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn::test {

class SlurmCluster {
 public:
  /// Starts it with this many nodes. SLURM gives up a node that does not answer for
  /// `node_timeout_s`. `ready()` tells whether it started.
  explicit SlurmCluster(int nodes = 1, int node_timeout_s = 60);
  /// Cancels all jobs and ends the daemons.
  ~SlurmCluster();
  SlurmCluster(const SlurmCluster&) = delete;
  SlurmCluster& operator=(const SlurmCluster&) = delete;

  [[nodiscard]] bool ready() const { return why_not_.empty(); }
  /// The reason why it did not start.
  [[nodiscard]] const std::string& why_not() const { return why_not_; }

  /// Environment that commands need to find it.
  [[nodiscard]] std::map<std::string, std::string> environment() const;
  /// Runs a command of SLURM in `folder`.
  [[nodiscard]] Outcome command(const std::string& name, const std::vector<std::string>& arguments,
                                const std::filesystem::path& folder = {}) const;
  /// A field of `scontrol show job`, e.g. JobState or Restarts. Tasks of an array are called 7_1.
  [[nodiscard]] std::string field(const std::string& job, const std::string& name) const;
  /// Waits until no job is pending or running; false after `limit_s`.
  [[nodiscard]] bool wait_until_idle(double limit_s) const;

  /// Ends everything that runs on a node at once, like a power cut: the processes of SLURM there,
  /// batch scripts, ranks. Returns the names of what ran.
  std::vector<std::string> cut_power_of(const std::string& node);
  /// Starts the node again and waits until it accepts jobs; false after `limit_s`.
  [[nodiscard]] bool bring_back(const std::string& node, double limit_s);
  /// State of a node according to SLURM, and its log.
  [[nodiscard]] std::string report(const std::string& node) const;

 private:
  void write_configuration(int node_timeout_s);
  bool start_munge();
  bool start_slurm();
  void start_node(const std::string& node);
  [[nodiscard]] bool all_idle() const;
  [[nodiscard]] std::vector<pid_t> processes_of(const std::string& node) const;

  std::vector<std::string> nodes_;
  TemporaryFolder folder_;
  std::string why_not_;
  std::unique_ptr<Running> munged_, slurmctld_;
  std::map<std::string, std::unique_ptr<Running>> slurmds_;
};

}  // namespace ebsnn::test
