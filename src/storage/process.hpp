#pragma once
// The identity of this process, for names of temporary files, locks and provenance. Only for
// src/storage.

#include <filesystem>
#include <string>

namespace ebsnn {

/// Which numbering of processes this one belongs to, as 16 hexadecimal digits. Containers on one
/// machine, or under one name on several, number theirs independently of each other.
[[nodiscard]] std::string process_numbering();

/// 16 hexadecimal digits that nobody else has.
[[nodiscard]] std::string random_digits();

/// Whether the process that had that number in this numbering at that moment still lives. A dead
/// one that its parent has not asked for yet does not; nor does one whose number another has taken,
/// as happens at once in containers, where every run counts from 1.
[[nodiscard]] bool process_exists(int process, std::filesystem::file_time_type moment);

}  // namespace ebsnn
