#include "pipeline/code.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "encoding/event_codes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <string>
#include <utility>

namespace ebsnn {
namespace {

constexpr std::array<Code, 6> kCodes{{
    {"v1", "spikes of each V1 neuron in each window", "window, V1 neuron", nullptr},
    {"inh", "spikes of each Inh neuron in each window; needs --record inh_counts",
     "window, Inh neuron", nullptr, "inh_counts"},
    {"lgn", "spikes of each LGN channel in each window", "window, LGN channel", lgn_spikes},
    {"events-merged",
     "events of each pixel that the network sees, ON and OFF together: as many "
     "features as v1 at the published sizes",
     "row, column", events_merged},
    {"events-polarity", "events of each such pixel, ON and OFF apart", "row, column, (ON, OFF)",
     events_polarity},
    {"events-pool2", "events of 2 x 2 such pixels, ON and OFF apart",
     "row pair, column pair, (ON, OFF)", events_pool2},
}};

}  // namespace

std::span<const Code> codes() { return kCodes; }

const Code& code_called(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Code& code : kCodes) {
    if (code.name == name) return code;
    names.push_back(code.name);
  }
  throw InputError(fmt::format("code '{}' is unknown, must be one of {}", excerpt(name),
                               fmt::join(names, ", ")));
}

std::string_view source_of_code(std::string_view name) {
  const auto found = std::ranges::find(kCodes, name, &Code::name);
  if (found == kCodes.end()) return {};
  return found->of_events != nullptr ? "recordings" : "network";
}

CodeCounts stored_counts(const Code& code, const std::filesystem::path& path, Activity& activity) {
  if (code.column.empty()) return {activity.features(), std::move(activity.counts)};
  ColumnCounts column = read_column_counts(h5::File::open(path), std::string(code.column));
  const std::size_t features = std::accumulate(column.row_shape.begin(), column.row_shape.end(),
                                               std::size_t{1}, std::multiplies<>());
  return {features, std::move(column.values)};
}

}  // namespace ebsnn
