#pragma once
// ebsnn_train: trains the network on recordings.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program_body.hpp says what it promises.
int train_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
