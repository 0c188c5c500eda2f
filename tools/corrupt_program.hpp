#pragma once
// ebsnn_corrupt: writes corrupted recordings as files, for other programs.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program_body.hpp says what it promises.
int corrupt_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
