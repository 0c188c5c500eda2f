#pragma once
// What main() of every program does.

#include "program_body.hpp"

namespace ebsnn {

/// Runs a program on all ranks of this start (`World`) and returns its exit code. A file that grows
/// beyond the limit of its size (`ulimit -f`) becomes an error of writing instead of a signal.
int start(int argc, char** argv, ProgramBody body);

}  // namespace ebsnn
