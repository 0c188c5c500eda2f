#include "corruption/scaled_times.hpp"
#include "corruption/table.hpp"

#include <array>

namespace ebsnn {
namespace {

constexpr std::array kSeverities = {0.9, 0.8, 0.67, 0.5, 0.33};

}  // namespace

constinit const Corruption kTimeCompress{
    .name = "time_compress",
    .unit = "factor",
    .summary = "lets the recording last this fraction of its duration",
    .title = "Compressed time",
    .axis = "Relative duration",
    .min_level = 0.01,
    .max_level = 1.0,
    .severities = kSeverities,
    .apply = scale_times};

}  // namespace ebsnn
