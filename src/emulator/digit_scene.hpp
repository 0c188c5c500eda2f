#pragma once
// A digit that moves as in N-MNIST. Only for this room.

#include "emulator/scene.hpp"

namespace ebsnn {

class DigitScene final : public Scene {
 public:
  /// `path` must outlive the object; `offset` is added to its positions.
  DigitScene(const BlurredImage& image, const SaccadePath& path, const SaccadeShifts& shifts,
             SensorPoint offset)
      : image_(image), path_(path), shifts_(shifts), offset_(offset) {}

  [[nodiscard]] double step_end_ms(double t_ms) const override {
    return path_.next_time(t_ms, shifts_);
  }
  void move_to(double t_ms) override {
    const SensorPoint c = path_.at(t_ms, shifts_);
    inked_ = image_.move_to({c.x + offset_.x, c.y + offset_.y});
  }
  void seen_row(int y, Row& row) const override {
    if (y >= inked_.first && y <= inked_.last) image_.seen_row(y, row);
  }

 private:
  BlurredImage image_;
  const SaccadePath& path_;
  SaccadeShifts shifts_;
  SensorPoint offset_;
  BlurredImage::Rows inked_;
};

}  // namespace ebsnn
