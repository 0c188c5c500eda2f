#pragma once
// ebsnn_synth: makes recordings with an emulated event camera.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program_body.hpp says what it promises.
int synth_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
