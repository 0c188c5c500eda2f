#include "score/predictions.hpp"

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "score/csv_predictions.hpp"
#include "score/stored_predictions.hpp"

#include <fmt/format.h>

#include <utility>

namespace ebsnn::scoring {
namespace {

/// "Test/7/00001.bin" is "7/00001.bin".
std::string class_and_file(const std::filesystem::path& source) {
  return (source.parent_path().filename() / source.filename()).generic_string();
}

}  // namespace

TestSet::TestSet(const Dataset& data) : classes(data.description().classes) {
  for (std::size_t i = 0; i < data.size(); ++i) {
    label.push_back(data.label(i));
    place.emplace(class_and_file(data.source(i)), i);
  }
}

Predictions read_predictions(const std::filesystem::path& path, const Suite& suite,
                             const TestSet* data) {
  const bool is_folder = std::filesystem::is_directory(path);
  const std::filesystem::path file = is_folder ? path / "predictions.h5" : path;
  const FileKind::Form form = kind_of_file(file).form;
  const bool is_hdf5 = form == FileKind::Form::hdf5 || form == FileKind::Form::user_block;
  return is_folder || is_hdf5 ? read_stored_predictions(file, suite, data)
                              : read_csv_predictions(file, suite, data);
}

Predictions in_order_of(const Predictions& model, Predictions predictions) {
  const auto fail = [&](const std::string& what) {
    throw InputError(fmt::format("{}: {} {}", predictions.file, what, model.file));
  };
  if (predictions.classes != model.classes) fail("has other classes than");
  std::unordered_map<std::string, std::size_t> places;
  for (const std::string& name : predictions.recordings) places.emplace(name, places.size());
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < model.recordings.size(); ++i) {
    const std::string name = excerpt(model.recordings[i]);
    const auto found = places.find(model.recordings[i]);
    if (found == places.end()) {
      throw InputError(fmt::format(
          "{}: lacks the recording '{}' of {}; if they name the same recordings in two ways, give "
          "--data",
          predictions.file, name, model.file));
    }
    if (predictions.label[found->second] != model.label[i]) {
      fail(fmt::format("gives recording '{}' another label than", name));
    }
    order.push_back(found->second);
  }
  if (predictions.recordings.size() != order.size()) {
    fail(fmt::format("has {} recordings, not {} as", predictions.recordings.size(), order.size()));
  }
  for (std::vector<Label>& unit : predictions.prediction) {
    std::vector<Label> sorted;
    sorted.reserve(order.size());
    for (const std::size_t place : order) sorted.push_back(unit[place]);
    unit = std::move(sorted);
  }
  predictions.recordings = model.recordings;
  predictions.label = model.label;
  return predictions;
}

}  // namespace ebsnn::scoring
