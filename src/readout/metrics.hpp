#pragma once
// Quality of a classifier: confusion matrix, accuracy, its uncertainty, and chance level.

#include "readout/features.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ebsnn {

/// Counts [true digit, predicted digit].
class ConfusionMatrix {
 public:
  ConfusionMatrix() = default;
  /// From counts as `counts()` gives them.
  explicit ConfusionMatrix(std::span<const std::uint64_t, kDigits * kDigits> counts);
  /// Throws InputError if the numbers of digits differ or one of them is above 9.
  ConfusionMatrix(std::span<const std::uint8_t> truth, std::span<const std::uint8_t> predicted);

  /// Adds one sample. Throws InputError if a digit is above 9.
  void add(std::uint8_t truth, std::uint8_t predicted);

  /// Row-major, as stored in files.
  [[nodiscard]] std::span<const std::uint64_t> counts() const { return counts_; }
  [[nodiscard]] std::uint64_t count(std::uint8_t truth, std::uint8_t predicted) const;
  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] std::uint64_t correct() const;
  /// Samples whose true digit is `truth`.
  [[nodiscard]] std::uint64_t samples_of(std::uint8_t truth) const;
  /// Share (0..1) of the samples of `truth` that were predicted as `predicted`; 0 if there are
  /// none.
  [[nodiscard]] double share(std::uint8_t truth, std::uint8_t predicted) const;
  /// Correct predictions in percent; NaN without samples.
  [[nodiscard]] double accuracy_percent() const;
  /// Accuracy of always predicting the most frequent true digit, in percent; NaN without samples.
  [[nodiscard]] double largest_class_percent() const;

  friend bool operator==(const ConfusionMatrix&, const ConfusionMatrix&) = default;

 private:
  std::array<std::uint64_t, kDigits * kDigits> counts_{};
};

struct PercentInterval {
  double low = 0.0;
  double high = 100.0;
};

/// Wilson's score interval of a proportion with 95 % confidence (J. Am. Stat. Assoc. 22:209, 1927,
/// doi 10.1080/01621459.1927.10502953), in percent. With p = correct / n and z = 1.96 (the 97.5 %
/// quantile):
///     (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)
/// 0..100 where n = 0. Throws InputError if correct > n.
[[nodiscard]] PercentInterval wilson_interval_percent(std::uint64_t correct, std::uint64_t n);

/// Expected accuracy of guessing one of `classes` digits at random, in percent, whatever the
/// digits' frequencies. Throws InputError for no classes.
[[nodiscard]] double chance_percent(std::size_t classes = kDigits);

}  // namespace ebsnn
