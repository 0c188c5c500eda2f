#pragma once
// Which recordings of two data sets show the same image. Only for ebsnn_compare and its tests.
//
// Recordings are ordered by class, then file name as text. This order alone gives wrong pairs if
// the file names of one data set have more leading zeros, or if the data sets lack different
// images. So recordings are paired by class and file name without leading zeros. If a form of
// storage has no names (packed files), they are paired by their position in the order.

#include "events/dataset.hpp"

#include <cstddef>
#include <vector>

namespace ebsnn::compare {

/// Indices of two recordings, one of each data set.
struct Pair {
  std::size_t a = 0;
  std::size_t b = 0;
  friend bool operator==(const Pair&, const Pair&) = default;
};

/// All pairs. Throws InputError if the data sets differ in size, or, naming the first pair,
/// if labels or names do not agree.
[[nodiscard]] std::vector<Pair> pair_recordings(const Dataset& a, const Dataset& b);

}  // namespace ebsnn::compare
