#pragma once
// Representational similarity: which recordings a population represents alike (Kriegeskorte, Mur &
// Bandettini, Front. Syst. Neurosci. 2:4, 2008, doi 10.3389/neuro.06.004.2008).

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ebsnn {

/// Dissimilarities d(i, j) = 1 - Pearson's r of rows i and j, for all pairs i < j in the order
/// (0, 1), (0, 2), ..., (1, 2), ... NaN if a row is constant (such as one without spikes).
[[nodiscard]] std::vector<double> dissimilarities(
    const std::vector<std::span<const std::uint16_t>>& rows);

/// Place of the pair i < j of n rows in dissimilarities().
[[nodiscard]] inline std::size_t place_of_pair(std::size_t i, std::size_t j, std::size_t n) {
  return i * (2 * n - i - 1) / 2 + (j - i - 1);
}

/// Spearman's correlation of two lists of dissimilarities of the same pairs; pairs that are NaN in
/// either are left out. Exactly 1 for equal lists. NaN for fewer than three pairs or equal
/// dissimilarities. Throws InputError if the lists differ in length.
[[nodiscard]] double representational_similarity(std::span<const double> a,
                                                 std::span<const double> b);

}  // namespace ebsnn
