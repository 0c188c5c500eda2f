#pragma once
// A disk that fails like those of clusters. A test program that links ebsnn_faulty_disk sets the
// faults itself; a program started by a test preloads the same code (LD_PRELOAD) and takes them
// from its environment.

#include <string>
#include <vector>

namespace ebsnn::test {

/// Faults for files below `folder`. By default there are none.
struct DiskFaults {
  enum class Space { held, unsupported, lied_about };

  std::string folder;         ///< EBSNN_FAULTY_FOLDER; empty: no file is affected
  int locks_fail_with = 0;    ///< EBSNN_LOCKS_FAIL_WITH: errno of locks; 0: they work
  int writes_fail_with = 0;   ///< EBSNN_WRITES_FAIL_WITH: errno of writes. EROFS: renaming and
                              ///< opening for writing fail as well
  int writes_fail_at = 0;     ///< EBSNN_WRITES_FAIL_AT: from this write on, counted from 1
  int syncs_fail_with = 0;    ///< EBSNN_SYNCS_FAIL_WITH: errno of fsync
  int syncs_fail_at = 0;      ///< EBSNN_SYNCS_FAIL_AT: only this fsync, counted from 1; 0: each
  int write_is_dropped = 0;   ///< this write, counted from 1, reports success and writes nothing
  Space space = Space::held;  ///< what fallocate does; a preloaded disk has unsupported, as most
                              ///< network file systems do
  bool recorded = false;      ///< keep the order of syncs and renames
};

/// From now on; counts and records begin anew.
void set_disk_faults(const DiskFaults& faults);

/// Whether the write that was to be dropped came.
[[nodiscard]] bool disk_dropped_a_write();

/// What a recorded disk was asked for: "sync PATH" or "rename PATH", the new name.
[[nodiscard]] std::vector<std::string> disk_record();

}  // namespace ebsnn::test
