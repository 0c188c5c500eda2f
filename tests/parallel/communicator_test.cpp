// Every member of Communicator, on any number of ranks.

#include "parallel/communicator.hpp"

#include "core/error.hpp"
#include "parallel/test_world.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

namespace ebsnn {
namespace {

using test::world;

std::size_t own_rank() { return static_cast<std::size_t>(world().rank()); }
std::size_t ranks() { return static_cast<std::size_t>(world().size()); }

/// `length` bytes that differ between ranks, and between the pieces of a message: their period does not divide a piece.
Bytes pattern(std::size_t length, std::size_t rank) {
  constexpr std::size_t kPeriod = 65521;
  Bytes bytes(length);
  for (std::size_t i = 0; i < std::min(length, kPeriod); ++i) {
    bytes[i] = static_cast<char>((i * 31 + rank * 7) % 251);
  }
  for (std::size_t i = kPeriod; i < length; i += kPeriod) {
    std::copy_n(bytes.begin(), std::min(kPeriod, length - i), bytes.data() + i);
  }
  return bytes;
}

TEST(Communicator, RanksCountFromZero) {
  EXPECT_GE(world().rank(), 0);
  EXPECT_LT(world().rank(), world().size());
  EXPECT_EQ(world().is_root(), world().rank() == 0);
}

TEST(Communicator, RanksAreDistinct) {
  const std::vector<Bytes> all = world().gather({static_cast<char>(world().rank())});
  ASSERT_EQ(all.size(), world().is_root() ? ranks() : 0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i], Bytes{static_cast<char>(i)});
  }
}

class Lengths : public testing::TestWithParam<std::size_t> {};

TEST_P(Lengths, BroadcastReplacesTheBytesOfOthers) {
  Bytes bytes = world().is_root() ? pattern(GetParam(), 0) : pattern(13, own_rank());
  world().broadcast(bytes);
  EXPECT_TRUE(bytes == pattern(GetParam(), 0));
}

TEST_P(Lengths, GatherKeepsRankOrder) {
  const std::vector<Bytes> all = world().gather(pattern(GetParam() + own_rank(), own_rank()));
  EXPECT_EQ(all.size(), world().is_root() ? ranks() : 0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_TRUE(all[i] == pattern(GetParam() + i, i)) << "rank " << i;
  }
}

// Empty, small, one piece of a message to the byte, and several pieces with an odd end.
INSTANTIATE_TEST_SUITE_P(Messages, Lengths,
                         testing::Values(0, 1, 1000, std::size_t{16} << 20U,
                                         (std::size_t{32} << 20U) + 3));

TEST(Communicator, GatherTakesEmptyAmongFull) {
  const bool odd = world().rank() % 2 == 1;
  const std::vector<Bytes> all = world().gather(odd ? Bytes{} : pattern(5, own_rank()));
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i], i % 2 == 1 ? Bytes{} : pattern(5, i));
  }
}

TEST(Communicator, SumsWithoutLoss) {
  const std::uint64_t large = std::uint64_t{1} << 60U;
  const std::uint64_t n = ranks();
  EXPECT_EQ(world().sum(large + own_rank()), n * large + n * (n - 1) / 2);
}

TEST(Communicator, SumBelowLeavesOutTheRankItself) {
  const std::uint64_t large = std::uint64_t{1} << 60U;
  const std::uint64_t below = own_rank();
  std::uint64_t expected = below * large;
  for (std::uint64_t rank = 0; rank < below; ++rank) expected += rank * rank;
  EXPECT_EQ(world().sum_below(large + below * below), expected);
}

TEST(Communicator, SumBelowIsNothingAtTheRoot) {
  // After another broadcast, whose result might remain in memory.
  (void)world().sum_below(7);
  const std::uint64_t sum = world().sum_below(world().is_root() ? 0 : 5);
  EXPECT_EQ(sum, world().is_root() ? 0 : 5 * (own_rank() - 1));
}

TEST(Communicator, MaximumIsThatOfAnyRank) {
  const std::uint64_t top = std::uint64_t{1} << 63U;
  EXPECT_EQ(world().maximum(top + own_rank()), top + ranks() - 1);
  EXPECT_EQ(world().maximum(ranks() - own_rank()), ranks());
  EXPECT_EQ(world().maximum(own_rank() == 0 ? top : 1), top);
}

TEST(Communicator, SumsAtTheRootElementByElement) {
  const auto mine = static_cast<std::int64_t>(world().rank()) + 1;
  const std::vector<std::int64_t> before{mine, -mine, std::int64_t{1} << 52U};
  std::vector<std::int64_t> values = before;
  world().sum_at_root(values);
  if (!world().is_root()) {
    EXPECT_EQ(values, before);
    return;
  }
  const std::int64_t n = world().size();
  const std::vector<std::int64_t> expected{n * (n + 1) / 2, -n * (n + 1) / 2,
                                           n * (std::int64_t{1} << 52U)};
  EXPECT_EQ(values, expected);
}

TEST(Communicator, BarrierWaitsForTheLast) {
  // The last rank is late and leaves a file, which the others must see after the barrier.
  Bytes name;
  if (world().is_root()) {
    const std::string path = testing::TempDir() + "ebsnn-barrier-" + std::to_string(getpid());
    name.assign(path.begin(), path.end());
  }
  world().broadcast(name);
  const std::filesystem::path mark(std::string(name.begin(), name.end()));
  if (own_rank() + 1 == ranks()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::ofstream{mark};
  }
  world().barrier();
  EXPECT_TRUE(std::filesystem::exists(mark));
  world().barrier();
  if (world().is_root()) {
    std::filesystem::remove(mark);
  }
}

double own_cpu_s() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
}

/// A collective call, and the rank for which the others wait.
struct Meeting {
  std::string name;
  std::size_t late;
  std::function<void()> call;
};

std::vector<Meeting> meetings() {
  const std::size_t last = ranks() - 1;
  return {{"barrier", last, [] { world().barrier(); }},
          {"broadcast", 0,
           [] {
             Bytes bytes(3);
             world().broadcast(bytes);
           }},
          {"gather", last, [] { std::ignore = world().gather(Bytes(3)); }},
          {"sum", last, [] { std::ignore = world().sum(1); }},
          {"maximum", 0, [] { std::ignore = world().maximum(1); }},
          {"clear_stops", 0, [] { world().clear_stops(); }}};
}

TEST(Communicator, RanksThatWaitKeepNoCoreBusy) {
  constexpr std::chrono::milliseconds kLate{100};
  for (const Meeting& meeting : meetings()) {
    world().barrier();
    const double before = own_cpu_s();
    if (own_rank() == meeting.late) {
      std::this_thread::sleep_for(kLate);
    }
    meeting.call();
    EXPECT_LT(own_cpu_s() - before, 0.03) << meeting.name;
  }
}

class Groups : public testing::TestWithParam<int> {};

TEST_P(Groups, BesideRootAreTheFirstRanksOfTheMachine) {
  // All ranks of a test run on one machine.
  const int expected = std::min(GetParam(), world().size());
  const std::unique_ptr<Communicator> group = world().beside_root(GetParam());
  EXPECT_EQ(group != nullptr, world().rank() < expected);
  if (group != nullptr) {
    EXPECT_EQ(group->size(), expected);
    EXPECT_EQ(group->rank(), world().rank());
    EXPECT_EQ(group->sum(1), static_cast<std::uint64_t>(expected));
  }
  EXPECT_EQ(world().sum(1), ranks());
}

TEST_P(Groups, ErrorsAndStopsOfAGroupAreItsOwn) {
  const std::unique_ptr<Communicator> group = world().beside_root(GetParam());
  if (group != nullptr) {
    const bool last = group->rank() + 1 == group->size();
    EXPECT_THROW(agree(*group, [&] { last ? throw InputError("no") : (void)0; }), InputError);
  }
  EXPECT_FALSE(world().stop_raised());
  world().barrier();
}

INSTANTIATE_TEST_SUITE_P(Most, Groups, testing::Values(1, 2, 3, 10),
                         testing::PrintToStringParamName());

TEST(Stops, NoneAtFirst) { EXPECT_FALSE(world().stop_raised()); }

TEST(Stops, AreSeenByAllAndForgotten) {
  for (std::size_t raiser = 0; raiser < ranks(); ++raiser) {
    if (raiser == own_rank()) {
      world().raise_stop();
    }
    while (!world().stop_raised()) {
    }
    world().clear_stops();
    EXPECT_FALSE(world().stop_raised());
    world().barrier();  // otherwise the next stop could arrive before the line above
  }
}

TEST(Stops, OfAllRanksAtOnceAndRepeatedAreForgotten) {
  world().raise_stop();
  world().raise_stop();
  EXPECT_TRUE(world().stop_raised());
  world().clear_stops();
  world().barrier();
  EXPECT_FALSE(world().stop_raised());
}

TEST(Stops, ForgettingNothingIsAllowed) {
  world().clear_stops();
  world().clear_stops();
  EXPECT_FALSE(world().stop_raised());
}

TEST(Communicator, HandleIsThereWithMpiOnly) {
  if (world().size() > 1) {
    EXPECT_NE(world().mpi_handle(), nullptr);
  }
  EXPECT_EQ(make_local_communicator()->mpi_handle(), nullptr);
}

}  // namespace
}  // namespace ebsnn
