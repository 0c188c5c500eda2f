#pragma once
// Recordings that run slower or faster. Only for this folder.

#include "corruption/corruption.hpp"

#include <vector>

namespace ebsnn {

/// t' = floor(factor t); removes events at the duration of the presentation and later. `apply` of
/// time_stretch and time_compress.
void scale_times(std::vector<Event>& events, double factor, const CorruptionContext& context,
                 RandomSequence& random);

}  // namespace ebsnn
