#pragma once
// Activity files of made-up counts. Only for tests.

#include "encoding/evaluation_layout.hpp"
#include "events/data_description.hpp"
#include "storage/activity_file.hpp"

#include <cstddef>
#include <cstdint>

namespace ebsnn::test {

/// Activity of the ten digits in the published windows, without rows.
inline Activity activity_of_digits(std::size_t neurons) {
  const EvaluationLayout layout(kCentralLayout, kNmnistSensor, kDefaultPatchSide);
  Activity activity;
  activity.windows = layout.size();
  activity.neurons = neurons;
  activity.classes = digit_names();
  for (const Window& window : layout.windows()) {
    activity.window_place.push_back(static_cast<std::uint16_t>(window.top));
    activity.window_place.push_back(static_cast<std::uint16_t>(window.left));
  }
  return activity;
}

}  // namespace ebsnn::test
