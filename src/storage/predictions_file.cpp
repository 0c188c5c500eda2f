#include "storage/predictions_file.hpp"

#include "storage/atomic_file.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

constexpr const char* kTestDataChecksum = "test_data_checksum";

std::string group_of(const std::string& corruption, double level) {
  return fmt::format("/{}/{}", corruption, level);
}

void write_unit(h5::File& file, const UnitPredictions& unit, std::size_t classes) {
  const std::string group = group_of(unit.corruption, unit.level);
  const std::size_t n = unit.prediction.size();
  file.write(group + "/prediction", unit.prediction, {n});
  file.write_text(group + "/prediction", "meaning", "predicted class: place in class_name");
  file.write(group + "/margin", unit.margin, {n, classes});
  file.write_text(group + "/margin", "axes", "recording, class");
  file.write_text(group + "/margin", "meaning",
                  "decision value; not a number for classes without training recordings");
  file.write(group + "/label", unit.label, {n});
  file.write_text(group + "/label", "meaning", "true class: place in class_name");
  file.write(group + "/recording", unit.recording, {n});
  file.write_text(group + "/recording", "meaning", "index in the split of the data set");
}

}  // namespace

void write_predictions(const std::filesystem::path& path, const PredictionsOrigin& origin,
                       const std::function<void(const WriteUnit&)>& fill) {
  write_h5_atomically(path, [&](h5::File& file) {
    file.write_strings("/class_name", origin.class_names);
    write_readout_key(file, origin.readout);
    file.write_text("/", kTestDataChecksum, origin.test_data_checksum);
    fill([&](const UnitPredictions& unit) { write_unit(file, unit, origin.class_names.size()); });
    write_provenance(file, origin.provenance);
  });
}

StoredPredictions::StoredPredictions(const std::filesystem::path& path)
    : file_(h5::File::open(path)),
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
