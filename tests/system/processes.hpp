#pragma once
// Processes on this machine, from /proc.

#include <sys/types.h>

#include <string>
#include <vector>

namespace ebsnn::test {

[[nodiscard]] std::vector<pid_t> all_processes();
[[nodiscard]] std::vector<pid_t> children_of(pid_t parent);
/// Children, their children and so on.
[[nodiscard]] std::vector<pid_t> descendants_of(pid_t ancestor);
/// The first 15 letters of the program's name.
[[nodiscard]] std::string name_of_process(pid_t process);
/// Whether a process has a handler for a signal.
[[nodiscard]] bool catches(pid_t process, int signal);
/// Whether a process still does something; one that nobody has waited for is gone all the same.
[[nodiscard]] bool is_running(pid_t process);

}  // namespace ebsnn::test
