#pragma once
// The identity of this process, for names of temporary files, locks and provenance. Only for
// src/storage.

#include <filesystem>
#include <string>

namespace ebsnn {

/// Name of this machine.
[[nodiscard]] std::string host_name();

/// Whether the process that had this number on this machine at this time is still alive. A zombie
/// is not alive. Nor is a process whose number another one has now, which is common in containers,
/// where every run counts from 1.
[[nodiscard]] bool process_exists(int process, std::filesystem::file_time_type moment);

}  // namespace ebsnn
