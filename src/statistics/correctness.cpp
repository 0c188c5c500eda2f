#include "statistics/correctness.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace ebsnn {
namespace {

constexpr std::size_t kWordBits = 64;

CorrectnessShape checked(const CorrectnessShape& shape) {
  if (shape.seeds == 0 || shape.networks == 0 || shape.levels == 0 || shape.recordings == 0) {
    throw InputError(fmt::format(
        "correctness: {} seeds, {} networks, {} levels, {} recordings; each must be at least 1",
        shape.seeds, shape.networks, shape.levels, shape.recordings));
  }
  return shape;
}

void require_below(std::size_t index, std::size_t bound, std::string_view what) {
  if (index >= bound) {
    throw InputError(fmt::format("correctness: {} {}, must be 0..{}", what, index, bound - 1));
  }
}

}  // namespace

CorrectnessTable::CorrectnessTable(const CorrectnessShape& shape)
    : shape_(checked(shape)),
      words_((shape.recordings + kWordBits - 1) / kWordBits),
      bits_(shape.seeds * shape.networks * shape.levels * words_),
      is_set_(shape.seeds * shape.networks * shape.levels) {}

std::size_t CorrectnessTable::place(std::size_t seed, std::size_t network,
                                    std::size_t level) const {
  return (seed * shape_.networks + network) * shape_.levels + level;
}

void CorrectnessTable::set(std::size_t seed, std::size_t network, std::size_t level,
                           std::span<const std::uint8_t> right) {
  require_below(seed, shape_.seeds, "seed");
  require_below(network, shape_.networks, "network");
  require_below(level, shape_.levels, "level");
  if (right.size() != shape_.recordings) {
    throw InputError(
        fmt::format("correctness: {} recordings, must be {}", right.size(), shape_.recordings));
  }
  const std::size_t row = place(seed, network, level);
  const std::span<std::uint64_t> words = std::span(bits_).subspan(row * words_, words_);
  std::ranges::fill(words, 0);
  for (std::size_t i = 0; i < right.size(); ++i) {
    words[i / kWordBits] |= std::uint64_t{right[i] != 0} << (i % kWordBits);
  }
  is_set_[row] = true;
}

void CorrectnessTable::require_complete() const {
  const auto missing = std::ranges::find(is_set_, false);
  if (missing == is_set_.end()) return;
  const auto row = static_cast<std::size_t>(missing - is_set_.begin());
  throw InputError(fmt::format("correctness: seed {}, network {}, level {} was never set",
                               row / shape_.levels / shape_.networks,
                               row / shape_.levels % shape_.networks, row % shape_.levels));
}

std::span<const std::uint64_t> CorrectnessTable::row(std::size_t seed, std::size_t network,
                                                     std::size_t level) const {
  return std::span(bits_).subspan(place(seed, network, level) * words_, words_);
}

}  // namespace ebsnn
