#pragma once
// ebsnn_vary: makes a network from a trained one.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program_body.hpp says what it promises.
int vary_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
