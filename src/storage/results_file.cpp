#include "storage/results_file.hpp"

#include "core/error.hpp"
#include "corruption/corruption.hpp"
#include "h5/file.hpp"
#include "storage/atomic_file.hpp"
#include "storage/csv.hpp"
#include "storage/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>

namespace ebsnn {
namespace {

constexpr const char* kResultsDataChecksum = "test_data_checksum";
constexpr const char* kClassName = "class_name";

PercentInterval interval(const ConfusionMatrix& confusion) {
  return wilson_interval_percent(confusion.correct(), confusion.total());
}

void require_classes(const ResultTable& table) {
  for (const Result& result : table.results) {
    if (result.confusion.classes() != table.class_names.size()) {
      throw InputError(fmt::format(
          "results: {} {} has a confusion matrix of {} classes, must be {}", result.corruption,
          result.level, result.confusion.classes(), table.class_names.size()));
    }
  }
}

/// What readers need to draw the results without a list of corruptions of their own.
void describe_corruption(h5::File& file, const std::string& group, const std::string& name) {
  const Corruption* corruption = corruption_called(name);
  if (corruption == nullptr) return;  // several at once
  file.write_text(group, "title", std::string(corruption->title));
  file.write_count(group, "place", place_of(corruption));
  file.write_count(group, "published", corruption->published ? 1 : 0);
  file.write_text(group + "/level", "axis_label", std::string(corruption->axis));
  file.write_number(group + "/level", "axis_scale", corruption->axis_scale);
  const std::vector<double> levels = default_levels(*corruption);
  file.write(group + "/default_level", levels, {levels.size()});
  file.write_text(group + "/default_level", "units", std::string(corruption->unit));
}

void write_corruption(h5::File& file, const std::string& name,
                      const std::vector<const Result*>& rows,
                      const std::vector<std::string>& class_names) {
  std::vector<double> level, accuracy, wilson;
  std::vector<std::uint64_t> n, confusion;
  for (const Result* row : rows) {
    level.push_back(row->level);
    n.push_back(row->confusion.total());
    accuracy.push_back(row->confusion.accuracy_percent());
    wilson.push_back(interval(row->confusion).low);
    wilson.push_back(interval(row->confusion).high);
    confusion.insert(confusion.end(), row->confusion.counts().begin(),
                     row->confusion.counts().end());
  }
  const std::string group = fmt::format("/{}", name);
  const std::size_t levels = rows.size();
  const std::size_t classes = rows.front()->confusion.classes();
  file.write(group + "/level", level, {levels});
  file.write_text(group + "/level", "unit", rows.front()->unit);  // older programs read it
  file.write_text(group + "/level", "units", rows.front()->unit);
  file.write(group + "/n", n, {levels});
  file.write(group + "/accuracy_percent", accuracy, {levels});
  file.write(group + "/wilson_95_percent", wilson, {levels, 2});
  file.write_text(group + "/wilson_95_percent", "axes", "level, (low, high)");
  file.write(group + "/confusion", confusion, {levels, classes, classes});
  file.write_text(group + "/confusion", "axes", "level, true class, predicted class");
  file.write_number(group, "chance_percent", chance_percent(rows));
  describe_corruption(file, group, name);
  file.write_strings(group + "/true_class", class_names);
  file.write_strings(group + "/predicted_class", class_names);
  describe(file, kResultsFormat, "/<corruption>", group);
}

void read_corruption(const h5::File& file, const std::string& name, ResultTable& table) {
  const std::string group = fmt::format("/{}", name);
  const std::vector<double> level = file.read<double>(group + "/level");
  const std::string unit = file.read_text(group + "/level", "unit");
  const std::size_t classes = table.class_names.size();
  const h5::Shape expected{level.size(), classes, classes};
  if (file.shape(group + "/confusion") != expected) {
    throw InputError(fmt::format("{}: {}/confusion does not have the shape [{}, {}, {}]",
                                 file.path().string(), group, expected[0], expected[1],
                                 expected[2]));
  }
  const std::vector<std::uint64_t> counts = file.read<std::uint64_t>(group + "/confusion");
  for (std::size_t i = 0; i < level.size(); ++i) {
    const auto row = std::span(counts).subspan(i * classes * classes, classes * classes);
    table.results.push_back({name, unit, level[i], ConfusionMatrix(classes, row)});
  }
}

/// Builds that did not write names knew ten digits only.
std::vector<std::string> read_class_names(const h5::File& file) {
  if (file.has_attribute("/", kClassName)) {
    return file.read_texts("/", kClassName);
  }
  return {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
}

std::string csv_header(const std::vector<std::string>& class_names) {
  std::string line =
      "corruption,level,unit,n,accuracy_percent,wilson_low_percent,wilson_high_percent";
  if (class_names.size() <= kMaxCsvClasses) {
    for (const std::string& truth : class_names) {
      for (const std::string& predicted : class_names) {
        line += fmt::format(",{}", csv_cell(fmt::format("confusion_{}_{}", truth, predicted)));
      }
    }
  }
  return line + "\n";
}

std::string csv_row(const Result& result) {
  const PercentInterval bounds = interval(result.confusion);
  std::string line = fmt::format("{},{},{},{},{:.4f},{:.4f},{:.4f}", result.corruption,
                                 result.level, result.unit, result.confusion.total(),
                                 result.confusion.accuracy_percent(), bounds.low, bounds.high);
  if (result.confusion.classes() <= kMaxCsvClasses) {
    for (const std::uint64_t count : result.confusion.counts()) {
      line += fmt::format(",{}", count);
    }
  }
  return line + "\n";
}

}  // namespace

double chance_percent(std::span<const Result* const> rows) {
  const std::size_t classes = rows.front()->confusion.classes();
  std::size_t tested = 0;
  for (std::size_t truth = 0; truth < classes; ++truth) {
    tested += std::any_of(rows.begin(), rows.end(), [&](const Result* row) {
      const auto counts = row->confusion.counts().subspan(truth * classes, classes);
      return std::any_of(counts.begin(), counts.end(),
                         [](std::uint64_t count) { return count > 0; });
    });
  }
  return 100.0 / static_cast<double>(std::max<std::size_t>(tested, 1));
}

void write_results(const std::filesystem::path& path, const ResultTable& table,
                   const ReadoutKey& readout, const Provenance& provenance) {
  require_classes(table);
  std::vector<std::string> names;
  for (const Result& result : table.results) {
    if (std::find(names.begin(), names.end(), result.corruption) == names.end()) {
      names.push_back(result.corruption);
    }
  }
  write_h5_atomically(path, [&](h5::File& file) {
    for (const std::string& name : names) {
      std::vector<const Result*> rows;
      for (const Result& result : table.results) {
        if (result.corruption == name) {
          rows.push_back(&result);
        }
      }
      write_corruption(file, name, rows, table.class_names);
    }
    write_format(file, kResultsFormat);
    file.write_texts("/", kClassName, table.class_names);
    file.write_text("/", kResultsDataChecksum, table.test_data_checksum);
    write_readout_key(file, readout);
    write_provenance(file, provenance);
  });
}

LoadedResults read_results(const std::filesystem::path& path) {
  const h5::File file = open_file(path, kResultsFormat);
  LoadedResults loaded{{}, read_readout_key(file), read_provenance(file)};
  loaded.table.class_names = read_class_names(file);
  for (const std::string& name : file.members("/")) {
    read_corruption(file, name, loaded.table);
  }
  if (file.has_attribute("/", kResultsDataChecksum)) {
    loaded.table.test_data_checksum = file.read_text("/", kResultsDataChecksum);
  }
  return loaded;
}

void write_results_csv(const std::filesystem::path& path, const ResultTable& table) {
  require_classes(table);
  std::string text = csv_header(table.class_names);
  for (const Result& result : table.results) {
    text += csv_row(result);
  }
  write_file_atomically(path, text);
}

}  // namespace ebsnn
