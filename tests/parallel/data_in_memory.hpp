#pragma once
// Made-up recordings for parallel tests. Only for tests.

#include "core/error.hpp"
#include "core/random.hpp"
#include "events/dataset.hpp"
#include "support/digits_dataset.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn::test {

/// Recordings in memory; reading one of them can be made to fail.
class DataInMemory : public DigitsDataset {
 public:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  explicit DataInMemory(std::vector<Recording> recordings, std::size_t unreadable = kNone)
      : recordings_(std::move(recordings)), unreadable_(unreadable) {}

  [[nodiscard]] std::size_t size() const override { return recordings_.size(); }
  [[nodiscard]] Label label(std::size_t index) const override {
    return recordings_.at(index).label;
  }
  [[nodiscard]] std::string name(std::size_t index) const override {
    return "recording " + std::to_string(index);
  }
  [[nodiscard]] Recording read(std::size_t index) const override {
    if (index == unreadable_) throw InputError(name(index) + ": cannot be read");
    return recordings_.at(index);
  }

 private:
  std::vector<Recording> recordings_;
  std::size_t unreadable_;
};

/// `count` recordings with enough events to make neurons spike; labels 0, 1, 2, ...
inline std::vector<Recording> lively_recordings(std::size_t count) {
  constexpr std::uint32_t kEvents = 4000;
  std::vector<Recording> recordings(count);
  for (std::size_t i = 0; i < count; ++i) {
    RandomSequence random(1, Stream::synthetic_recording, 0, i);
    recordings[i].label = static_cast<Label>(i % 10);
    for (std::uint32_t k = 0; k < kEvents; ++k) {
      recordings[i].events.push_back({k * (350'000 / kEvents),
                                      static_cast<std::uint16_t>(random.below(34)),
                                      static_cast<std::uint16_t>(random.below(34)), random.coin()});
    }
  }
  return recordings;
}

}  // namespace ebsnn::test
