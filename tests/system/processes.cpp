#include "system/processes.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace ebsnn::test {
namespace {

struct Status {
  char state = 'X';  ///< as of a process that is gone
  pid_t parent = 0;
};

Status status_of(pid_t process) {
  std::ostringstream text;
  text << std::ifstream("/proc/" + std::to_string(process) + "/stat").rdbuf();
  // "pid (name) state parent ..."; the name may hold spaces.
  const std::string line = text.str();
  const std::size_t after_name = line.rfind(')');
  Status status;
  if (after_name != std::string::npos) {
    std::istringstream(line.substr(after_name + 1)) >> status.state >> status.parent;
  }
  return status;
}

}  // namespace

std::vector<pid_t> all_processes() {
  std::vector<pid_t> processes;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") == std::string::npos) {
      processes.push_back(static_cast<pid_t>(std::stoi(name)));
    }
  }
  return processes;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const pid_t process : all_processes()) {
    if (status_of(process).parent == parent) children.push_back(process);
  }
  return children;
}

bool is_running(pid_t process) {
  const char state = status_of(process).state;
  return state != 'Z' && state != 'X';
}

}  // namespace ebsnn::test
