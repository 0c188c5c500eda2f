#pragma once
// ebsnn_compare: compares the events of two data sets.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program_body.hpp says what it promises.
int compare_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
