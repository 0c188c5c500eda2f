#pragma once
// What a data set says about itself.

#include "core/geometry.hpp"
#include "core/label.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

/// Sensor, classes and duration of a collection of recordings. Training and test recordings share
/// one.
struct DataDescription {
  SensorGeometry sensor = kNmnistSensor;
  std::vector<std::string> classes;  ///< names, printable; entry i belongs to label i
  /// Time of the latest event of all recordings, if it is known without reading them.
  std::optional<std::uint32_t> last_event_us;

  friend bool operator==(const DataDescription&, const DataDescription&) = default;
};

/// Name of the class `label`; "class 12" if the description has no such class.
[[nodiscard]] std::string class_name(const DataDescription& data, Label label);

/// "0" .. "9", the classes of N-MNIST.
[[nodiscard]] std::vector<std::string> digit_names();

}  // namespace ebsnn
