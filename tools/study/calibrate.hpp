#pragma once
// The stage calibrate: trains networks until they have the wanted ratios (studies/calibration.hpp).

#include "parallel/communicator.hpp"
#include "studies/piece.hpp"
#include "study/stage_run.hpp"

namespace ebsnn {

/// Whether a network of the plan is to be calibrated.
[[nodiscard]] bool calibrates(const StudyPlan& plan);

/// Collective. Finds the values of all networks to be calibrated, one network a rank, and writes
/// STUDY/calibration.csv. Trainings that are there are used. Throws InputError naming the network,
/// all values and ratios if kMostCalibrationTrainings do not suffice, and what run_piece() throws.
void calibrate(Communicator& comm, const StudyPlan& plan, const StageRunOptions& options);

/// Collective. The values in STUDY/calibration.csv; none if there is no such file. Throws
/// InputError as values_in() does.
[[nodiscard]] CalibratedValues calibrated_values(Communicator& comm, const StudyPlan& plan,
                                                 const std::filesystem::path& study);

}  // namespace ebsnn
