#pragma once
// What runs on this machine, as /proc tells. May be included by the system tests.

#include <sys/types.h>

#include <vector>

namespace ebsnn::test {

[[nodiscard]] std::vector<pid_t> all_processes();
[[nodiscard]] std::vector<pid_t> children_of(pid_t parent);
/// Whether a process still does something; one that nobody has waited for is gone all the same.
[[nodiscard]] bool is_running(pid_t process);

}  // namespace ebsnn::test
