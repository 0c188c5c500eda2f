#pragma once
// ebsnn_pack: packs recordings into one HDF5 file.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// The program, on the ranks of `comm`; `ProgramBody` in program_body.hpp says what it promises.
int pack_program(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
