#pragma once
// What of a recording is read out: a code is a name, and what makes its features. A code is one row
// of codes().

#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ebsnn {

/// Counts [recording, feature].
struct CodeCounts {
  std::size_t features = 0;
  std::vector<std::uint16_t> counts;
};

struct Code {
  std::string_view name;     ///< of --code
  std::string_view summary;  ///< for --help
  std::string_view axes;     ///< order of the features of a recording, the last one fastest
  /// The features of one recording, from the rasters of its windows (encoding/event_codes.hpp).
  /// nullptr: the features are the spike counts of the activity file.
  std::vector<std::uint16_t> (*of_events)(std::span<const SpikeRaster> rasters,
                                          const EvaluationLayout& layout);
};

/// All codes, the default first:
///     v1                spikes of V1 neurons
///     lgn, events-...   see encoding/event_codes.hpp; made from the recordings
[[nodiscard]] std::span<const Code> codes();

/// Throws InputError listing the known names if there is none called `name`.
[[nodiscard]] const Code& code_called(std::string_view name);

}  // namespace ebsnn
