#pragma once
// Programs as a user starts them: alone or under mpirun, with a time limit.

#include "unit/events/made_up_data.hpp"

#include <sys/types.h>

#include <filesystem>
#include <iosfwd>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn::test {

/// Even on a machine with other work: a program that waits for ever is what this finds.
inline constexpr double kEndsWithin_s = 30.0;

/// A command line and what surrounds it.
struct Launch {
  Launch(std::string name, std::vector<std::string> options, int number_of_ranks = 1)
      : program(std::move(name)), arguments(std::move(options)), ranks(number_of_ranks) {}

  std::string program;                 ///< name of a program of this build, e.g. "ebsnn_eval"
  std::vector<std::string> arguments;  ///< its options
  int ranks;                           ///< 1: started alone, without mpirun
  std::map<std::string, std::string> environment;  ///< added to that of the test
  std::filesystem::path folder;                    ///< where it runs; empty: where the test does
  double limit_s = kEndsWithin_s;                  ///< after that it is killed
};

/// How it ended.
struct Outcome {
  int exit_code = -1;   ///< -1: a signal ended it
  int signal = 0;       ///< that ended it, or 0
  bool in_time = true;  ///< false: killed at the limit
  double seconds = 0.0;
  std::string out;
  /// Without the warning that ranks outnumber cores, which only small machines give.
  std::string err;
};

/// For messages of failing tests.
std::ostream& operator<<(std::ostream& stream, const Outcome& outcome);

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

/// Runs it to its end.
[[nodiscard]] Outcome run(const Launch& launch);

/// The bytes of a file; none where it cannot be read.
[[nodiscard]] std::string read_text(const std::filesystem::path& path);

/// Seconds on a clock that never jumps.
[[nodiscard]] double now_s();
/// Lets others run for some ms.
void nap();

/// Waits until `ready` says true; false after `limit_s`.
template <class Ready>
[[nodiscard]] bool wait_until(const Ready& ready, double limit_s = 60.0) {
  const double end_s = now_s() + limit_s;
  while (!ready()) {
    if (now_s() > end_s) return false;
    nap();
  }
  return true;
}

}  // namespace ebsnn::test
