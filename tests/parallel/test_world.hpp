#pragma once
// The ranks of a parallel test. The same test sources are linked once with all MPI ranks
// (mpi_main.cpp) and once with a group of one (unit/parallel/local_world.cpp).
//
// Every rank runs every test. Two rules keep a failing test from hanging the others:
// - between collective calls use EXPECT_, so that all ranks go on to the next one; use ASSERT_ only
//   where the outcome is the same on all ranks (a fatal failure on one rank ends the whole program);
// - a test fails if it failed on any rank.

#include "parallel/communicator.hpp"

namespace ebsnn::test {

[[nodiscard]] Communicator& world();

}  // namespace ebsnn::test
