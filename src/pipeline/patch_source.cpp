#include "pipeline/patch_source.hpp"

#include "core/random.hpp"

#include <algorithm>

namespace ebsnn {
namespace {

/// First row or column of a window in a block of `windows` of them.
int draw_place(RandomSequence& random, int first, int windows, int side) {
  const int places = std::max(1, (windows - 1) * side);
  return first + static_cast<int>(random.below(static_cast<std::uint32_t>(places)));
}

Window draw_window(RandomSequence& random, const EvaluationLayout& layout) {
  Window window;
  window.side = layout.side();
  window.top = draw_place(random, layout.top(), layout.rows(), layout.side());
  window.left = draw_place(random, layout.left(), layout.columns(), layout.side());
  window.mirror_left_right = random.coin();
  window.mirror_up_down = random.coin();
  window.transpose = random.coin();
  window.skip_first_ms = true;
  return window;
}

}  // namespace

PatchSource::PatchSource(const Dataset& data, const std::string& layout, const NetworkShape& shape,
                         std::uint64_t seed)
    : data_(data),
      layout_(layout, data.description().sensor, shape.patch_side),
      shape_(shape),
      seed_(seed) {}

SpikeRaster PatchSource::patch(std::uint64_t patch) {
  RandomSequence random(seed_, Stream::training_patch, 0, patch);
  const std::size_t index = random.below(static_cast<std::uint32_t>(data_.size()));
  const Window window = draw_window(random, layout_);
  const Recording recording = data_.read(index);
  warnings_.note(index, recording);
  return encode(recording.events, window, shape_.steps, scratch_);
}

}  // namespace ebsnn
