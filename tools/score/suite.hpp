#pragma once
// The units of a suite, as predictions name them.

#include "corruption/corruption.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn::scoring {

/// The test set as it is, or under one corruption at one severity.
struct SuiteUnit {
  std::string name;  ///< "clean", "drop_event 0.2": as in the manifest of ebsnn_corrupt
  const Corruption* corruption = nullptr;  ///< none: clean
  std::size_t severity = 0;                ///< 1 is the mildest; 0: clean
  double level = 0.0;                      ///< in the unit of the corruption
};

class Suite {
 public:
  /// Throws InputError, naming --suite, for an unknown one.
  explicit Suite(const std::string& name);

  [[nodiscard]] const std::string& name() const { return name_; }
  /// The clean unit, then corruptions in the order of their table, from mild to severe.
  [[nodiscard]] const std::vector<SuiteUnit>& units() const { return units_; }
  /// Place of a unit. A level may be written in any form of its number. Throws InputError that
  /// tells what is expected instead.
  [[nodiscard]] std::size_t place_of(std::string_view unit) const;

 private:
  std::string name_;
  std::vector<SuiteUnit> units_;
};

}  // namespace ebsnn::scoring
