// Neurons that are said to stay silent do: their equations are iterated.

#include "kernels/silence.hpp"

#include "core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ebsnn {
namespace {

/// The published neuron, in mV.
SilenceConstants published() {
  return {.leak = 30.0 / 281.0,
          .rise = 30.0 * 2.0 / 281.0,
          .exp2_scale = 1.4426950408889634 / 2.0,
          .w_from_u = 4.0 / (144.0 * 281.0),
          .forget_w = 1.0 / 144.0,
          .threshold_rest = -50.4 + 70.6};
}

struct Cell {
  double u, w, z, g_exc, g_inh, threshold;
};

StateRanges ranges_of(const std::vector<Cell>& cells) {
  StateRanges ranges;
  for (const Cell& cell : cells) {
    ranges.u.include(cell.u);
    ranges.w.include(cell.w);
    ranges.z.include(cell.z);
    ranges.g_exc.include(cell.g_exc);
    ranges.g_inh.include(cell.g_inh);
    ranges.threshold.include(cell.threshold);
  }
  return ranges;
}

Cell at_rest() { return {0.0, 0.0, 0.0, 0.0, 0.0, published().threshold_rest}; }

bool published_stay_silent(const Cell& cell) {
  return stay_silent(published(), ranges_of({at_rest(), cell}));
}

TEST(Silence, OfNeuronsAtRest) { EXPECT_TRUE(published_stay_silent(at_rest())); }

TEST(Silence, EndsWhereAnyNeuronMaySpike) {
  const auto with = [](double Cell::*field, double value) {
    Cell cell = at_rest();
    cell.*field = value;
    return published_stay_silent(cell);
  };
  EXPECT_TRUE(with(&Cell::u, 18.0));
  EXPECT_FALSE(with(&Cell::u, 19.5)) << "too near to the threshold";
  EXPECT_TRUE(with(&Cell::z, 340.0 / 281.0)) << "after a spike";
  EXPECT_FALSE(with(&Cell::z, 2.0)) << "drives potentials to 19 mV";
  EXPECT_FALSE(with(&Cell::g_exc, 2.0));
  EXPECT_FALSE(with(&Cell::w, -2.0));
  EXPECT_TRUE(with(&Cell::g_inh, 5.0));
  EXPECT_FALSE(with(&Cell::g_inh, 20.0)) << "lowers w so far that neurons may rebound";
  EXPECT_FALSE(with(&Cell::g_inh, -0.1)) << "excites";
  EXPECT_FALSE(with(&Cell::threshold, 1.0));
}

TEST(Silence, KeepsPotentialsBelowABoundThatIsGiven) {
  SilenceConstants constants = published();
  Cell cell = at_rest();
  cell.u = 5.0;
  constants.highest_u = 6.0;
  EXPECT_TRUE(stay_silent(constants, ranges_of({cell})));
  constants.highest_u = 4.0;
  EXPECT_FALSE(stay_silent(constants, ranges_of({cell})));
  constants.highest_u = -1.0;
  EXPECT_FALSE(stay_silent(constants, ranges_of({at_rest()})));
}

TEST(Silence, IsNotClaimedWithoutLeakOrWithMoreThanAll) {
  for (const double leak : {0.0, 1.5}) {
    SilenceConstants constants = published();
    constants.leak = leak;
    EXPECT_FALSE(stay_silent(constants, ranges_of({at_rest()}))) << leak;
  }
}

/// One ms without input; returns whether the neuron stays below `highest` and its threshold.
bool stays_below(const SilenceConstants& c, double decay, double highest, Cell& cell) {
  const double rise = c.rise * std::exp2((cell.u - cell.threshold) * c.exp2_scale);
  const double u = (1.0 - c.leak) * cell.u + rise + cell.z - cell.w + cell.g_exc - cell.g_inh;
  cell.w = (1.0 - c.forget_w) * cell.w + c.w_from_u * cell.u;
  cell.u = u;
  cell.threshold += 0.1 * (c.threshold_rest - cell.threshold);
  for (double* part : {&cell.z, &cell.g_exc, &cell.g_inh}) *part *= decay;
  return u <= cell.threshold && u <= highest;
}

SilenceConstants random_constants(RandomSequence& random) {
  SilenceConstants c = published();
  for (double* constant : {&c.leak, &c.rise, &c.exp2_scale, &c.w_from_u, &c.forget_w}) {
    *constant *= std::exp2(random.uniform(-3.0, 3.0));
  }
  c.threshold_rest *= random.uniform(0.2, 2.0);
  if (random.coin()) c.highest_u = random.uniform(0.0, 25.0);
  return c;
}

Cell random_cell(RandomSequence& random) {
  return {.u = random.uniform(-30.0, 18.0),
          .w = random.uniform(-0.5, 2.0),
          .z = random.uniform(-0.5, 1.5),
          .g_exc = random.uniform(-0.1, 0.5),
          .g_inh = random.uniform(0.0, 3.0),
          .threshold = random.uniform(15.0, 40.0)};
}

TEST(Silence, LastsWhereItIsClaimed) {
  RandomSequence random(5, Stream{1001}, 0, 0);
  int claimed = 0;
  for (int i = 0; i < 20000 && !HasFailure(); ++i) {
    const SilenceConstants constants = random_constants(random);
    std::vector<Cell> cells{random_cell(random), random_cell(random)};
    if (!stay_silent(constants, ranges_of(cells))) continue;
    ++claimed;
    const double decay = random.uniform(0.0, 1.0);
    for (int step = 0; step < 300; ++step) {
      for (Cell& cell : cells) {
        ASSERT_TRUE(stays_below(constants, decay, constants.highest_u, cell))
            << "network " << i << ", step " << step;
      }
    }
  }
  EXPECT_GT(claimed, 500) << "hardly anything was tested";
}

}  // namespace
}  // namespace ebsnn
