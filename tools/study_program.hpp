#pragma once
// ebsnn_study: trains, evaluates and compares all networks of a plan.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program_body.hpp says what it promises.
int study_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
