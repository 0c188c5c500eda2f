#pragma once
// ebsnn_score: scores the predictions of any model under a suite of corruptions.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program.hpp says what it promises.
int score_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
