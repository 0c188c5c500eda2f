#pragma once
// What ebsnn_corrupt has written of a unit.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

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

/// The unit of that name; nullptr if it is not there.
[[nodiscard]] inline const WrittenUnit* find_unit(const std::vector<WrittenUnit>& units,
                                                  const std::string& name) {
  const auto found = std::ranges::find(units, name, &WrittenUnit::unit);
  return found == units.end() ? nullptr : &*found;
}

}  // namespace ebsnn::corrupting
