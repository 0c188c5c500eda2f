#pragma once
// Quality of a classifier: confusion matrix, accuracy, and its uncertainty.

#include "core/label.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// Most classes of a confusion matrix: it is then 8 MB for each level.
inline constexpr std::size_t kMaxConfusionClasses = 1024;

/// Counts [true class, predicted class].
class ConfusionMatrix {
 public:
  /// Of no class.
  ConfusionMatrix() = default;
  /// Of `classes` classes, without samples. Throws InputError if there are more than
  /// kMaxConfusionClasses.
  explicit ConfusionMatrix(std::size_t classes);
  /// From counts as `counts()` gives them. Throws InputError if there are not classes^2 of them.
  ConfusionMatrix(std::size_t classes, std::span<const std::uint64_t> counts);
  /// Throws InputError if the numbers of labels differ or a label is not below `classes`.
  ConfusionMatrix(std::size_t classes, std::span<const Label> truth,
                  std::span<const Label> predicted);

  /// Adds one sample. Throws InputError if a label is not below the number of classes.
  void add(Label truth, Label predicted);

  [[nodiscard]] std::size_t classes() const { return classes_; }
  /// Row-major, as stored in files.
  [[nodiscard]] std::span<const std::uint64_t> counts() const { return counts_; }
  [[nodiscard]] std::uint64_t count(Label truth, Label predicted) const;
  [[nodiscard]] std::uint64_t total() const;
  [[nodiscard]] std::uint64_t correct() const;
  /// Correct predictions in percent; NaN without samples.
  [[nodiscard]] double accuracy_percent() const;
  /// Accuracy of always predicting the most frequent true class, in percent; NaN without samples.
  [[nodiscard]] double largest_class_percent() const;

  friend bool operator==(const ConfusionMatrix&, const ConfusionMatrix&) = default;

 private:
  [[nodiscard]] std::size_t cell(Label truth, Label predicted) const;

  std::size_t classes_ = 0;
  std::vector<std::uint64_t> counts_;
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

}  // namespace ebsnn
