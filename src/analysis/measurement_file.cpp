#include "analysis/measurement_file.hpp"

#include "core/error.hpp"
#include "pipeline/configuration.hpp"
#include "storage/atomic_file.hpp"
#include "storage/format.hpp"

#include <fmt/format.h>

#include <string>

namespace ebsnn {
namespace {

void write_conditions(h5::File& file, const std::vector<Condition>& conditions) {
  std::vector<std::string> corruptions, units;
  std::vector<double> levels;
  for (const Condition& condition : conditions) {
    const ResultRow row = names_of(condition);
    corruptions.push_back(row.corruption);
    units.push_back(row.unit);
    levels.push_back(row.level);
  }
  file.write_strings("/conditions/corruption", corruptions);
  file.write_text("/conditions/corruption", "axes", "condition");
  file.write_strings("/conditions/unit", units);
  file.write_text("/conditions/unit", "axes", "condition");
  file.write("/conditions/level", levels, {levels.size()});
  file.write_text("/conditions/level", "axes", "condition");
}

}  // namespace

std::filesystem::path csv_beside(const std::filesystem::path& path) {
  return std::filesystem::path(path).replace_extension(".csv");
}

void require_measurement(const std::filesystem::path& path, const Measurement& measurement) {
  const h5::File file = open_file(path, kMeasurementFormat);
  if (file.has_attribute("/", "measurement") &&
      file.read_text("/", "measurement") == measurement.name) {
    return;
  }
  throw InputError(
      fmt::format("{}: exists already and is no measurement of {}; --force replaces it",
                  printable(path.native()), measurement.name));
}

void require_same_measurement(const std::filesystem::path& path, const Provenance& now) {
  const std::string text = differences(read_provenance(h5::File::open(path)), now);
  if (text.empty()) return;
  throw InputError(
      fmt::format("{}: exists already, and was measured with other settings:{}\n"
                  "--force replaces it",
                  printable(path.native()), text));
}

void write_measurement(const std::filesystem::path& path, const Measurement& measurement,
                       const MeasureInput& input, const Measured& measured,
                       const Provenance& provenance) {
  write_file_atomically(csv_beside(path), measured.csv);
  write_h5_atomically(path, [&](h5::File& file) {
    if (!input.conditions.empty()) write_conditions(file, input.conditions);
    for (const MeasuredArray& array : measured.arrays) {
      const std::string name = fmt::format("/{}/{}", measurement.name, array.name);
      file.write(name, array.values, array.shape);
      file.write_text(name, "axes", array.axes);
    }
    for (const MeasuredArray& array : measured.arrays) {
      describe_dataset(file, fmt::format("/{}/{}", measurement.name, array.name),
                       {array.name, "", array.axes, array.units, array.long_name});
    }
    describe(file, kMeasurementFormat);
    write_format(file, kMeasurementFormat);
    file.write_text("/", "measurement", std::string(measurement.name));
    if (input.recordings != nullptr) file.write_count("/", "recordings", input.recordings->size());
    if (input.activities != nullptr) {
      file.write_count("/", "recordings", input.activities->recordings());
    }
    write_provenance(file, provenance);
  });
}

}  // namespace ebsnn
