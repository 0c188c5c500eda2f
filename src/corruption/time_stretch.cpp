#include "corruption/scaled_times.hpp"
#include "corruption/table.hpp"

#include <array>

namespace ebsnn {
namespace {

constexpr std::array kSeverities = {1.1, 1.25, 1.5, 2.0, 3.0};

}  // namespace

constinit const Corruption kTimeStretch{.name = "time_stretch",
                                        .unit = "factor",
                                        .summary = "lets the recording last this many times longer",
                                        .title = "Stretched time",
                                        .axis = "Relative duration",
                                        .min_level = 1.0,
                                        .max_level = 100.0,
                                        .severities = kSeverities,
                                        .apply = scale_times};

}  // namespace ebsnn
