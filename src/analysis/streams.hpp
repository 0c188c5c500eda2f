#pragma once
// Random draws of measurements. The numbers determine the results. Only for measurements.

#include "core/random.hpp"

namespace ebsnn {

inline constexpr Stream kNoiseStream{49};          ///< index: patch
inline constexpr Stream kGratingStream{50};        ///< variant: grating, index: repeat
inline constexpr Stream kMovingGratingStream{51};  ///< variant: grating, index: repeat

}  // namespace ebsnn
