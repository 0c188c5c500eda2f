#include "score/suite.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"
#include "pipeline/unit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace ebsnn::scoring {
namespace {

/// "drop_event 0.20" as Unit::name() writes it; other text stays.
std::string usual_form(std::string_view unit) {
  const std::size_t space = unit.rfind(' ');
  if (space == std::string_view::npos) return std::string(unit);
  const std::optional<double> level = number_in<double>(unit.substr(space + 1));
  return level ? fmt::format("{} {}", unit.substr(0, space), *level) : std::string(unit);
}

}  // namespace

Suite::Suite(const std::string& name) : name_(name) {
  UnitChoice choice;
  choice.suite = name;
  std::vector<Unit> units = units_to_simulate(make_units(choice));
  units.erase(units.begin());  // the training set
  for (const Unit& unit : units) {
    const bool same = unit.corruption() != nullptr && unit.corruption() == units_.back().corruption;
    const std::size_t severity = unit.corruption() == nullptr ? 0
                                 : same                       ? units_.back().severity + 1
                                                              : 1;
    units_.push_back({unit.name(), unit.corruption(), severity, unit.level()});
  }
}

std::size_t Suite::place_of(std::string_view unit) const {
  const std::string name = usual_form(unit);
  const auto found = std::ranges::find(units_, name, &SuiteUnit::name);
  if (found != units_.end()) return static_cast<std::size_t>(found - units_.begin());
  const Corruption* const corruption = corruption_called(unit.substr(0, unit.find(' ')));
  if (corruption == nullptr || corruption->severities.empty()) {
    throw InputError(
        fmt::format("unit '{}' is not of the suite {}; expected 'clean', or a corruption and a "
                    "level as in manifest.csv of ebsnn_corrupt, such as '{}'",
                    excerpt(unit), name_, units_.back().name));
  }
  throw InputError(fmt::format("unit '{}' is not of the suite {}; its levels of {} are {}",
                               excerpt(unit), name_, corruption->name,
                               fmt::join(corruption->severities, ", ")));
}

}  // namespace ebsnn::scoring
