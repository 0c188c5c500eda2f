#pragma once
// Which readout a file or a row of a table is of.

#include "h5/file.hpp"

#include <optional>
#include <string>

namespace ebsnn {

struct ReadoutKey {
  std::string code = "v1";             ///< what is read out
  std::string scaling = "counts";      ///< of the features
  std::string svm_c = "1";             ///< cost C that was asked for, or "auto"
  std::string readout = "linear-svm";  ///< kind of classifier
  friend bool operator==(const ReadoutKey&, const ReadoutKey&) = default;
};

/// Attributes code, scaling, svm_c and readout of the root.
void write_readout_key(h5::File& file, const ReadoutKey& key);

/// Nothing if the file does not say it, as those of earlier builds.
[[nodiscard]] std::optional<ReadoutKey> read_readout_key(const h5::File& file);

/// "code v1, scaling counts, C 1".
[[nodiscard]] std::string text_of(const ReadoutKey& key);

/// Whether the rows of `a` stand above those of `b`: by code, by scaling, then by C in numbers, and
/// auto last.
[[nodiscard]] bool readout_comes_before(const ReadoutKey& a, const ReadoutKey& b);

}  // namespace ebsnn
