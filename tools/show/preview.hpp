#pragma once
// A recording as text: frames of the sensor in Unicode blocks, and rates over time. Only for
// ebsnn_show.
//
// In colour, one character shows two pixels, one above the other (upper half block): ON orange to
// yellow, OFF blue to light blue, brighter for more events; as many of both: grey. Without colour,
// one character shows one pixel: full block ON, light shade OFF, medium shade as many of both, dot
// none.

#include "show/condition.hpp"

#include <string>

namespace ebsnn::show {

struct PreviewOptions {
  bool colour = false;
  int width = 80;  ///< characters a line; at least one frame is drawn
  int frames = 4;  ///< > 0, of equal length over the whole presentation
};

/// Heading, frames, and, where there are spikes, their numbers and rates over time.
[[nodiscard]] std::string preview(const Subject& subject, const Condition& condition,
                                  const PreviewOptions& options);

}  // namespace ebsnn::show
