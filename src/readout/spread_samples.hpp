#pragma once
// A representative part of a training set. Internal to readout.

#include "core/label.hpp"
#include "readout/features.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// Numbers of the samples, ascending: of each class its share of `most`, at least one, evenly
/// spread over the class; all samples if there are at most `most`.
[[nodiscard]] std::vector<std::size_t> spread_samples(std::span<const Label> labels,
                                                      std::size_t most);

/// The labels of `samples`, and their rows of counts, row-major.
[[nodiscard]] std::vector<Label> rows_of(std::span<const Label> labels,
                                         std::span<const std::size_t> samples);
[[nodiscard]] std::vector<std::uint16_t> rows_of(const FeatureMatrix& features,
                                                 std::span<const std::size_t> samples);

}  // namespace ebsnn
