#pragma once
// The events of a split of a packed file, in one of the forms that there have been. Only for
// packed_reader.cpp.

#include "core/geometry.hpp"
#include "events/event.hpp"
#include "h5/file.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

class PackedEvents {
 public:
  virtual ~PackedEvents() = default;
  /// Number of rows: those of recording i are offsets[i] .. offsets[i + 1] - 1.
  [[nodiscard]] virtual std::uint64_t rows() const = 0;
  /// The events of rows first .. first + count - 1. Throws InputError, naming `name` and the value,
  /// if they cannot be read, or an event is outside the sensor.
  [[nodiscard]] virtual std::vector<Event> read(std::uint64_t first, std::uint64_t count,
                                                std::string_view name) const = 0;
};

/// Throws InputError: the file is damaged, and `what` says where.
[[noreturn]] void refuse_packed(const h5::File& file, const std::string& what);

/// Version 1: rows of five bytes in the form of events/nmnist.hpp, N-MNIST's sensor. `group`:
/// "/train" or "/test". Both throw InputError if datasets are missing or have other shapes or types.
[[nodiscard]] std::unique_ptr<PackedEvents> open_byte_events(const h5::File& file,
                                                             const std::string& group);
/// Version 2: a column for each of x, y, t and p.
[[nodiscard]] std::unique_ptr<PackedEvents> open_column_events(const h5::File& file,
                                                               const std::string& group,
                                                               const SensorGeometry& sensor);

}  // namespace ebsnn
