#pragma once
// An image of a digit in the form of MNIST: 28 x 28 pixels, row by row from the top, 0 (background)
// .. 255 (full ink).

#include <array>
#include <cstddef>
#include <cstdint>

namespace ebsnn {

inline constexpr int kDigitImageSide = 28;
using DigitImage = std::array<std::uint8_t, std::size_t{kDigitImageSide} * kDigitImageSide>;

}  // namespace ebsnn
