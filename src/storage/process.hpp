#pragma once
// Which process this is, for names of temporary files, locks and provenance. Only for src/storage.

#include <string>

namespace ebsnn {

/// Name of this machine.
[[nodiscard]] std::string host_name();

/// Whether a process of that number lives on this machine. A dead one that its parent has not asked
/// for yet does not.
[[nodiscard]] bool process_exists(int process);

}  // namespace ebsnn
