#pragma once
// Where the messages of a program go: to standard error, and to the file of --log-json.

#include <filesystem>
#include <memory>
#include <string>

namespace ebsnn {

/// How messages are shown and kept.
struct LogChoice {
  bool enabled = true;  ///< whether this rank shows and keeps messages: the root does
  bool quiet = false;   ///< --quiet: errors alone are shown; the file gets everything
  std::string colour =
      "auto";  ///< --color: auto (on terminals, unless NO_COLOR is set), always, never
  std::filesystem::path json;  ///< --log-json; empty: none
};

/// Messages (pipeline/log.hpp) and progress of one program, from start() to the end of its scope;
/// then those of the program that called it, which also has its own file.
class Logging {
 public:
  explicit Logging(std::string program);
  ~Logging();
  Logging(const Logging&) = delete;
  Logging& operator=(const Logging&) = delete;

  /// Throws InputError if the file cannot be opened.
  void start(const LogChoice& choice);
  /// The last message of a program: shown even if it is quiet, also before start(). `prefix` is
  /// "error: " or empty.
  void end_with(const std::string& prefix, const std::string& message) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ebsnn
