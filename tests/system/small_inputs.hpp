#pragma once
// Small data sets and networks in every form that programs read.

#include "network/weights.hpp"
#include "unit/events/made_up_data.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace ebsnn::test {

/// Made in memory by the programs: two recordings per class for training, one for testing.
inline constexpr const char* kSynthetic = "synthetic:train=20,test=10,seed=1";

/// `count` made-up events in order of time, so that there is no warning.
[[nodiscard]] std::vector<Event> orderly_events(std::size_t count, std::uint64_t number);

/// One recording for each class and split: Train/0/00001.bin ... Test/9/00001.bin.
[[nodiscard]] Files one_a_class();

/// Packs the data folder `folder` into `file`.
void pack_folder(const std::filesystem::path& folder, const std::filesystem::path& file);

/// Random initial weights of the published network: enough to make neurons spike.
[[nodiscard]] NetworkWeights small_network(std::uint64_t seed = 1);
/// The same as network.h5, valid or not.
void write_network_file(const std::filesystem::path& path, const NetworkWeights& weights);

/// Keeps only the first `part` of the bytes of a file.
void cut_short(const std::filesystem::path& path, double part);
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace ebsnn::test
