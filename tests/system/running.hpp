#pragma once
// Programs as a user starts them: alone or under mpirun, with a time limit.

#include "system/launch.hpp"
#include "unit/events/made_up_data.hpp"

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn::test {

/// A program in the background. At the end of its scope it is killed, with all its ranks.
class Running {
 public:
  explicit Running(const Launch& launch);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  [[nodiscard]] pid_t process() const { return process_; }
  /// The ranks that mpirun has started (with helpers between it and them, as MPICH does), or the
  /// program alone.
  [[nodiscard]] std::vector<pid_t> ranks() const;
  /// Whether it still runs.
  [[nodiscard]] bool alive();
  /// What it has written to standard error so far.
  [[nodiscard]] std::string errors_so_far() const;
  /// Sends a signal to what was started: mpirun, or the program alone.
  void send(int signal) const;
  /// Waits for the end, at most for the launch's limit.
  Outcome wait();

 private:
  void kill_all() const;

  TemporaryFolder output_;
  std::string program_;
  bool alone_;
  double limit_s_;
  double started_s_;
  pid_t process_ = -1;
  bool ended_ = false;
  int status_ = 0;
};

/// mpirun with these arguments, for launches that are not N ranks of one program.
[[nodiscard]] Launch mpirun(const std::vector<std::string>& arguments);
/// Whether that is Open MPI's; others have other options and messages.
[[nodiscard]] bool mpirun_is_open_mpi();

/// Where a program of this build is.
[[nodiscard]] std::filesystem::path path_of(const std::string& program);

}  // namespace ebsnn::test
