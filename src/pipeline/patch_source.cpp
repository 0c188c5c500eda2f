#include "pipeline/patch_source.hpp"

#include "core/random.hpp"

namespace ebsnn {
namespace {

Window draw_window(RandomSequence& random, int side) {
  const int first = central_margin(side);
  const int places = kSensorSide - side - 2 * first;
  const auto place = [&] {
    return first + static_cast<int>(random.below(static_cast<std::uint32_t>(places)));
  };
  Window window;
  window.side = side;
  window.top = place();
  window.left = place();
  window.mirror_left_right = random.coin();
  window.mirror_up_down = random.coin();
  window.transpose = random.coin();
  window.skip_first_ms = true;
  return window;
}

}  // namespace

PatchSource::PatchSource(const Dataset& data, const NetworkShape& shape, std::uint64_t seed)
    : data_(data), shape_(shape), seed_(seed) {}

SpikeRaster PatchSource::patch(std::uint64_t patch) {
  RandomSequence random(seed_, Stream::training_patch, 0, patch);
  const std::size_t index = random.below(static_cast<std::uint32_t>(data_.size()));
  const Window window = draw_window(random, shape_.patch_side);
  const Recording recording = data_.read(index);
  warnings_.note(index, recording);
  return encode(recording.events, window, shape_.steps, scratch_);
}

}  // namespace ebsnn
