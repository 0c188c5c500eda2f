#pragma once
// A recording as text: frames of the sensor in Unicode blocks, and rates over time. Only for
// ebsnn_show.
//
// In colour, one character shows two pixels, one above the other (upper half block): ON orange to
// yellow, OFF blue to light blue, brighter for more events; equal numbers of both: grey. Without
// colour, one character shows one pixel: full block ON, light shade OFF, medium shade for equal
// numbers of both, dot for none.

#include "show/shown_recording.hpp"

#include <string>

namespace ebsnn::show {

struct PreviewOptions {
  bool colour = false;
  int width = 80;  ///< characters per line; at least one frame is drawn
  int frames = 4;  ///< > 0, of equal length over the whole presentation
};

/// Heading, frames, and the number and rate of spikes over time if there are spikes.
[[nodiscard]] std::string preview(const Subject& subject, const ShownRecording& condition,
                                  const PreviewOptions& options);

}  // namespace ebsnn::show
