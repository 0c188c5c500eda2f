#pragma once
// STUDY/ei.tidy.csv: ratio of excitation to inhibition and rates, measured on training recordings,
// for each network and seed. Columns: network, seed, those of ebsnn_measure --what ei (ei.csv of
// each run folder), plan (checksum of the plan).

#include "studies/plan.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace ebsnn {

/// The whole table, from the files below `study`. Throws InputError naming the file that is missing.
[[nodiscard]] std::string ei_table(const StudyPlan& plan, std::span<const std::uint64_t> seeds,
                                   const std::filesystem::path& study);

/// R of V1 without corruption, from the text of an ei.csv. Throws InputError naming `file` if it has
/// no such row.
[[nodiscard]] double ratio_in(const std::string& ei_csv, const std::string& file);

}  // namespace ebsnn
