#pragma once
// What a program must not do when another one calls it.

#include <optional>
#include <string>

namespace ebsnn {

/// In its scope, standard output is discarded if `quiet` says so, and programs do not tell batch
/// scripts that they are done (EBSNN_DONE_FILE): the caller is not.
class QuietCall {
 public:
  explicit QuietCall(bool quiet);
  ~QuietCall();
  QuietCall(const QuietCall&) = delete;
  QuietCall& operator=(const QuietCall&) = delete;

 private:
  int output_ = -1;  // a duplicate of standard output
  std::optional<std::string> done_file_;
};

}  // namespace ebsnn
