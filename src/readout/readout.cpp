#include "readout/readout.hpp"

#include "readout/linear_svm_readout.hpp"

#include <algorithm>
#include <array>

namespace ebsnn {
namespace {

constexpr std::array<Readout, 1> kReadouts{{
    {"linear-svm", linear_svm_fitting, linear_svm_cost_paths},
}};

}  // namespace

std::span<const Readout> readouts() { return kReadouts; }

std::vector<Label> largest_of(std::span<const double> values, std::span<const Label> classes) {
  std::vector<Label> labels;
  labels.reserve(values.size() / classes.size());
  for (std::size_t first = 0; first < values.size(); first += classes.size()) {
    const auto row = values.subspan(first, classes.size());
    // The first of equal maxima; classes are ascending.
    labels.push_back(
        classes[static_cast<std::size_t>(std::ranges::max_element(row) - row.begin())]);
  }
  return labels;
}

}  // namespace ebsnn
