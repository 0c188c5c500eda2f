#pragma once
// 64-bit checksum (XXH3) of bytes, for provenance and for finding damaged files. It does not
// protect against intent.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace ebsnn {

/// Collects bytes; `value()` depends on all of them and on their order.
class Checksum {
 public:
  Checksum();
  ~Checksum();
  Checksum(Checksum&&) noexcept;
  Checksum& operator=(Checksum&&) noexcept;
  Checksum(const Checksum&) = delete;
  Checksum& operator=(const Checksum&) = delete;

  void add_bytes(const void* data, std::size_t bytes);
  void add(std::string_view text) { add_bytes(text.data(), text.size()); }
  template <class T>
  requires(std::is_trivially_copyable_v<T>) void add(std::span<const T> values) {
    add_bytes(values.data(), values.size_bytes());
  }
  [[nodiscard]] std::uint64_t value() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::uint64_t checksum_of(std::string_view text);
template <class T>
requires(std::is_trivially_copyable_v<T>) std::uint64_t checksum_of(std::span<const T> values) {
  return checksum_of(
      std::string_view(reinterpret_cast<const char*>(values.data()), values.size_bytes()));
}

/// 16 hexadecimal digits, the form of checksums in files and messages.
std::string hex(std::uint64_t checksum);

}  // namespace ebsnn
