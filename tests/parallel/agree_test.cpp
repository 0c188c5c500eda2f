// Errors on some ranks become the same error on all of them.

#include "core/error.hpp"
#include "core/host_name.hpp"
#include "parallel/communicator.hpp"
#include "parallel/test_world.hpp"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

namespace ebsnn {
namespace {

using test::world;

/// What agree() threw: type, message and exit code; "none" without an error.
struct Outcome {
  std::string kind = "none";
  std::string message;
  ExitCode code = ExitCode::done;
  bool agreed = false;
};

Outcome outcome(const char* kind, const Error& error) {
  return {kind, error.what(), error.exit_code(), error.agreed()};
}

Outcome outcome_of(const std::function<void()>& work) {
  try {
    agree(world(), work);
    return {};
  } catch (const InputError& error) {
    return outcome("input", error);
  } catch (const StorageError& error) {
    return outcome("storage", error);
  } catch (const Interrupted& error) {
    return outcome("interrupted", error);
  } catch (const Error& error) {
    return outcome("error", error);
  } catch (...) {
    return {"unexpected", "", ExitCode::done, false};
  }
}

int last() { return world().size() - 1; }

/// What the message of an error on this rank alone ends with.
std::string on_rank(int rank) {
  return world().size() == 1 ? "" : " (rank " + std::to_string(rank) + " on " + host_name() + ")";
}

template <class Thrown>
void throw_on(int rank, const Thrown& error) {
  if (world().rank() == rank) {
    throw error;
  }
}

TEST(Agree, NothingThrownIsNothingThrown) {
  int runs = 0;
  const Outcome thrown = outcome_of([&] { ++runs; });
  EXPECT_EQ(thrown.kind, "none");
  EXPECT_EQ(runs, 1);
}

TEST(Agree, ErrorOfTheRootReachesAll) {
  const Outcome thrown = outcome_of([] { throw_on(0, InputError("--level 7: at most 6")); });
  EXPECT_EQ(thrown.kind, "input");
  EXPECT_TRUE(thrown.agreed);
  EXPECT_EQ(thrown.message, "--level 7: at most 6" + on_rank(0));
  EXPECT_EQ(thrown.code, ExitCode::bad_input);
}

TEST(Agree, ErrorOfTheLastRankReachesAll) {
  const Outcome thrown = outcome_of([] { throw_on(last(), StorageError("disk full")); });
  EXPECT_EQ(thrown.kind, "storage");
  EXPECT_TRUE(thrown.agreed);
  EXPECT_EQ(thrown.message, "disk full" + on_rank(last()));
  EXPECT_EQ(thrown.code, ExitCode::failure);
}

TEST(Agree, LowestFailingRankSpeaks) {
  const int lowest = world().size() / 2;
  const Outcome thrown = outcome_of([&] {
    if (world().rank() >= lowest) {
      throw InputError("rank " + std::to_string(world().rank()));
    }
  });
  EXPECT_EQ(thrown.message, "rank " + std::to_string(lowest) + on_rank(lowest));
}

TEST(Agree, AllRanksMayFail) {
  const Outcome thrown =
      outcome_of([] { throw StorageError("rank " + std::to_string(world().rank())); });
  EXPECT_EQ(thrown.kind, "storage");
  EXPECT_EQ(thrown.message, "rank 0" + on_rank(0));
}

TEST(Agree, ErrorThatAllRanksHaveNamesNone) {
  EXPECT_EQ(outcome_of([] { throw InputError("no such option"); }).message, "no such option");
}

TEST(Agree, RankIsNamedOnceHoweverOftenItIsAgreedOn) {
  const Outcome thrown =
      outcome_of([] { agree(world(), [] { throw_on(last(), InputError("event 3")); }); });
  EXPECT_EQ(thrown.message, "event 3" + on_rank(last()));
}

TEST(Agree, KeepsInterruption) {
  const Outcome thrown = outcome_of([] { throw_on(last(), Interrupted("SIGTERM at patch 5")); });
  EXPECT_EQ(thrown.message, "SIGTERM at patch 5");
  EXPECT_EQ(thrown.kind, "interrupted");
  EXPECT_TRUE(thrown.agreed);
  EXPECT_EQ(thrown.code, ExitCode::interrupted);
}

TEST(Agree, NonFiniteStateKeepsMessageAndCode) {
  const Outcome thrown =
      outcome_of([] { throw_on(last(), NonFiniteState("neuron 3 is NaN", 3, 10, 77)); });
  EXPECT_EQ(thrown.kind, "error");
  EXPECT_TRUE(thrown.agreed);
  EXPECT_EQ(thrown.message, "neuron 3 is NaN" + on_rank(last()));
  EXPECT_EQ(thrown.code, ExitCode::failure);
}

TEST(Agree, KnowsForeignExceptions) {
  EXPECT_EQ(outcome_of([] { throw_on(last(), std::bad_alloc()); }).message,
            "out of memory" + on_rank(last()));
  EXPECT_EQ(outcome_of([] { throw_on(last(), std::out_of_range("index 9")); }).message,
            "index 9" + on_rank(last()));
  const Outcome thrown = outcome_of([] { throw_on(last(), 42); });
  EXPECT_EQ(thrown.kind, "error");
  EXPECT_EQ(thrown.message, "unknown exception" + on_rank(last()));
}

TEST(Agree, EmptyMessageIsStillAnError) {
  EXPECT_EQ(outcome_of([] { throw_on(last(), InputError("")); }).kind, "input");
}

TEST(Agree, Nests) {
  const Outcome thrown = outcome_of([] {
    agree(world(), [] {});
    EXPECT_THROW(agree(world(), [] { throw_on(last(), InputError("inner")); }), InputError);
    EXPECT_FALSE(world().stop_raised());
    world().barrier();  // otherwise a stop of the next line could arrive before the line above
    agree(world(), [] { throw_on(0, StorageError("second inner")); });
    ADD_FAILURE() << "the error above must leave the outer work";
  });
  EXPECT_EQ(thrown.kind, "storage");
  EXPECT_EQ(thrown.message, "second inner" + on_rank(0));
}

TEST(Agree, LoopsThatPollEndEarly) {
  constexpr int kPieces = 1'000'000'000;  // minutes of polling
  int done = 0;
  const Outcome thrown = outcome_of([&] {
    throw_on(last(), InputError("piece 0"));
    while (done < kPieces && !world().stop_raised()) {
      ++done;
    }
  });
  EXPECT_EQ(thrown.message, "piece 0" + on_rank(last()));
  EXPECT_LT(done, kPieces);
  EXPECT_FALSE(world().stop_raised());
}

TEST(Agree, WorksAgainAfterErrors) {
  for (int round = 0; round < 20; ++round) {
    const int failing = round % (world().size() + 1);  // sometimes no rank
    const Outcome thrown = outcome_of([&] { throw_on(failing, InputError("again")); });
    EXPECT_EQ(thrown.kind, failing < world().size() ? "input" : "none");
  }
}

TEST(ThrowTogether, NeedsNoStops) {
  throw_together(world(), nullptr);
  const bool mine = world().rank() == last();
  const auto error = mine ? std::make_exception_ptr(StorageError("row 3")) : nullptr;
  EXPECT_THROW(throw_together(world(), error), StorageError);
  EXPECT_FALSE(world().stop_raised());
}

/// Message of require_same().
std::string complaint_about(const std::string& value) {
  try {
    require_same(world(), "program", value);
    return "";
  } catch (const InputError& error) {
    return error.agreed() ? error.what() : "not agreed";
  }
}

TEST(RequireSame, TheSameEverywhereIsAllRight) {
  EXPECT_EQ(complaint_about("ebsnn 1"), "");
  EXPECT_EQ(complaint_about(""), "");
}

TEST(RequireSame, TheFirstRankThatDiffersIsNamedOnAll) {
  const std::string mine = world().rank() == 0 ? "ebsnn 1" : "ebsnn 2";
  EXPECT_EQ(complaint_about(mine),
            world().size() == 1
                ? ""
                : "rank 1 has another program than rank 0: ebsnn 2, not ebsnn 1" + on_rank(1));
}

}  // namespace
}  // namespace ebsnn
