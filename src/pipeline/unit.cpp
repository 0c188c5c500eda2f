#include "pipeline/unit.hpp"

#include "core/error.hpp"
#include "core/partition.hpp"
#include "pipeline/levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <string_view>
#include <system_error>
#include <utility>

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
      throw InputError(fmt::format("--corruption {}: {} occurs twice", names, name));
    }
    chosen.push_back(corruption);
  }
  return chosen;
}

std::vector<double> levels_or_published(const Corruption& corruption, const Levels& levels) {
  return levels ? *levels
                : std::vector<double>(corruption.published_levels.begin(),
                                      corruption.published_levels.end());
}

/// Runs `work`; its InputError then begins with `option`.
void naming(const std::string& option, const std::function<void()>& work) {
  try {
    work();
  } catch (const InputError& error) {
    throw InputError(fmt::format("{}: {}", option, error.what()));
  }
}

void add_units(std::vector<Unit>& units, const Corruption& corruption, const Levels& levels,
               const std::string& option) {
  for (const double level : levels_or_published(corruption, levels)) {
    naming(option, [&] { check_level(corruption, level); });
    units.push_back({&corruption, level});
  }
}

/// The corruptions that have lists of their own.
std::vector<const Corruption*> named_corruptions(const LevelChoice& choice,
                                                 const std::string& option) {
  std::vector<const Corruption*> named;
  naming(option, [&] {
    for (const auto& entry : choice.named) {
      named.push_back(&find_corruption(entry.first));
    }
  });
  return named;
}

/// Where --levels names corruptions.
std::vector<Unit> units_of_named(const std::string& names, const LevelChoice& choice,
                                 const std::string& option) {
  const std::vector<const Corruption*> named = named_corruptions(choice, option);
  const std::vector<const Corruption*> chosen = names == "all" ? named : chosen_corruptions(names);
  for (const Corruption* corruption : named) {
    if (std::find(chosen.begin(), chosen.end(), corruption) == chosen.end()) {
      throw InputError(fmt::format("{}: names {}, which --corruption {} leaves out", option,
                                   corruption->name, names));
    }
  }
  std::vector<Unit> units{Unit{}};
  for (const Corruption* corruption : chosen) {
    const auto place = std::find(named.begin(), named.end(), corruption) - named.begin();
    const auto which = static_cast<std::size_t>(place);
    add_units(units, *corruption, which < named.size() ? choice.named[which].second : std::nullopt,
              option);
  }
  return units;
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

bool comes_before(const Unit& a, const Unit& b) {
  const auto place = [](const Unit& unit) {
    return unit.corruption == nullptr ? -1 : unit.corruption - corruptions().data();
  };
  return std::make_pair(place(a), a.level) < std::make_pair(place(b), b.level);
}

std::vector<Unit> make_units(const std::string& names, const std::string& levels,
                             const std::string& levels_option) {
  const LevelChoice choice = parse_levels(levels, levels_option);
  if (!choice.named.empty()) {
    return units_of_named(names, choice, levels_option);
  }
  std::vector<Unit> units{Unit{}};
  for (const Corruption* corruption : chosen_corruptions(names)) {
    add_units(units, *corruption, choice.common, levels_option);
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
