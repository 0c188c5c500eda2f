#pragma once
// --stage classify simulates nothing: options of the simulation on its command line cannot have an
// effect. They must be those that the activity files were made with.

#include "eval_options.hpp"
#include "pipeline/unit.hpp"
#include "program.hpp"

#include <vector>

namespace ebsnn {

/// At the root. Compares them with the files of the training set and of the first test unit, as far
/// as these exist. Throws InputError naming the file and the differences, and for --record, which
/// has nothing to compare. Options in a configuration file may differ: it serves all stages, and one
/// of results may tell the defaults of options that were not used. --data is not compared here (see
/// ReadoutChoice).
void require_simulated_as_given(const Program& program, const EvalOptions& o,
                                const std::vector<Unit>& units);

}  // namespace ebsnn
