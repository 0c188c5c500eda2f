#pragma once
// Which recordings each trained network classified correctly, one bit per recording.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

struct CorrectnessShape {
  std::size_t seeds = 0;       ///< trainings of each network
  std::size_t networks = 0;    ///< kinds of networks to compare
  std::size_t levels = 0;      ///< of one corruption, or of several, one after the other
  std::size_t recordings = 0;  ///< the same test recordings, in the same order, for all

  friend bool operator==(const CorrectnessShape&, const CorrectnessShape&) = default;
};

/// Bits [seed, network, level, recording].
class CorrectnessTable {
 public:
  /// Throws InputError if a size is 0.
  explicit CorrectnessTable(const CorrectnessShape& shape);

  /// Sets the bits of one evaluation; `right` [recording], a value other than 0 means correct.
  /// Throws InputError if an index or the number of recordings does not fit the shape.
  void set(std::size_t seed, std::size_t network, std::size_t level,
           std::span<const std::uint8_t> right);

  /// Throws InputError, naming the first, if the bits of an evaluation were never set.
  void require_complete() const;

  /// The bits of one evaluation: recording r is bit r % 64 of word r / 64. Bits beyond the last
  /// recording are 0. The indices must fit the shape.
  [[nodiscard]] std::span<const std::uint64_t> row(std::size_t seed, std::size_t network,
                                                   std::size_t level) const;
  [[nodiscard]] const CorrectnessShape& shape() const { return shape_; }

 private:
  [[nodiscard]] std::size_t place(std::size_t seed, std::size_t network, std::size_t level) const;

  CorrectnessShape shape_;
  std::size_t words_;                // of a row
  std::vector<std::uint64_t> bits_;  // [seed, network, level, word]
  std::vector<bool> is_set_;         // [seed, network, level]
};

}  // namespace ebsnn
