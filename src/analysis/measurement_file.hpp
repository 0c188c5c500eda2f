#pragma once
// The files of ebsnn_measure: M.h5, and the same as M.csv beside it.
//
//   /conditions/corruption   text [condition], "clean", a corruption, or several with their levels
//   /conditions/level        float64 [condition]; 1 for several corruptions
//   /conditions/unit         text [condition], unit of the level
//   /<measurement>/...       float64, attributes units, long_name, axes (see measure_ei.hpp)
// /conditions is missing in measurements of the network alone. Attributes of the root: format
// "ebsnn measurement", format_version 1, measurement, recordings (if there are), and provenance.

#include "analysis/measurement.hpp"
#include "storage/provenance.hpp"

#include <filesystem>
#include <vector>

namespace ebsnn {

/// M.csv for M.h5.
[[nodiscard]] std::filesystem::path csv_beside(const std::filesystem::path& path);

/// On one rank. Throws InputError, naming `path`, unless it is a file of this measurement.
void require_measurement(const std::filesystem::path& path, const Measurement& measurement);
/// The same, unless it has the settings, network and data `now`.
void require_same_measurement(const std::filesystem::path& path, const Provenance& now);

/// On one rank. Writes both files atomically, the .csv first: where the .h5 is, both are. Throws
/// StorageError.
void write_measurement(const std::filesystem::path& path, const Measurement& measurement,
                       const MeasureInput& input, const Measured& measured,
                       const Provenance& provenance);

}  // namespace ebsnn
