#pragma once
// --data and --sensor, the same in every program that reads recordings.

#include "events/dataset.hpp"
#include "option_list.hpp"

#include <optional>
#include <string>

namespace ebsnn {

struct DataOptions {
  std::string data;
  std::string sensor;  ///< empty: that of N-MNIST, or of the packed file
};

/// Declares --data, which it returns, and --sensor.
Option* declare_data(OptionList& list, DataOptions& options);

/// The sensor of --sensor; none where it is not given. Throws InputError.
[[nodiscard]] std::optional<SensorGeometry> sensor_of(const DataOptions& options);

/// Opens the data, for this process alone. Throws InputError like open_data_source().
[[nodiscard]] DataSource open_data(const DataOptions& options);

/// Logs what is unusual about the data.
void warn_of(const DataSource& source);

}  // namespace ebsnn
