#pragma once
// The two populations that measurements tell of, within vectors of all neurons.

#include "network/parameters.hpp"

#include <array>
#include <cstddef>

namespace ebsnn {

/// Neurons first .. first + count - 1 of a vector with V1 first, then Inh.
struct Population {
  const char* name;
  std::size_t first;
  std::size_t count;
};

[[nodiscard]] inline Population v1_of(const NetworkShape& shape) {
  return {"V1", 0, static_cast<std::size_t>(shape.v1)};
}
[[nodiscard]] inline Population inh_of(const NetworkShape& shape) {
  return {"Inh", static_cast<std::size_t>(shape.v1), static_cast<std::size_t>(shape.inh)};
}
/// Both, in the order of files.
[[nodiscard]] inline std::array<Population, 2> populations_of(const NetworkShape& shape) {
  return {v1_of(shape), inh_of(shape)};
}

}  // namespace ebsnn
