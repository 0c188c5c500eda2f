#pragma once
// A real SLURM of one node, for the time of a test: munged, slurmctld and slurmd on a temporary
// folder, on ports of their own. Nothing outside of the folder is read or written.

#include "system/launch.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ebsnn::test {

class SlurmCluster {
 public:
  /// Starts it. Whether that worked: `ready()`.
  SlurmCluster();
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

 private:
  void write_configuration();
  bool start_munge();
  bool start_slurm();

  TemporaryFolder folder_;
  std::string why_not_;
  std::unique_ptr<Running> munged_, slurmctld_, slurmd_;
};

}  // namespace ebsnn::test
