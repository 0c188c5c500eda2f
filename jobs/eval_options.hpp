#pragma once
// The options of ebsnn_eval.

#include "corruption_seeds.hpp"
#include "data_options.hpp"
#include "encoding/evaluation_layout.hpp"
#include "network/simulator.hpp"
#include "option_checks.hpp"
#include "option_list.hpp"
#include "pipeline/levels.hpp"
#include "pipeline/plan.hpp"
#include "pipeline/readout_choice.hpp"
#include "pipeline/recordable.hpp"
#include "pipeline/unit.hpp"
#include "readout/scaling.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

struct EvalOptions {
  DataOptions data;
  std::string network;
  std::filesystem::path out;
  UnitChoice units;
  std::string layout = kCentralLayout;
  std::vector<std::string> stages{"simulate", "classify"};
  std::size_t train_limit = 0;
  std::size_t test_limit = 0;
  std::string task;
  RecordChoice record;
  std::string precision = name_of(Precision::kDouble);
  CorruptionSeeds seeds;
  double max_hours = 0.0;
  bool list_units = false;
  bool dry_run = false;
  double trial_s = kTrial_s;
  ReadoutChoice readout;
  std::string scaling{scalings().front().name};
  std::string svm_c = "1";

  [[nodiscard]] bool simulates() const;
  /// A task simulates only its slice; classification needs all units.
  [[nodiscard]] bool classifies() const;
  /// The code that is read out is made from the recordings.
  [[nodiscard]] bool reads_recordings_out() const;
  /// Where the network to simulate is: --network, else the run folder.
  [[nodiscard]] std::string network_place() const;
  /// The readout that the options describe.
  [[nodiscard]] ReadoutChoice readout_choice() const;
};

void declare_eval_options(OptionList& list, EvalOptions& o);

/// Throws InputError unless the options that the stages need are given, and go together.
void require_options(const EvalOptions& o);

}  // namespace ebsnn
