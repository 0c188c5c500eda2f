#pragma once
// A real SLURM, for the time of a test: munged, slurmctld and a slurmd a node on a temporary
// folder, on ports of their own. All nodes are this machine. Nothing outside of the folder is read
// or written.

#include "system/running.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn::test {

class SlurmCluster {
 public:
  /// Starts it with so many nodes. One that does not answer for `node_timeout_s` is given up.
  /// Whether it started: `ready()`.
  explicit SlurmCluster(int nodes = 1, int node_timeout_s = 60);
  /// Cancels all jobs and ends the daemons.
  ~SlurmCluster();
  SlurmCluster(const SlurmCluster&) = delete;
  SlurmCluster& operator=(const SlurmCluster&) = delete;

  [[nodiscard]] bool ready() const { return why_not_.empty(); }
  /// What kept it from starting.
  [[nodiscard]] const std::string& why_not() const { return why_not_; }

  /// What commands need to find it.
  [[nodiscard]] std::map<std::string, std::string> environment() const;
  /// Runs one of SLURM's commands, in `folder`.
  [[nodiscard]] Outcome command(const std::string& name, const std::vector<std::string>& arguments,
                                const std::filesystem::path& folder = {}) const;
  /// A field of `scontrol show job`, e.g. JobState or Restarts. Tasks of an array are called 7_1.
  [[nodiscard]] std::string field(const std::string& job, const std::string& name) const;
  /// Waits until no job waits or runs; false after `limit_s`.
  [[nodiscard]] bool wait_until_idle(double limit_s) const;

  /// Ends all that runs on a node at once, as a power cut does: SLURM's own processes there, batch
  /// scripts, ranks. Returns the names of what ran.
  std::vector<std::string> cut_power_of(const std::string& node);
  /// Starts the node again and waits until it takes jobs; false after `limit_s`.
  [[nodiscard]] bool bring_back(const std::string& node, double limit_s);
  /// What SLURM says of a node, and its log.
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
