#pragma once
// What all steps of a run share: the ranks, when to stop, how much to print, and where its files
// come from.

#include "parallel/communicator.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stop.hpp"
#include "storage/provenance.hpp"

namespace ebsnn {

struct RunContext {
  Communicator& comm;
  StopCondition stop = StopCondition();     ///< never, by default
  Verbosity verbosity = Verbosity::silent;  ///< of this rank
  Provenance provenance = {};  ///< of the files written; a step adds what it alone knows
};

}  // namespace ebsnn
