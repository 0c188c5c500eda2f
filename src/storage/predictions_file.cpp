#include "storage/predictions_file.hpp"

#include "storage/atomic_file.hpp"
#include "storage/format.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

constexpr const char* kTestDataChecksum = "test_data_checksum";

std::string group_of(const std::string& corruption, double level) {
  return fmt::format("/{}/{}", corruption, level);
}

void write_unit(h5::File& file, const UnitPredictions& unit,
                const std::vector<std::string>& class_names) {
  const std::string group = group_of(unit.corruption, unit.level);
  const std::size_t n = unit.prediction.size();
  file.write(group + "/prediction", unit.prediction, {n});
  file.write(group + "/margin", unit.margin, {n, class_names.size()});
  file.write_text(group + "/margin", "axes", "recording, class");
  file.write(group + "/label", unit.label, {n});
  file.write(group + "/recording", unit.recording, {n});
  file.write_strings(group + "/class_name", class_names);
  describe(file, kPredictionsFormat, "/<corruption>/<level>", group);
}

}  // namespace

void write_predictions(const std::filesystem::path& path, const PredictionsOrigin& origin,
                       const std::function<void(const WriteUnit&)>& fill) {
  write_h5_atomically(path, [&](h5::File& file) {
    write_format(file, kPredictionsFormat);
    file.write_strings("/class_name", origin.class_names);
    describe(file, kPredictionsFormat);
    write_readout_key(file, origin.readout);
    file.write_text("/", kTestDataChecksum, origin.test_data_checksum);
    fill([&](const UnitPredictions& unit) { write_unit(file, unit, origin.class_names); });
    write_provenance(file, origin.provenance);
  });
}

StoredPredictions::StoredPredictions(const std::filesystem::path& path)
    : file_(open_file(path, kPredictionsFormat)),
      provenance_(read_provenance(file_)),
      test_data_checksum_(file_.read_text("/", kTestDataChecksum)) {}

std::vector<std::string> StoredPredictions::class_names() const {
  return file_.read_strings("/class_name");
}

bool StoredPredictions::holds(const std::string& corruption, double level) const {
  return file_.contains(group_of(corruption, level));
}

UnitPredictions StoredPredictions::read(const std::string& corruption, double level) const {
  const std::string group = group_of(corruption, level);
  return {corruption,
          level,
          file_.read<Label>(group + "/prediction"),
          file_.read<float>(group + "/margin"),
          file_.read<Label>(group + "/label"),
          file_.read<std::uint64_t>(group + "/recording")};
}

}  // namespace ebsnn
