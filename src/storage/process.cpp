#include "storage/process.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace ebsnn {

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) {
    return "unknown-host";
  }
  return name.data();
}

bool process_exists(int process) { return ::kill(process, 0) == 0 || errno == EPERM; }

}  // namespace ebsnn
