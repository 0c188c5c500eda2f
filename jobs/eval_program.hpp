#pragma once
// ebsnn_eval: measures how well digits can be read off the network's activity.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program_body.hpp says what it promises.
int eval_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
