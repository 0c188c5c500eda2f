#include "score/stored_predictions.hpp"

#include "core/error.hpp"
#include "storage/predictions_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn::scoring {
namespace {

/// The clean test set is level 0 of each corruption.
UnitPredictions read_unit(const StoredPredictions& stored, const Suite& suite,
                          const SuiteUnit& unit, const std::string& file) {
  const Corruption& corruption =
      unit.corruption != nullptr ? *unit.corruption : *suite.units().back().corruption;
  const std::string name(corruption.name);
  if (!stored.holds(name, unit.level)) {
    throw InputError(
        fmt::format("{}: holds no predictions of the unit '{}'; ebsnn_eval --suite {} makes them",
                    file, unit.name, suite.name()));
  }
  return stored.read(name, unit.level);
}

void require_classes(const Predictions& predictions) {
  const auto fits = [&](const std::vector<Label>& labels) {
    return std::ranges::all_of(labels, [&](Label l) { return l < predictions.classes.size(); });
  };
  if (fits(predictions.label) && std::ranges::all_of(predictions.prediction, fits)) return;
  throw InputError(
      fmt::format("{}: has a label or prediction that is not below {}, the number of "
                  "its classes",
                  predictions.file, predictions.classes.size()));
}

void require_data(const Predictions& predictions, const TestSet& data) {
  const std::size_t n = predictions.recordings.size();
  if (n != data.label.size()) {
    throw InputError(fmt::format("{}: holds {} recordings, --data has {}", predictions.file, n,
                                 data.label.size()));
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (predictions.recordings[i] == fmt::format("{}", i) && predictions.label[i] == data.label[i])
      continue;
    throw InputError(fmt::format("{}: recording {} of class '{}' is not that of --data",
                                 predictions.file, predictions.recordings[i],
                                 predictions.classes.at(predictions.label[i])));
  }
}

}  // namespace

Predictions read_stored_predictions(const std::filesystem::path& path, const Suite& suite,
                                    const TestSet* data) {
  const StoredPredictions stored(path);
  Predictions predictions;
  predictions.file = printable(path.native());
  predictions.classes = stored.class_names();
  std::vector<std::uint64_t> recordings;
  for (const SuiteUnit& unit : suite.units()) {
    UnitPredictions read = read_unit(stored, suite, unit, predictions.file);
    if (predictions.prediction.empty()) {
      recordings = read.recording;
      predictions.label = read.label;
    }
    const bool whole = read.prediction.size() == read.label.size() &&
                       read.recording.size() == read.label.size() && !read.label.empty();
    if (!whole || read.recording != recordings || read.label != predictions.label) {
      throw InputError(fmt::format("{}: unit '{}' has other recordings or labels than '{}'",
                                   predictions.file, unit.name, suite.units().front().name));
    }
    predictions.prediction.push_back(std::move(read.prediction));
  }
  for (const std::uint64_t index : recordings) {
    predictions.recordings.push_back(fmt::format("{}", index));
  }
  require_classes(predictions);
  if (data != nullptr) require_data(predictions, *data);
  return predictions;
}

}  // namespace ebsnn::scoring
