#include "study/quiet_call.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace ebsnn {
namespace {

constexpr const char* kDoneFile = "EBSNN_DONE_FILE";

}  // namespace

QuietCall::QuietCall(bool quiet) {
  if (const char* const path = std::getenv(kDoneFile)) {
    done_file_ = path;
    unsetenv(kDoneFile);
  }
  if (!quiet) return;
  std::fflush(stdout);
  const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nothing < 0) return;
  output_ = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (output_ >= 0) dup2(nothing, STDOUT_FILENO);
  close(nothing);
}

QuietCall::~QuietCall() {
  if (output_ >= 0) {
    std::fflush(stdout);
    dup2(output_, STDOUT_FILENO);
    close(output_);
  }
  if (done_file_) setenv(kDoneFile, done_file_->c_str(), 1);
}

}  // namespace ebsnn
