#include "standard_output.hpp"

#include "core/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <system_error>

namespace ebsnn {

void occupy_closed_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) {
      // open() gives the lowest number that is free: this one.
      const int wrong_way = stream == STDIN_FILENO ? O_WRONLY : O_RDONLY;
      (void)::open("/dev/null", wrong_way);
    }
  }
}

void flush_standard_output() {
  errno = 0;
  std::cout.flush();
  const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && std::cout.good();
  if (!written) {
    // The reason may have been met earlier, by a write that nobody asked for its success.
    throw StorageError(
        fmt::format("standard output: cannot be written{}",
                    errno == 0 ? "" : ": " + std::generic_category().message(errno)));
  }
}

}  // namespace ebsnn
