#pragma once
// What of a recording is read out: a code is a name, and what makes its features. A code is one row
// of codes().

#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"
#include "storage/activity_file.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
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
  /// nullptr: the features are in the activity file.
  std::vector<std::uint16_t> (*of_events)(std::span<const SpikeRaster> rasters,
                                          const EvaluationLayout& layout);
  std::string_view column = {};  ///< of the activity file; empty: the spike counts of V1
};

/// All codes, the default first:
///     v1                spikes of V1 neurons
///     inh               spikes of Inh neurons, if they were recorded
///     lgn, events-...   see encoding/event_codes.hpp; made from the recordings
[[nodiscard]] std::span<const Code> codes();

/// Throws InputError listing the known names if there is none called `name`.
[[nodiscard]] const Code& code_called(std::string_view name);

/// "recordings" if it is made from the recordings, "network" if it depends on the network, and empty
/// if there is no code of this name.
[[nodiscard]] std::string_view source_of_code(std::string_view name);

/// The features of a code that is in the activity file `path`, which `activity` was read from; takes
/// the spike counts of V1 out of it, if it is them. Throws InputError naming file and column if the
/// code was not recorded.
[[nodiscard]] CodeCounts stored_counts(const Code& code, const std::filesystem::path& path,
                                       Activity& activity);

}  // namespace ebsnn
