#include "system/processes.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace ebsnn::test {
namespace {

struct Status {
  char state = 'X';  ///< the state of a process that has ended
  pid_t parent = 0;
};

Status status_of(pid_t process) {
  std::ostringstream text;
  text << std::ifstream("/proc/" + std::to_string(process) + "/stat").rdbuf();
  // "pid (name) state parent ..."; the name may contain spaces.
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

std::vector<pid_t> descendants_of(pid_t ancestor) {
  std::vector<pid_t> all{ancestor};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::vector<pid_t> children = children_of(all[i]);
    all.insert(all.end(), children.begin(), children.end());
  }
  all.erase(all.begin());
  return all;
}

std::string name_of_process(pid_t process) {
  std::string name;
  std::getline(std::ifstream("/proc/" + std::to_string(process) + "/comm") >> std::ws, name);
  return name;
}

bool catches(pid_t process, int signal) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  const std::string field = "SigCgt:";
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) {
      return (std::stoull(line.substr(field.size()), nullptr, 16) >> (signal - 1) & 1U) != 0;
    }
  }
  return false;
}

bool is_running(pid_t process) {
  const char state = status_of(process).state;
  return state != 'Z' && state != 'X';
}

}  // namespace ebsnn::test
