#pragma once
// The pieces of a study: command lines of the other programs, each with what it makes and what it
// needs. They follow from plan and seeds alone.
//
//   STUDY/networks/<name>/seed-<s>/          a run folder: network.h5, ei.h5, activity/, results...
//   STUDY/networks/.../predictions/<code>-<scaling>-<C>.h5      predictions.h5 of each readout
//   STUDY/networks/.../pieces/<piece>        checksum of the command that is done
//
// Codes that are made from the recordings do not depend on the network: they are read out once a
// seed, in the folder of the first network.

#include "studies/plan.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

enum class Stage : std::uint8_t { calibrate, train, vary, evaluate, classify, test };

struct StageInfo {
  Stage stage;
  std::string_view name;  ///< of --stage
  std::string_view summary;
  bool one_rank;  ///< its pieces run on one rank each, so that several run at the same time
};
/// All stages in their order.
[[nodiscard]] std::span<const StageInfo> stages();
[[nodiscard]] const StageInfo& info_of(Stage stage);

/// A word of a command line; names of files are relative to the folder of the study.
struct Word {
  std::string text;
  bool in_study = false;
  std::string before = {};  ///< stands in front of the name of a file, as in "INtoV1=file"
};

struct Piece {
  std::string name;  ///< "train none/seed-1", "classify none/seed-1 v1-counts-auto"
  Stage stage = Stage::train;
  std::string program;  ///< "ebsnn_train"
  std::vector<Word> words;
  std::vector<std::filesystem::path> makes;  ///< files, relative to the folder of the study
  std::vector<std::size_t> needs;            ///< places of pieces before this one
  std::filesystem::path mark;  ///< file that tells that the piece is done, relative as well
  /// Where predictions.h5 of the run folder is kept, relative as well; empty: nowhere.
  std::filesystem::path keep_predictions;
  std::string checksum;  ///< of the command and of those of the pieces that it needs

  /// Program and options for a study in this folder.
  [[nodiscard]] std::vector<std::string> command(const std::filesystem::path& study) const;
};

/// Values that calibrations have found, by network.
using CalibratedValues = std::map<std::string, double>;

/// All pieces of the stages train to classify, each after those that it needs: for each network and
/// seed. Throws InputError naming the network if one that is to be calibrated has no value.
[[nodiscard]] std::vector<Piece> pieces_of(const StudyPlan& plan,
                                           std::span<const std::uint64_t> seeds,
                                           const CalibratedValues& calibrated = {});

/// The two pieces of one training of a calibration: training, and the measurement of R, in
/// STUDY/calibration/<network>/<number>/. `number` counts from 0.
[[nodiscard]] std::vector<Piece> calibration_pieces(const StudyPlan& plan,
                                                    const StudyNetwork& network, std::size_t number,
                                                    double value);

/// STUDY/networks/<name>/seed-<s>, relative to the folder of the study.
[[nodiscard]] std::filesystem::path run_folder_of(const std::string& network, std::uint64_t seed);

/// "v1-counts-auto"
[[nodiscard]] std::string readout_name(const std::string& code, const StudyReadout& readout);

/// Whether a code is made from the recordings, and not from the activity of a network.
[[nodiscard]] bool is_input_code(const std::string& code);

}  // namespace ebsnn
