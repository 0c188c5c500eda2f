#pragma once
// A start of a program, and how it ended. The tests in tests/system make it a process
// (running.cpp); those in tests/program call the program in their own (in_process.cpp).

#include <filesystem>
#include <iosfwd>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn::test {

/// Long enough for a machine with other work: it detects programs that wait forever.
inline constexpr double kEndsWithin_s = 30.0;

/// A command line and its surroundings.
struct Launch {
  Launch(std::string name, std::vector<std::string> options, int number_of_ranks = 1)
      : program(std::move(name)), arguments(std::move(options)), ranks(number_of_ranks) {}

  std::string program;                 ///< name of a program of this build, e.g. "ebsnn_eval"
  std::vector<std::string> arguments;  ///< its options
  int ranks;                           ///< 1: alone, without MPI
  std::map<std::string, std::string> environment;  ///< added to that of the test
  std::filesystem::path folder;                    ///< working folder; empty: that of the test
  double limit_s = kEndsWithin_s;                  ///< it is killed after this time
};

/// How a program ended.
struct Outcome {
  int exit_code = -1;   ///< -1: a signal ended it
  int signal = 0;       ///< signal that ended it, or 0
  bool in_time = true;  ///< false: killed at the limit
  double seconds = 0.0;
  std::string out;
  /// Without the warning that ranks outnumber cores, which appears only on small machines.
  std::string err;
};

/// For messages of failing tests.
std::ostream& operator<<(std::ostream& stream, const Outcome& outcome);

/// Runs it to its end. In tests/program: on the first `launch.ranks` ranks of the test's.
[[nodiscard]] Outcome run(const Launch& launch);

/// What a program said, without the warning that ranks outnumber cores.
[[nodiscard]] std::string without_crowding(const std::string& text);

/// The bytes of a file; none where it cannot be read.
[[nodiscard]] std::string read_text(const std::filesystem::path& path);

/// Seconds on a clock that never jumps.
[[nodiscard]] double now_s();
/// Sleeps for some ms.
void nap();

/// Waits until `ready` returns true; false after `limit_s`.
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
