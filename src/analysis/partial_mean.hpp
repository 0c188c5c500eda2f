#pragma once
// Means over those values that can be computed. Only for measurements.

#include <cmath>
#include <cstdint>
#include <limits>

namespace ebsnn {

class PartialMean {
 public:
  /// NaN is counted, but left out of the mean.
  void add(double value) {
    if (std::isnan(value)) {
      ++skipped_;
      return;
    }
    sum_ += value;
    ++count_;
  }
  PartialMean& operator+=(const PartialMean& other) {
    sum_ += other.sum_;
    count_ += other.count_;
    skipped_ += other.skipped_;
    return *this;
  }
  /// NaN if there are no values.
  [[nodiscard]] double mean() const {
    return count_ == 0 ? std::numeric_limits<double>::quiet_NaN()
                       : sum_ / static_cast<double>(count_);
  }
  [[nodiscard]] double skipped() const { return static_cast<double>(skipped_); }

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& sum_& count_& skipped_;
  }

 private:
  double sum_ = 0.0;
  std::uint64_t count_ = 0;
  std::uint64_t skipped_ = 0;
};

}  // namespace ebsnn
