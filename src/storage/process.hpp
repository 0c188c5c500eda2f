#pragma once
// Which processes live, for names of temporary files, locks and provenance. Only for src/storage.

#include <filesystem>
#include <string>

namespace ebsnn {

/// Whether the process that had that number on this machine at that moment still lives. A dead one
/// that its parent has not asked for yet does not; nor does one whose number another has taken,
/// as happens at once in containers, where every run counts from 1.
[[nodiscard]] bool process_exists(int process, std::filesystem::file_time_type moment);

}  // namespace ebsnn
