#pragma once
// Programs called as functions, in the process of the test: `run()` of system/launch.hpp, without a
// start.
//
// The test program runs alone (one rank, without MPI) or under mpirun. GoogleTest runs at the root,
// so that the files of a test are made and looked at by one process only. The other ranks wait for
// calls; each does its part, and the root is told what all of them returned and wrote.

#include "parallel/communicator.hpp"

namespace ebsnn::test {

/// How many ranks this run of the tests has: 1 where its process was started alone.
[[nodiscard]] int ranks();

/// At the root: makes `run()` work on all ranks of `world`.
void take_ranks(Communicator& world);
/// At all other ranks: does what the root calls until it dismisses them.
void serve(Communicator& world);
/// At the root, when all tests are done.
void dismiss();

}  // namespace ebsnn::test
