#pragma once
// Opens the data that --data names.

#include "events/dataset.hpp"

#include <optional>
#include <string>

namespace ebsnn {

/// Help text of --data.
[[nodiscard]] std::string data_help();

/// Help text of --sensor.
inline constexpr const char* kSensorHelp =
    "WIDTHxHEIGHT (px) of the sensor of .bin files, at most 256x240, e.g. 240x180 for "
    "N-Caltech101; "
    "default 34x34, the sensor of N-MNIST; packed files know theirs";

/// Opens what `text` names, for this process alone. `sensor`: that of .bin files, N-MNIST's by
/// default; of other data it must be their own.
///   synthetic                               recordings made in memory
///   synthetic:train=6000,test=1000,seed=1   the same, with options
///   an HDF5 file                            packed recordings
///   a zip archive                           the splits in it
///   a folder                                with folders Train, Test or archives train.zip,
///                                           test.zip, in any letter case; or with one folder that
///                                           holds these, with a warning
/// If a folder and an archive exist for the same split, the folder is used, with a warning.
/// Throws InputError, naming the path and what is expected, if there is no such data.
[[nodiscard]] DataSource open_data_source(const std::string& text,
                                          const std::optional<SensorGeometry>& sensor = {});

/// What both splits of a data source, of which one may be absent, say about themselves.
[[nodiscard]] const DataDescription& description_of(const DataSource& source);

}  // namespace ebsnn
