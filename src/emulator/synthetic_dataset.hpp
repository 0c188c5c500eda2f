#pragma once
// Synthetic recordings: digits in front of the emulated camera, computed when they are read.
//
// Recording number k (from 0) of a split depends only on seed, camera parameters, split, k and the
// image: a larger data set begins with the recordings of a smaller one. It shows a built-in digit
// of class k mod 10, or MNIST image k. The order is class, then number, as in the published
// folders, where number k is file k + 1. Names end in the path that a recording would have there,
// <split>/<digit>/<number>.bin, with enough digits to make the order of the names that of the
// numbers.

#include "emulator/camera_parameters.hpp"
#include "emulator/mnist_images.hpp"
#include "events/dataset.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace ebsnn {

/// Largest number of recordings of a split.
inline constexpr std::uint64_t kMaxRecordings = 10'000'000;

struct SyntheticConfig {
  std::uint64_t train = 6000;  ///< recordings in the training split; 0: no training split
  std::uint64_t test = 1000;   ///< recordings in the test split; 0: no test split
  std::uint64_t seed = 1;      ///< of the sensor, the digits and the noise
  CameraParameters camera;
  /// Images to show; nullptr: built-in digits.
  std::shared_ptr<const MnistImages> train_images;
  std::shared_ptr<const MnistImages> test_images;
};

/// Reads "synthetic" or "synthetic:train=6000,test=1000,seed=1" (any of the three, in any order).
/// Throws InputError naming the key, the value and the bound.
[[nodiscard]] SyntheticConfig parse_synthetic(std::string_view text);

/// Both splits. Throws InputError if a camera parameter is out of bounds, there is no recording at
/// all, or there are more recordings than images or than kMaxRecordings.
[[nodiscard]] DataSource open_synthetic(const SyntheticConfig& config);

}  // namespace ebsnn
