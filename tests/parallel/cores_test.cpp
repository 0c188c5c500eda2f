// Cores that threads may run on.

#include "parallel/cores.hpp"

#include "parallel/test_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <thread>

namespace ebsnn {
namespace {

using test::world;

/// What `work` returns in a thread of its own, whose cores are not those of the test.
template <class Work>
Cores in_thread(const Work& work) {
  Cores found;
  std::thread thread([&] { found = work(); });
  thread.join();
  return found;
}

TEST(CoresOfThreads, AreWhatItRunsOn) {
  const Cores all = own_cores();
  ASSERT_FALSE(all.empty());
  const Cores last{all.back()};
  EXPECT_EQ(in_thread([&] {
              run_on(last);
              return own_cores();
            }),
            last);
  EXPECT_EQ(own_cores(), all);
}

TEST(CoresOfThreads, NoneOrUnknownOnesChangeNothing) {
  const Cores all = own_cores();
  for (const Cores& cores : {Cores{}, Cores{1023}}) {
    EXPECT_EQ(in_thread([&] {
                run_on(cores);
                return own_cores();
              }),
              all);
  }
}

/// Each rank is bound to one core, as launchers do. The root's threads may then use those of all.
TEST(CoresOfThreads, OfTheRootsMachineAreThoseOfAllRanks) {
  const Cores all = own_cores();
  const auto rank = static_cast<std::size_t>(world().rank());
  run_on({all[rank % all.size()]});
  const Cores found = cores_beside_root(world());
  run_on(all);
  const auto bound = std::min(all.size(), static_cast<std::size_t>(world().size()));
  const auto count = world().is_root() ? static_cast<std::ptrdiff_t>(bound) : 0;
  EXPECT_EQ(found, Cores(all.begin(), all.begin() + count));
}

}  // namespace
}  // namespace ebsnn
