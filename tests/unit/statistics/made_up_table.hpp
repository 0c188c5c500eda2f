#pragma once
// A table of made-up correctness bits for tests of the bootstrap.

#include "core/random.hpp"
#include "statistics/correctness.hpp"

#include <cstdint>
#include <vector>

namespace ebsnn::test {

/// Network n is right about a recording at level l with probability 0.9 - 0.1 n - 0.15 l.
inline CorrectnessTable made_up_table(const CorrectnessShape& shape) {
  CorrectnessTable table(shape);
  RandomSequence random(7, Stream::analysis_bootstrap, 99, 0);
  std::vector<std::uint8_t> right(shape.recordings);
  for (std::size_t s = 0; s < shape.seeds; ++s) {
    for (std::size_t n = 0; n < shape.networks; ++n) {
      for (std::size_t l = 0; l < shape.levels; ++l) {
        const double share = 0.9 - 0.1 * static_cast<double>(n) - 0.15 * static_cast<double>(l);
        for (std::uint8_t& bit : right) bit = random.uniform() < share ? 1 : 0;
        table.set(s, n, l, right);
      }
    }
  }
  return table;
}

}  // namespace ebsnn::test
