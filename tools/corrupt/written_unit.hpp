#pragma once
// What ebsnn_corrupt has written of a unit.

#include <cstdint>
#include <string>

namespace ebsnn::corrupting {

/// What a unit's files hold: a line of the manifest.
struct WrittenUnit {
  std::string unit;  ///< "drop_event 0.2"
  std::uint64_t recordings = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  /// XXH3 of the bytes of the files in the order of the recordings, or of the packed file.
  std::uint64_t checksum = 0;
};

}  // namespace ebsnn::corrupting
