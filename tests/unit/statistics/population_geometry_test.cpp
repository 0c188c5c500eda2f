#include "statistics/population_geometry.hpp"

#include "core/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

using Counts = std::vector<std::uint16_t>;

TEST(PopulationGeometry, OfEqualCountsIsExact) {
  const Counts x{3, 0, 7, 11};
  const PopulationGeometry g = population_geometry(x, x);
  EXPECT_EQ(g.length_ratio, 1.0);
  EXPECT_EQ(g.cosine, 1.0);
  EXPECT_EQ(g.more_spikes, 0.0);
  EXPECT_EQ(g.changed, 0.0);
}

TEST(PopulationGeometry, IsThatOfTheEquations) {
  const PopulationGeometry g = population_geometry(Counts{3, 4}, Counts{0, 10});
  EXPECT_DOUBLE_EQ(g.length_ratio, 2.0);
  EXPECT_DOUBLE_EQ(g.cosine, 0.8);
  EXPECT_EQ(g.more_spikes, 3.0);
  EXPECT_EQ(g.changed, 9.0);
}

TEST(PopulationGeometry, IsUndefinedWithoutSpikes) {
  EXPECT_TRUE(std::isnan(population_geometry(Counts{0, 0}, Counts{1, 0}).length_ratio));
  EXPECT_TRUE(std::isnan(population_geometry(Counts{0, 0}, Counts{1, 0}).cosine));
  EXPECT_TRUE(std::isnan(population_geometry(Counts{1, 0}, Counts{0, 0}).cosine));
  EXPECT_EQ(population_geometry(Counts{1, 0}, Counts{0, 0}).length_ratio, 0.0);
  EXPECT_THROW((void)population_geometry(Counts{1}, Counts{1, 2}), InputError);
}

}  // namespace
}  // namespace ebsnn
