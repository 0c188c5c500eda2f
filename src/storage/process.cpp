#include "storage/process.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fstream>
#include <string>

namespace ebsnn {

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) {
    return "unknown-host";
  }
  return name.data();
}

bool process_exists(int process) {
  if (::kill(process, 0) != 0 && errno != EPERM) {
    return false;
  }
  // "pid (name) state ...": dead ones stay in the table as Z until their parent asks for them,
  // which in a container nobody may ever do.
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string text;
  std::getline(file, text);
  const std::size_t name_end = text.rfind(')');
  const bool known = name_end != std::string::npos && name_end + 2 < text.size();
  return !known || (text[name_end + 2] != 'Z' && text[name_end + 2] != 'X');
}

}  // namespace ebsnn
