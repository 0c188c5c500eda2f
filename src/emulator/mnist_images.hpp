#pragma once
// The images of MNIST in their IDX files, plain or gzipped. Recordings can be made from them
// instead of from built-in strokes.
//
// Format (LeCun, Cortes & Burges): big-endian 32-bit words magic (2051 images, 2049 labels), count
// and, for images, rows and columns (28); then one byte per pixel, row by row, or one byte per
// label.

#include "emulator/digit_image.hpp"
#include "events/dataset.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

struct MnistImages {
  std::vector<DigitImage> images;
  std::vector<std::uint8_t> labels;  ///< digit shown, 0..9, one per image
};

/// Reads one split from `folder`: train-images-idx3-ubyte and train-labels-idx1-ubyte, or t10k-...,
/// each with or without .gz. Throws InputError naming file, value and bound if a file is missing,
/// unreadable, damaged, cut short or too long, or if the numbers of images and labels differ.
[[nodiscard]] MnistImages read_mnist(const std::filesystem::path& folder, Split split);

/// Version of zlib, e.g. "1.2.13".
[[nodiscard]] std::string zlib_library_version();

}  // namespace ebsnn
