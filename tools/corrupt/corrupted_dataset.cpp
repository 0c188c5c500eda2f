#include "corrupt/corrupted_dataset.hpp"

#include <algorithm>
#include <utility>

namespace ebsnn::corrupting {

CorruptedDataset::CorruptedDataset(const Dataset& data, Change change)
    : data_(data), change_(std::move(change)), description_(data.description()) {
  description_.last_event_us.reset();
}

Recording CorruptedDataset::read(std::size_t index) const {
  Recording recording = data_.read(index);
  apply(change_.condition, recording.events,
        {description_.sensor, change_.duration_ms, change_.sensor_seed}, change_.seed, index);
  if (change_.sort_time) std::ranges::stable_sort(recording.events, {}, &Event::t_us);
  return recording;
}

}  // namespace ebsnn::corrupting
