#include "data_options.hpp"

#include "core/error.hpp"
#include "pipeline/data_source.hpp"
#include "pipeline/log.hpp"

#include <fmt/format.h>

namespace ebsnn {

Option* declare_data(OptionList& list, DataOptions& options) {
  Option* data = list.add_option("--data", options.data, data_help());
  list.add_option("--sensor", options.sensor, kSensorHelp);
  return data;
}

std::optional<SensorGeometry> sensor_of(const DataOptions& options) {
  if (options.sensor.empty()) return std::nullopt;
  try {
    return parse_sensor(options.sensor);
  } catch (const InputError& error) {
    throw InputError(fmt::format("--sensor: {}", error.what()));
  }
}

DataSource open_data(const DataOptions& options) {
  return open_data_source(options.data, sensor_of(options));
}

void warn_of(const DataSource& source) {
  for (const std::string& warning : source.warnings) {
    log_warning(warning);
  }
}

}  // namespace ebsnn
