#pragma once
// Units of corruptions and levels. Only for tests.

#include "pipeline/unit.hpp"

#include <string>
#include <vector>

namespace ebsnn::test {

/// The training set, the clean test set, and the corruptions at these levels.
inline std::vector<Unit> units_of(const std::string& corruptions, const std::string& levels,
                                  const std::string& levels_option = "--levels") {
  UnitChoice choice;
  choice.corruption = corruptions;
  choice.levels = levels;
  choice.levels_option = levels_option;
  return make_units(choice);
}

}  // namespace ebsnn::test
