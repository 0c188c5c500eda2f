#pragma once
// What is read out, and how.

#include "events/dataset.hpp"
#include "readout/readout.hpp"
#include "readout/scaling.hpp"
#include "storage/readout_key.hpp"

#include <string>

namespace ebsnn {

/// The defaults are the published readout.
struct ReadoutChoice {
  std::string code = "v1";  ///< see code.hpp
  ScalingRule scaling = ScalingRule::counts;
  ReadoutOptions options;
  bool auto_cost = false;  ///< the cost is chosen by cross-validation instead of options.cost
  /// For codes that are made from the recordings. If there are any, they must be those of the run.
  const DataSource* data = nullptr;

  [[nodiscard]] ReadoutKey key() const;
};

}  // namespace ebsnn
