#include "pipeline/unit.hpp"

#include "core/error.hpp"
#include "core/partition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>

namespace ebsnn {
namespace {

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t first = 0;
  while (first <= text.size()) {
    const std::size_t end = std::min(text.find(',', first), text.size());
    parts.push_back(text.substr(first, end - first));
    first = end + 1;
  }
  return parts;
}

template <class T>
bool parse_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

std::vector<const Corruption*> chosen_corruptions(const std::string& names) {
  std::vector<const Corruption*> chosen;
  if (names == "all") {
    for (const Corruption& corruption : corruptions()) {
      chosen.push_back(&corruption);
    }
    return chosen;
  }
  for (const std::string& name : split_at_commas(names)) {
    const Corruption* corruption = &find_corruption(name);
    if (std::find(chosen.begin(), chosen.end(), corruption) != chosen.end()) {
      throw InputError(fmt::format("--corruption {}: {} is there twice", names, name));
    }
    chosen.push_back(corruption);
  }
  return chosen;
}

std::vector<double> parse_levels(const std::string& text) {
  std::vector<double> levels;
  for (const std::string& word : split_at_commas(text)) {
    double level = 0.0;
    if (!parse_number(word, level)) {
      throw InputError(fmt::format("--levels {}: '{}' is no number", text, word));
    }
    if (std::find(levels.begin(), levels.end(), level) != levels.end()) {
      throw InputError(fmt::format("--levels {}: {} is there twice", text, word));
    }
    levels.push_back(level + 0.0);  // -0 becomes 0
  }
  return levels;
}

}  // namespace

std::string Unit::name() const {
  return corruption == nullptr ? "train" : fmt::format("{} {}", corruption->name, level);
}

std::filesystem::path Unit::file() const {
  const std::filesystem::path folder = "activity";
  return corruption == nullptr
             ? folder / "train.h5"
             : folder / std::string(corruption->name) / fmt::format("{}.h5", level);
}

std::vector<Unit> make_units(const std::string& names, const std::string& levels) {
  std::vector<Unit> units{Unit{}};
  for (const Corruption* corruption : chosen_corruptions(names)) {
    std::vector<double> chosen(corruption->published_levels.begin(),
                               corruption->published_levels.end());
    if (levels != "published") {
      chosen = parse_levels(levels);
    }
    for (const double level : chosen) {
      check_level(*corruption, level);
      units.push_back({corruption, level});
    }
  }
  return units;
}

Task parse_task(const std::string& text) {
  const std::size_t slash = text.find('/');
  Task task{0, 0};
  if (slash == std::string::npos ||
      !parse_number(std::string_view(text).substr(0, slash), task.number) ||
      !parse_number(std::string_view(text).substr(slash + 1), task.of) || task.number < 1 ||
      task.number > task.of) {
    throw InputError(fmt::format("--task {}: must be K/M with whole numbers 1 <= K <= M", text));
  }
  return task;
}

std::vector<Unit> slice(const std::vector<Unit>& units, const Task& task) {
  const Block block = block_of(units.size(), task.number - 1, task.of);
  const auto first = units.begin() + static_cast<std::ptrdiff_t>(block.first);
  return {first, first + static_cast<std::ptrdiff_t>(block.count)};
}

std::vector<std::size_t> spread_evenly(std::size_t size, std::size_t limit) {
  const std::size_t count = limit == 0 ? size : std::min(limit, size);
  std::vector<std::size_t> indices(count);
  for (std::size_t i = 0; i < count; ++i) {
    indices[i] = i * size / count;
  }
  return indices;
}

}  // namespace ebsnn
