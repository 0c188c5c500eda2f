#pragma once
// A program as a function. Short, so that the files with main() compile quickly.

#include "parallel/communicator.hpp"

namespace ebsnn {

/// A whole program, as a function: what `main` does once it has its ranks. Collective. Reads the
/// command line, does the work, writes to standard output and standard error, and returns the exit
/// code, the same on all ranks: 0 done, 2 wrong usage or input, 3 interrupted with state saved, 1
/// anything else. It leaves no state in the process: the next call knows nothing of this one. An
/// error that only some of several ranks know of ends all of them by `abort`.
using ProgramBody = int (*)(Communicator& comm, int argc, const char* const* argv);

}  // namespace ebsnn
