#pragma once
// Features of a recording that need no network: counts of the events that it would receive. They
// tell how much of an accuracy the network adds.
//
// All are of the rasters of the windows of an EvaluationLayout, in its order: of several events of
// a pixel in one ms, the last one counts. At the published sizes (2 x 2 windows of 12 x 12 px):
//     lgn              1,152  spikes of each LGN channel in each window: [window, channel]. A spike
//                             follows its event by one ms, so events of the last ms have none
//     events-polarity  1,152  events of each pixel, ON and OFF apart: [row, column, (ON, OFF)]
//     events-merged      576  the sum of both: [row, column]
//     events-pool2       288  2 x 2 pixels together, ON and OFF apart: [row / 2, column / 2, (ON,
//                             OFF)]; if the number of rows or columns is odd, the last one is alone
// Rows and columns are those of the layout's block, from its top left, and not window by window:
// neighbours may lie in different windows.
//
// Each function throws InputError unless there are as many rasters as windows.

#include "encoding/evaluation_layout.hpp"
#include "encoding/spike_raster.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

[[nodiscard]] std::vector<std::uint16_t> lgn_spikes(std::span<const SpikeRaster> rasters,
                                                    const EvaluationLayout& layout);
[[nodiscard]] std::vector<std::uint16_t> events_polarity(std::span<const SpikeRaster> rasters,
                                                         const EvaluationLayout& layout);
[[nodiscard]] std::vector<std::uint16_t> events_merged(std::span<const SpikeRaster> rasters,
                                                       const EvaluationLayout& layout);
[[nodiscard]] std::vector<std::uint16_t> events_pool2(std::span<const SpikeRaster> rasters,
                                                      const EvaluationLayout& layout);

}  // namespace ebsnn
