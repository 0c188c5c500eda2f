// main() of the tests that call programs in their own process, alone or under mpirun.

#include "parallel/world.hpp"
#include "program/in_process.hpp"

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  ebsnn::World world(argc, argv);
  if (!world.ranks().is_root()) {
    ebsnn::test::serve(world.ranks());
    return 0;
  }
  ebsnn::test::take_ranks(world.ranks());
  testing::InitGoogleTest(&argc, argv);
  const int result = RUN_ALL_TESTS();
  ebsnn::test::dismiss();
  return result;
}
