#include "pipeline/run_units.hpp"

#include "core/error.hpp"
#include "h5/file.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/stored_unit.hpp"
#include "storage/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

/// Training and test activity differ in their data; test activities in their condition only.
const std::set<std::string> kOfUnit{"corruption", "level", "condition"};
const std::set<std::string> kOfSplit{"corruption", "level", "condition",
                                     "split",      "limit", "data checksum"};

std::string difference_to_study(const Provenance& found, const Provenance& train,
                                const Provenance& reference) {
  const std::string text = differences(found, train, kOfSplit);
  return text.empty() ? differences(found, reference, kOfUnit) : text;
}

Provenance provenance_of(const fs::path& path) {
  return read_provenance(open_file(path, kActivityFormat));
}

/// Names of the .h5 files in a folder, sorted; none where it is not there.
std::vector<fs::path> h5_files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    const fs::path& path = entry->path();
    // Files on their way to their names begin with a dot.
    if (path.extension() == ".h5" && !path.filename().string().starts_with('.')) {
      files.push_back(path);
    }
  }
  if (failed && failed != std::errc::no_such_file_or_directory) {
    throw InputError(fmt::format("{}: cannot be read: {}", folder.string(), failed.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// All activity files of test units but the clean one, in the order of results.
std::vector<fs::path> activity_files_in(const fs::path& run_folder) {
  std::vector<fs::path> files;
  const auto add = [&](std::string_view folder) {
    const std::vector<fs::path> more = h5_files_in(run_folder / "activity" / std::string(folder));
    std::copy_if(more.begin(), more.end(), std::back_inserter(files),
                 [](const fs::path& path) { return path.filename() != kLevelZeroFile; });
  };
  for (const Corruption* corruption : corruptions()) add(corruption->name);
  add("condition");
  return files;
}

/// "activity/drop_event/0.1.h5" of a unit that is not asked for: the unit, or a reason to leave it
/// out.
struct Candidate {
  std::optional<Unit> unit;
  Provenance provenance;
  std::string problem;
};

Candidate candidate_of(const fs::path& path, const fs::path& run_folder, const Provenance& train,
                       const std::optional<Provenance>& reference) {
  Candidate candidate;
  try {
    candidate.provenance = provenance_of(path);
  } catch (const InputError& error) {
    candidate.problem = error.what();
    return candidate;
  }
  candidate.problem =
      difference_to_study(candidate.provenance, train, reference.value_or(candidate.provenance));
  if (!candidate.problem.empty()) {
    candidate.problem = path.string() + " is of another study:" + candidate.problem;
    return candidate;
  }
  const Unit unit = stored_unit(path, candidate.provenance);
  if (run_folder / unit.file() != path) {
    throw InputError(fmt::format(
        "{}: holds the unit '{}', which belongs into {}: it was copied or renamed; remove it, or "
        "put the right file in its place",
        path.string(), unit.name(), (run_folder / unit.file()).string()));
  }
  candidate.unit = unit;
  return candidate;
}

/// Rows of results.h5 whose corruption and level are none of `units`.
std::vector<Result> not_covered(const std::vector<Result>& results,
                                const std::vector<Unit>& units) {
  std::vector<Result> rest;
  for (const Result& result : results) {
    const auto same = [&](const Unit& unit) {
      const ResultRow row = result_row(unit);
      const bool both_clean = is_clean(unit.condition) && result.corruption == clean_unit().name();
      return both_clean || (row.corruption == result.corruption && row.level == result.level);
    };
    if (std::none_of(units.begin(), units.end(), same)) {
      rest.push_back(result);
    }
  }
  return rest;
}

std::string difference_to_results(const LoadedResults& there, const Provenance& now,
                                  const std::string& test_data_checksum) {
  if (there.table.test_data_checksum.empty()) {
    return fmt::format("\n  it does not say which test recordings it is of, as {} wrote it",
                       writer_of(there.provenance));
  }
  std::string text = differences(there.provenance, now);
  if (there.table.test_data_checksum != test_data_checksum) {
    text += fmt::format("\n  test data checksum: {} there, {} now", there.table.test_data_checksum,
                        test_data_checksum);
  }
  return text;
}

/// Where a row of results stands: the clean one first, then those of corruptions in the order of
/// their table, from mild to severe, then others by name.
std::tuple<std::size_t, std::string, double> place_of_result(const Result& result) {
  if (result.corruption == clean_unit().name()) return {0, "", 0.0};
  const Corruption* corruption = corruption_called(result.corruption);
  if (corruption == nullptr) return {place_of(corruption) + 1, result.corruption, result.level};
  return {place_of(corruption) + 1, "", severity_of(*corruption, result.level)};
}

/// Adds, for each corruption that occurs, the row that the clean test set has among those of it.
void add_clean_rows(std::vector<Unit>& units) {
  std::vector<Unit> rows;
  for (const Unit& unit : units) {
    if (unit.corruption() != nullptr) rows.push_back(test_unit(*unit.corruption(), 0.0));
  }
  units.insert(units.end(), rows.begin(), rows.end());
}

/// Sorts, and leaves every unit once. The clean test set has a row of its own only if it has no
/// other one.
void finish_rows(std::vector<Unit>& units) {
  std::sort(units.begin(), units.end(), comes_before);
  units.erase(std::unique(units.begin(), units.end()), units.end());
  const bool corrupted = std::any_of(units.begin(), units.end(),
                                     [](const Unit& unit) { return unit.corruption() != nullptr; });
  if (corrupted) std::erase(units, clean_unit());
}

}  // namespace

void require_same_study(const fs::path& path, const Provenance& found, const Provenance& train,
                        const Provenance& reference) {
  const std::string text = difference_to_study(found, train, reference);
  if (!text.empty()) {
    throw InputError(
        fmt::format("{} does not belong to the same study as the activity files beside it:{}",
                    path.string(), text));
  }
}

TestUnits test_units_of(const fs::path& run_folder, const std::vector<Unit>& asked,
                        const Provenance& train) {
  TestUnits found;
  std::optional<Provenance> reference;
  for (const Unit& unit : asked) {
    if (unit.split == Split::train) {
      continue;
    }
    const StoredUnit stored = find_unit(run_folder, unit);
    const Provenance provenance = provenance_of(stored.path);
    require_same_study(stored.path, provenance, train, reference.value_or(provenance));
    require_unit(stored.path, provenance, stored.unit);
    reference = reference.value_or(provenance);
    found.units.push_back(unit);
  }
  for (const fs::path& path : activity_files_in(run_folder)) {
    const auto is_asked = [&](const Unit& unit) { return run_folder / unit.file() == path; };
    if (std::any_of(asked.begin(), asked.end(), is_asked)) {
      continue;
    }
    const Candidate candidate = candidate_of(path, run_folder, train, reference);
    if (!candidate.unit) {
      found.warnings.push_back("left out of the results: " + candidate.problem);
    } else {
      reference = reference.value_or(candidate.provenance);
      found.units.push_back(*candidate.unit);
    }
  }
  add_clean_rows(found.units);
  finish_rows(found.units);
  found.reference = reference.value_or(Provenance{});
  return found;
}

std::vector<Result> results_to_keep(const fs::path& path, const std::vector<Unit>& units,
                                    const Provenance& now, const std::string& test_data_checksum,
                                    std::vector<std::string>& warnings) {
  if (!fs::exists(path)) {
    return {};
  }
  LoadedResults there;
  try {
    there = read_results(path);
  } catch (const OtherFormatVersion&) {
    throw;  // it is not damaged, so nothing may replace it
  } catch (const InputError& error) {
    warnings.push_back(fmt::format("made anew, as it cannot be read: {}", error.what()));
    return {};
  }
  std::vector<Result> rest = not_covered(there.table.results, units);
  const std::string text = difference_to_results(there, now, test_data_checksum);
  if (!rest.empty() && !text.empty()) {
    throw InputError(fmt::format(
        "{} holds {} results (first: {} {}) that would be lost: their activity files are not "
        "there, or of another study, and the results come from another run:{}\nUse another folder, "
        "or remove the file.",
        path.string(), rest.size(), rest.front().corruption, rest.front().level, text));
  }
  return rest;
}

bool result_comes_before(const Result& a, const Result& b) {
  return place_of_result(a) < place_of_result(b);
}

void sort_results(std::vector<Result>& results) {
  std::stable_sort(results.begin(), results.end(), result_comes_before);
}

}  // namespace ebsnn
