#include "pipeline/bisection.hpp"

#include <algorithm>
#include <cmath>

namespace ebsnn {
namespace {

constexpr int kWidenings = 20;
constexpr int kHalvings = 40;

/// Measures, and remembers what came closest.
class Search {
 public:
  explicit Search(const BisectionTask& task) : task_(task) {}

  /// Whether `argument` is close enough to end the search.
  bool try_at(double argument) {
    value_ = task_.measure(argument);
    const double deviation = std::abs(value_ - task_.target);
    if (best_.measurements == 0 || deviation < std::abs(best_.value - task_.target)) {
      best_.argument = argument;
      best_.value = value_;
    }
    ++best_.measurements;
    best_.within = std::abs(best_.value - task_.target) <= task_.tolerance * task_.target;
    return best_.within;
  }
  /// Whether the target is at a larger argument than the last one.
  [[nodiscard]] bool is_beyond() const { return (value_ < task_.target) == task_.rises; }
  [[nodiscard]] const BisectionResult& best() const { return best_; }

  using Middle = double (*)(double, double);
  /// Between two arguments, with the target between their values.
  void narrow(double low, double high, Middle middle_of) {
    for (int i = 0; i < kHalvings; ++i) {
      const double middle = middle_of(low, high);
      if (!(low < middle && middle < high) || try_at(middle)) return;
      (is_beyond() ? low : high) = middle;
    }
  }

 private:
  const BisectionTask& task_;
  double value_ = 0.0;
  BisectionResult best_;
};

double geometric_mean(double a, double b) { return std::sqrt(a * b); }
double arithmetic_mean(double a, double b) { return a + (b - a) / 2.0; }

}  // namespace

BisectionResult find_factor(const BisectionTask& task) {
  Search search(task);
  double factor = 1.0;
  if (search.try_at(factor)) return search.best();
  const bool larger = search.is_beyond();
  for (int i = 0; i < kWidenings; ++i) {
    const double before = factor;
    factor *= larger ? 2.0 : 0.5;
    if (search.try_at(factor)) break;
    if (search.is_beyond() != larger) {
      search.narrow(std::min(before, factor), std::max(before, factor), geometric_mean);
      break;
    }
  }
  return search.best();
}

BisectionResult find_shift(const BisectionTask& task, double first, double last) {
  Search search(task);
  if (search.try_at(first) || !search.is_beyond()) return search.best();
  double before = first;
  for (double width = 1.0; before < last; width *= 2.0) {
    const double next = std::min(before + width, last);
    if (search.try_at(next)) break;
    if (!search.is_beyond()) {
      search.narrow(before, next, arithmetic_mean);
      break;
    }
    before = next;
  }
  return search.best();
}

}  // namespace ebsnn
