#pragma once
// The plan of a study: which networks are trained or made from others, with which seeds, what is
// read out under which corruptions, and which hypotheses are tested. See plan_reader.hpp for its
// file.

#include "corruption/corruption.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

/// The name under which tables show codes that are made from the recordings, without a network.
inline constexpr const char* kInputNetwork = "input";
/// The parameter that a calibration changes.
inline constexpr const char* kCalibratedParameter = "intov1-offset";
/// A calibration trains with seeds from this one on (1001, 1002, ...), which the study does not
/// use.
inline constexpr std::uint64_t kFirstCalibrationSeed = 1001;
/// Trainings of one calibration.
inline constexpr std::size_t kMostCalibrationTrainings = 6;

/// One kind of network. A network that is trained has parameters; any other is made by ebsnn_vary
/// from one above it in the plan, seed by seed.
struct StudyNetwork {
  std::string name;
  std::map<std::string, double> parameters;  ///< options of ebsnn_train, by name
  std::optional<double> calibrate;           ///< R wanted; sets kCalibratedParameter
  std::string from;                          ///< empty: trained
  std::vector<std::string> operations;       ///< of ebsnn_vary, in order: "block feedback"

  [[nodiscard]] bool is_trained() const { return from.empty(); }
};

/// The network that an operation names besides the one that it changes: `other` of
/// "rate-matched other", "untrained-matched other", "swap INtoV1=other"; empty for others.
[[nodiscard]] std::string other_network_of(const std::string& operation);

/// How counts are read out (pipeline/readout_choice.hpp).
struct StudyReadout {
  std::string scaling = "counts";
  std::string svm_c = "1";  ///< a number or auto
  friend bool operator==(const StudyReadout&, const StudyReadout&) = default;
};

struct StudyCorruption {
  const Corruption* corruption = nullptr;
  std::vector<double> levels;  ///< ascending, the first one is 0: clean
};

/// "AUC of `network` minus AUC of `other` is above (or below) 0."
struct Hypothesis {
  std::string name;
  std::string network;
  std::string other;
  std::string corruption;
  bool upper_half = false;   ///< AUC over the upper half of the levels alone
  bool expect_above = true;  ///< the sign expected of the difference
  std::string code = "v1";
  StudyReadout readout;
};

struct StudyPlan {
  std::string data;    ///< --data of the programs
  std::string sensor;  ///< --sensor; empty: the default
  std::string layout = "central";
  std::string precision = "double";
  std::vector<std::uint64_t> seeds;
  std::uint64_t patches = 400000;              ///< of each training
  std::uint64_t calibration_patches = 200000;  ///< of each training of a calibration
  std::uint64_t train_limit = 0;               ///< recordings of the readout; 0: all
  std::uint64_t test_limit = 0;
  std::uint64_t ei_limit = 1000;    ///< training recordings for R and for matched networks; 0: all
  std::uint64_t replicates = 2000;  ///< of the bootstrap
  std::uint64_t analysis_seed = 1;  ///< of the bootstrap
  std::optional<std::uint64_t> weight_seed = {};  ///< of all initial weights; none: each its seed
  std::optional<std::uint64_t> patch_seed = {};  ///< of all trainings' patches; none: each its seed
  std::optional<std::uint64_t> corruption_seed = {};  ///< of all corruptions; none: each its seed
  std::optional<std::uint64_t> sensor_seed = {};  ///< of dead and hot pixels; none: as corruptions
  std::vector<StudyNetwork> networks;
  std::vector<std::string> codes;
  std::vector<StudyReadout> readouts;
  std::vector<StudyCorruption> corruptions;
  std::vector<Hypothesis> hypotheses;
};

/// Throws InputError naming what is wrong: names, references, bounds, parameters of the model,
/// codes, scalings. `where` begins messages (the name of the file).
void check_plan(const StudyPlan& plan, const std::string& where);

/// The plan as text: one line for each setting, in a fixed order, with all defaults. Comments, order
/// of keys and spaces of the file make no difference.
[[nodiscard]] std::string canonical_text(const StudyPlan& plan);

/// Checksum of canonical_text(): what a freeze fixes and all tables carry.
[[nodiscard]] std::string plan_checksum(const StudyPlan& plan);

}  // namespace ebsnn
