#pragma once
// The file of a plan, TOML 1.0. Keys and their defaults:
//
//   data                               as --data of the programs (no default)
//   sensor, layout, precision          as --sensor, --layout ("central"), --precision ("double")
//   seeds                              "1-10" (no default); at most 20
//   patches = 400000                   presentations of each training
//   calibration_patches = 200000       of each training of a calibration
//   train_limit, test_limit = 0        recordings of the readout; 0: all
//   ei_limit = 1000                    training recordings for R and for matched networks; 0: all
//   replicates = 2000                  of the bootstrap
//   analysis_seed = 1                  of the bootstrap
//   weight_seed, patch_seed            of the initial weights and of the patches of all trainings
//                                      but those of calibrations; default: the seed of each
//   corruption_seed                    of the corruptions of all networks; default: the seed of each
//   sensor_seed                        which pixels are dead or hot; default: as the corruptions
//   codes = ["v1"]                     as --code
//   readouts = [{scaling = "counts", svm_c = 1}]     as --scaling, --svm-c (a number or "auto")
//   corruptions = "published"          or a table: [corruptions] drop_event = [0.1, 0.5],
//                                      time_jitter = "published"; the level 0 is always there
//   [networks.NAME]                    in the order of the file, either trained:
//     parameters = {inhibitory-rate = 0}       options of ebsnn_train; default: the published ones
//     calibrate = 2.0                          R wanted: intov1-offset is found
//   or made from a network above it, by ebsnn_vary:
//     from = "published"
//     operations = ["block feedback"]          where ebsnn_vary wants the file of another network,
//                                              the name of one above: "rate-matched published"
//   [[hypotheses]]
//     name, network, other, corruption         "AUC of network minus AUC of other"
//     expect = "above"                         or "below" 0
//     levels = "all"                           or "upper-half"
//     code = "v1", scaling, svm_c              a readout of the plan; default: the last one

#include "studies/plan.hpp"

#include <string>
#include <string_view>

namespace ebsnn {

/// Reads and checks a plan. `file` names it in messages. Throws InputError naming file, line, key,
/// value and what is expected.
[[nodiscard]] StudyPlan parse_plan(std::string_view text, const std::string& file);

}  // namespace ebsnn
