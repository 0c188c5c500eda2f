#pragma once
// ebsnn_show: shows one recording in the terminal.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program_body.hpp says what it promises.
int show_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
