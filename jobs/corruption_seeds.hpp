#pragma once
// --seed and --sensor-seed, the same in every program that corrupts recordings.

#include "option_list.hpp"

#include <cstdint>
#include <optional>

namespace ebsnn {

struct CorruptionSeeds {
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> sensor_seed;  ///< none: as `seed`
};

/// Declares --sensor-seed alone.
void declare_sensor_seed(OptionList& list, std::optional<std::uint64_t>& sensor_seed);

/// Declares both options.
void declare_corruption_seeds(OptionList& list, CorruptionSeeds& seeds);

}  // namespace ebsnn
