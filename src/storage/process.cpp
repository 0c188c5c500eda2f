#include "storage/process.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"

#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace ebsnn {
namespace {

using std::filesystem::file_time_type;

struct Status {
  bool alive = false;
  file_time_type started;
};

file_time_type::duration since_boot() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// Status from /proc; empty if it is not available.
std::optional<Status> status_of(int process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string text;
  std::getline(file, text);
  // "pid (name) state ... start ...": start is the 20th field after the name.
  std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));
  char state = '?';
  std::string skipped;
  std::int64_t ticks = 0;
  fields >> state;
  for (int i = 0; i < 18; ++i) {
    fields >> skipped;
  }
  if (!(fields >> ticks)) {
    return std::nullopt;
  }
  const auto started = std::chrono::duration<double>(static_cast<double>(ticks) /
                                                     static_cast<double>(::sysconf(_SC_CLK_TCK)));
  Status status;
  // A dead process stays in the table as Z until its parent reads its status; in a container this
  // may never happen.
  status.alive = state != 'Z' && state != 'X';
  status.started = file_time_type::clock::now() - since_boot() +
                   std::chrono::duration_cast<file_time_type::duration>(started);
  return status;
}

}  // namespace

std::string process_numbering() {
  std::string boot;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), boot);
  std::error_code unknown;
  const std::filesystem::path space = std::filesystem::read_symlink("/proc/self/ns/pid", unknown);
  return hex(checksum_of(boot + " " + space.string()));
}

std::string random_digits() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != static_cast<ssize_t>(sizeof number)) {
    throw StorageError(fmt::format("the system has no random number: {}", std::strerror(errno)));
  }
  return hex(number);
}

bool process_exists(int process, std::filesystem::file_time_type moment) {
  if (::kill(process, 0) != 0 && errno != EPERM) {
    return false;
  }
  const std::optional<Status> status = status_of(process);
  return !status || (status->alive && status->started <= moment);
}

}  // namespace ebsnn
