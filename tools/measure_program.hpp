#pragma once
// ebsnn_measure: measures what a network with frozen weights does.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program_body.hpp says what it promises.
int measure_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
