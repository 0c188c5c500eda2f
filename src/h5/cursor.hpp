#pragma once
// Reads little-endian numbers from a block of a file's bytes, never beyond its end. Private to the
// HDF5 wrapper.

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>

namespace ebsnn::h5::detail {

/// What is wrong with a file's structure: it contradicts itself, or would lead HDF5 astray.
class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A part of a file that these checks cannot judge, and HDF5 can be left alone with.
class NotUnderstood : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws Malformed unless `good`.
inline void require(bool good, const char* problem) {
  if (!good) throw Malformed(problem);
}

/// Throws NotUnderstood unless `known`.
inline void understand(bool known, const char* what) {
  if (!known) throw NotUnderstood(what);
}

class Cursor {
 public:
  explicit Cursor(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  [[nodiscard]] std::span<const std::uint8_t> rest() const { return rest_; }

  /// The next `count` bytes.
  std::span<const std::uint8_t> take(std::size_t count) {
    require(count <= rest_.size(), "a structure is cut short");
    const std::span<const std::uint8_t> taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  void skip(std::size_t count) { (void)take(count); }

  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }

 private:
  std::uint64_t number(std::size_t width) {
    const std::span<const std::uint8_t> bytes = take(width);
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;) value = (value << 8U) | bytes[i];
    return value;
  }

  std::span<const std::uint8_t> rest_;
};

}  // namespace ebsnn::h5::detail
