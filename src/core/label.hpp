#pragma once
// Classes of recordings, such as the ten digits.

#include <cstddef>
#include <cstdint>

namespace ebsnn {

/// Number of a class: its place in the sorted list of class names, from 0.
using Label = std::uint16_t;

/// Most classes of a data set.
inline constexpr std::size_t kMaxClasses = 65535;

}  // namespace ebsnn
