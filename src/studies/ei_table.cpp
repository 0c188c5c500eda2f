#include "studies/ei_table.hpp"

#include "core/error.hpp"
#include "core/file_text.hpp"
#include "core/number_text.hpp"
#include "core/printable.hpp"
#include "studies/piece.hpp"

#include <fmt/format.h>

#include <optional>
#include <sstream>

namespace ebsnn {
namespace {

std::string measured(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) {
    throw InputError(
        fmt::format("{}: is missing: run --stage evaluate first", printable(path.native())));
  }
  return file_text(path);
}

/// The lines of one file with more columns; its line of names only where `with_names`.
std::string rows_of(const std::filesystem::path& path, const std::string& before,
                    const std::string& after, bool with_names) {
  std::istringstream lines(measured(path));
  std::string text;
  std::string line;
  std::getline(lines, line);
  if (with_names) text += fmt::format("network,seed,{},plan\n", line);
  while (std::getline(lines, line)) text += fmt::format("{},{},{}\n", before, line, after);
  return text;
}

}  // namespace

std::string ei_table(const StudyPlan& plan, std::span<const std::uint64_t> seeds,
                     const std::filesystem::path& study) {
  const std::string checksum = plan_checksum(plan);
  std::string text;
  for (const StudyNetwork& network : plan.networks) {
    for (const std::uint64_t seed : seeds) {
      text += rows_of(study / run_folder_of(network.name, seed) / "ei.csv",
                      fmt::format("{},{}", network.name, seed), checksum, text.empty());
    }
  }
  return text;
}

double ratio_in(const std::string& ei_csv, const std::string& file) {
  std::istringstream lines(ei_csv);
  std::string line;
  while (std::getline(lines, line)) {
    // corruption, level, population, recordings, ratio, ...
    std::istringstream cells(line);
    std::string corruption, level, population, recordings, ratio;
    for (std::string* cell : {&corruption, &level, &population, &recordings, &ratio}) {
      std::getline(cells, *cell, ',');
    }
    const std::optional<double> value = number_in<double>(ratio);
    if (corruption == "clean" && population == "V1" && value) return *value;
  }
  throw InputError(fmt::format("{}: has no ratio of V1 without corruption", printable(file)));
}

}  // namespace ebsnn
