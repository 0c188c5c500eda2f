#pragma once
// The five weight files of the published code: text, one row per postsynaptic neuron, one column
// per presynaptic one, in a form that numpy.loadtxt reads and numpy.savetxt writes. Numbers are
// separated by spaces, tabs or commas; what follows a # is a comment.

#include "network/parameters.hpp"
#include "network/weights.hpp"

#include <filesystem>

namespace ebsnn {

/// Reads V1weight.txt, InhibW.txt, V1toIN.txt, INtoV1.txt and INLat.txt from `folder`. Throws
/// InputError naming file, line, value and bound for a file that is missing or unreadable, a wrong
/// number of rows or columns for the shape in `parameters`, text that is not a number, NaN,
/// infinity, or a weight outside its bounds.
[[nodiscard]] NetworkWeights read_text_weights(const std::filesystem::path& folder,
                                               const ModelParameters& parameters);

/// Writes the five files into `folder`, which is made if it is missing; 18 significant digits, so
/// that reading gives back the same bits. Throws StorageError.
void write_text_weights(const std::filesystem::path& folder, const NetworkWeights& weights);

}  // namespace ebsnn
