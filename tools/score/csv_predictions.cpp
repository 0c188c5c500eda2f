#include "score/csv_predictions.hpp"

#include "core/error.hpp"
#include "core/few_names.hpp"
#include "core/number_text.hpp"
#include "events/class_folders.hpp"
#include "score/csv_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace ebsnn::scoring {
namespace {

constexpr Label kNone = std::numeric_limits<Label>::max();

/// Index as text, or the last two parts of a path: "Test/7/00001.bin" is "7/00001.bin".
std::string usual_name(std::string recording) {
  std::ranges::replace(recording, '\\', '/');
  if (const auto index = number_in<std::uint64_t>(recording)) return fmt::format("{}", *index);
  const std::size_t last = recording.rfind('/');
  if (last == std::string::npos || last == 0) return recording;
  const std::size_t before = recording.rfind('/', last - 1);
  return before == std::string::npos ? recording : recording.substr(before + 1);
}

/// Names of classes as the file has them, each with a number.
struct ClassNames {
  std::vector<std::string> name;
  std::vector<std::size_t> first_line;  ///< of a prediction of this class; 0: none
  std::unordered_map<std::string, Label> number;

  /// Nothing if there are too many.
  [[nodiscard]] std::optional<Label> number_of(const std::string& text) {
    const auto found = number.find(text);
    if (found != number.end()) return found->second;
    if (name.size() == kMaxClasses) return std::nullopt;
    const auto next = static_cast<Label>(name.size());
    name.push_back(text);
    first_line.push_back(0);
    number.emplace(text, next);
    return next;
  }
};

class Reader {
 public:
  Reader(const std::filesystem::path& path, const Suite& suite, const TestSet* data);
  [[nodiscard]] Predictions read();

 private:
  void read_header();
  [[nodiscard]] std::optional<std::size_t> find_column(std::string_view name) const;
  [[nodiscard]] std::size_t column(std::string_view name) const;
  void read_row();
  [[nodiscard]] std::size_t unit_of(const std::string& cell) const;
  [[nodiscard]] std::size_t recording_of(const std::string& cell);
  [[nodiscard]] std::size_t known_recording(const std::string& cell, const std::string& name) const;
  [[nodiscard]] Label class_of(const std::string& cell, const char* what);
  void check_label(std::size_t recording, const std::string& cell);
  [[nodiscard]] std::string class_in_row(const std::string& recording) const;
  void require_complete() const;
  [[nodiscard]] std::vector<std::string> classes() const;
  void number_classes();

  CsvLines lines_;
  const Suite& suite_;
  const TestSet* data_;
  Predictions result_;  // label and prediction: numbers of names_, until the end
  ClassNames names_;
  std::unordered_map<std::string, std::size_t> places_;  // of recordings
  std::size_t cells_ = 0;                                // of a row
  std::size_t unit_ = 0, recording_ = 0, prediction_ = 0;
  std::optional<std::size_t> label_;
};

Reader::Reader(const std::filesystem::path& path, const Suite& suite, const TestSet* data)
    : lines_(path), suite_(suite), data_(data) {
  result_.file = printable(path.native());
  result_.prediction.resize(suite.units().size());
  if (data == nullptr) return;
  for (std::size_t i = 0; i < data->label.size(); ++i) {
    result_.recordings.push_back(fmt::format("{}", i));
    result_.label.push_back(names_.number_of(data->classes.at(data->label[i])).value());
  }
}

Predictions Reader::read() {
  read_header();
  while (lines_.next()) read_row();
  require_complete();
  number_classes();
  return std::move(result_);
}

std::optional<std::size_t> Reader::find_column(std::string_view name) const {
  const auto found = std::ranges::find(lines_.cells(), name);
  if (found == lines_.cells().end()) return std::nullopt;
  return static_cast<std::size_t>(found - lines_.cells().begin());
}

std::size_t Reader::column(std::string_view name) const {
  if (const auto found = find_column(name)) return *found;
  const bool other_separator = lines_.text().find_first_of(";\t") != std::string_view::npos;
  lines_.fail(
      fmt::format("'{}' has no column '{}'; expected a line with unit,recording,prediction{}",
                  excerpt(lines_.text()), name, other_separator ? ", separated by commas" : ""));
}

void Reader::read_header() {
  if (!lines_.next()) {
    throw InputError(fmt::format(
        "{}: is empty; expected a line with unit,recording,prediction, and rows", result_.file));
  }
  unit_ = column("unit");
  recording_ = column("recording");
  prediction_ = column("prediction");
  label_ = find_column("label");
  cells_ = lines_.cells().size();
}

void Reader::read_row() {
  const std::vector<std::string>& cells = lines_.cells();
  if (cells.size() != cells_) {
    lines_.fail(fmt::format("'{}' has {} cells, the first line has {}", excerpt(lines_.text()),
                            cells.size(), cells_));
  }
  const std::size_t unit = unit_of(cells[unit_]);
  const std::size_t recording = recording_of(cells[recording_]);
  if (label_) check_label(recording, cells[*label_]);
  std::vector<Label>& predicted = result_.prediction[unit];
  if (predicted.size() <= recording) predicted.resize(recording + 1, kNone);
  if (predicted[recording] != kNone) {
    lines_.fail(fmt::format("unit '{}', recording '{}' occur for the second time",
                            excerpt(cells[unit_]), excerpt(cells[recording_])));
  }
  predicted[recording] = class_of(cells[prediction_], "prediction");
  std::size_t& first_line = names_.first_line[predicted[recording]];
  if (first_line == 0) first_line = lines_.number();
}

std::size_t Reader::unit_of(const std::string& cell) const {
  try {
    return suite_.place_of(cell);
  } catch (const InputError& error) {
    lines_.fail(error.what());
  }
}

/// Adds it, with its class, where it is new.
std::size_t Reader::recording_of(const std::string& cell) {
  const std::string name = usual_name(cell);
  if (name.empty()) lines_.fail("recording is empty");
  if (data_ != nullptr) return known_recording(cell, name);
  const auto [found, is_new] = places_.emplace(name, result_.recordings.size());
  if (!is_new) return found->second;
  if (result_.recordings.size() == kMostRecordings) {
    lines_.fail(fmt::format("recording '{}' is one more than {}", excerpt(cell), kMostRecordings));
  }
  result_.label.push_back(class_of(class_in_row(name), "label"));
  result_.recordings.push_back(name);
  return found->second;
}

std::size_t Reader::known_recording(const std::string& cell, const std::string& name) const {
  const std::size_t size = data_->label.size();
  const auto index = number_in<std::size_t>(name);
  if (index && *index < size) return *index;
  const auto found = data_->place.find(name);
  if (found != data_->place.end()) return found->second;
  lines_.fail(
      fmt::format("recording '{}' is not among the {} test recordings of --data; expected its "
                  "number, 0 .. {}, or <class>/<file>",
                  excerpt(cell), size, size - 1));
}

/// From the column label, or the folder of the recording.
std::string Reader::class_in_row(const std::string& recording) const {
  if (label_) return lines_.cells()[*label_];
  const std::size_t slash = recording.find('/');
  if (slash == std::string::npos || slash == 0) {
    lines_.fail(
        fmt::format("the class of recording '{}' is not known; expected a column label, names such "
                    "as 7/00001.bin, or --data",
                    excerpt(recording)));
  }
  return recording.substr(0, slash);
}

Label Reader::class_of(const std::string& cell, const char* what) {
  if (cell.empty()) lines_.fail(fmt::format("{} is empty", what));
  const std::optional<Label> number = names_.number_of(cell);
  if (!number) lines_.fail(fmt::format("{} '{}' is one class too many", what, excerpt(cell)));
  return *number;
}

void Reader::check_label(std::size_t recording, const std::string& cell) {
  const std::string& known = names_.name[result_.label[recording]];
  if (cell == known) return;
  lines_.fail(fmt::format("label '{}' of recording '{}' is not '{}', {}", excerpt(cell),
                          result_.recordings[recording], excerpt(known),
                          data_ != nullptr ? "its class in --data" : "as in an earlier line"));
}

void Reader::require_complete() const {
  for (std::size_t unit = 0; unit < suite_.units().size(); ++unit) {
    const std::vector<Label>& predicted = result_.prediction[unit];
    const std::string& name = suite_.units()[unit].name;
    if (predicted.empty()) {
      throw InputError(fmt::format("{}: has no rows of the unit '{}'; the suite {} has {} units",
                                   result_.file, name, suite_.name(), suite_.units().size()));
    }
    for (std::size_t i = 0; i < result_.recordings.size(); ++i) {
      if (i < predicted.size() && predicted[i] != kNone) continue;
      throw InputError(fmt::format("{}: has no row of the unit '{}' and the recording '{}'",
                                   result_.file, name, excerpt(result_.recordings[i])));
    }
  }
}

/// Those of the data; else as a data set with these class folders has them.
std::vector<std::string> Reader::classes() const {
  if (data_ != nullptr) return data_->classes;
  std::vector<std::string> labels;
  std::vector<bool> seen(names_.name.size());
  for (const Label l : result_.label) {
    if (!seen[l]) labels.push_back(names_.name[l]);
    seen[l] = true;
  }
  const ClassFolders folders(labels);
  std::vector<std::string> classes;
  for (std::size_t i = 0; i < folders.size(); ++i) {
    classes.push_back(folders.folder(static_cast<Label>(i)));
  }
  return classes;
}

void Reader::number_classes() {
  result_.classes = classes();
  std::unordered_map<std::string, Label> numbers;
  for (const std::string& name : result_.classes) {
    numbers.emplace(name, static_cast<Label>(numbers.size()));
  }
  std::vector<Label> number(names_.name.size(), kNone);
  std::size_t wrong = names_.name.size();  // the class that was predicted first
  for (std::size_t i = 0; i < number.size(); ++i) {
    const auto found = numbers.find(names_.name[i]);
    if (found != numbers.end()) {
      number[i] = found->second;
    } else if (wrong == number.size() || names_.first_line[i] < names_.first_line[wrong]) {
      wrong = i;
    }
  }
  if (wrong < number.size()) {
    FewNames known;
    for (const std::string& name : result_.classes) known.add(name);
    throw InputError(fmt::format("{}: line {}: prediction '{}' is not among the classes {}",
                                 result_.file, names_.first_line[wrong],
                                 excerpt(names_.name[wrong]), known.text()));
  }
  for (Label& l : result_.label) l = number[l];
  for (std::vector<Label>& unit : result_.prediction) {
    for (Label& l : unit) l = number[l];
  }
}

}  // namespace

Predictions read_csv_predictions(const std::filesystem::path& path, const Suite& suite,
                                 const TestSet* data) {
  return Reader(path, suite, data).read();
}

}  // namespace ebsnn::scoring
