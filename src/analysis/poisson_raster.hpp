#pragma once
// Artificial input: Poisson events with a rate for each channel.

#include "core/random.hpp"
#include "encoding/spike_raster.hpp"

#include <span>

namespace ebsnn {

/// Events of independent Poisson processes, one a channel, over `steps` ms. Two events of a channel
/// in one ms are one. Unlike in recordings, a pixel may have an ON and an OFF event in one ms.
/// Rates in Hz, finite; those of 0 and below draw nothing.
[[nodiscard]] SpikeRaster poisson_raster(std::span<const double> rates_hz, int steps,
                                         RandomSequence& random);

}  // namespace ebsnn
