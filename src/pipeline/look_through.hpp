#pragma once
// What the root reads, and checks, before a readout is fitted.

#include "pipeline/event_features.hpp"
#include "pipeline/fit_classes.hpp"
#include "pipeline/readout_choice.hpp"
#include "pipeline/run_units.hpp"
#include "pipeline/unit.hpp"
#include "readout/scaling.hpp"
#include "storage/predictions_file.hpp"
#include "storage/provenance.hpp"
#include "storage/results_file.hpp"
#include "storage/tidy_results.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

/// A run folder that is going to be read out.
struct FolderContent {
  Unit train_unit;
  const Code* code = nullptr;
  TrainingSamples samples;  ///< without features if the code is made from the recordings
  Scaling scaling;          ///< fitted to the samples
  std::size_t windows = 0;  ///< of the training activity
  std::size_t neurons = 0;  ///< of V1
  std::vector<std::string> class_names;
  RecordingsOfRun recordings;  ///< if the choice has data
  Provenance train;
  Provenance results;  ///< of the files to be written
  TestUnits tests;
  std::vector<Result> kept;                       ///< of earlier results
  std::vector<UnitPredictions> kept_predictions;  ///< of `kept`
  std::vector<TidyRow> kept_rows;                 ///< of earlier readouts
};

/// Reads the training set's activity (the first one of `units`), looks through all others, and
/// prints warnings. Throws InputError naming files that are missing, damaged, or from another run
/// than the training set, and where earlier results would be lost.
[[nodiscard]] FolderContent look_through(const std::vector<Unit>& units,
                                         const std::filesystem::path& run_folder,
                                         const ReadoutChoice& choice, const Provenance& run);

}  // namespace ebsnn
