// The levels of the suite ec1, and their order.

#include "corruption/corruption.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace ebsnn {
namespace {

using testing::ElementsAre;

TEST(Suite, HasTheSeveritiesOfItsDefinition) {
  const auto of = [](std::string_view name) { return find_corruption(name).severities; };
  EXPECT_THAT(of("drop_event"), ElementsAre(.2, .4, .6, .8, .9));
  EXPECT_THAT(of("drop_area"), ElementsAre(.2, .3, .4, .5, .6));
  EXPECT_THAT(of("drop_time"), ElementsAre(.1, .3, .5, .7, .9));
  EXPECT_THAT(of("dead_pixels"), ElementsAre(.05, .1, .2, .3, .5));
  EXPECT_THAT(of("refractory"), ElementsAre(2, 5, 10, 20, 50));
  EXPECT_THAT(of("rate_limit"), ElementsAre(20, 10, 5, 2, 1));
  EXPECT_THAT(of("uniform_noise"), ElementsAre(2000, 4000, 6000, 8000, 10000));
  EXPECT_THAT(of("background"), ElementsAre(1, 3, 5, 10, 20));
  EXPECT_THAT(of("hot_pixels"), ElementsAre(1, 3, 10, 30, 100));
  EXPECT_THAT(of("flicker"), ElementsAre(2, 5, 10, 20, 40));
  EXPECT_THAT(of("polarity_flip"), ElementsAre(.1, .2, .3, .4, .5));
  EXPECT_THAT(of("spatial_jitter"), ElementsAre(.5, 1, 2, 4, 8));
  EXPECT_THAT(of("time_jitter"), ElementsAre(10, 20, 40, 70, 100));
  EXPECT_THAT(of("translate"), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(of("rotate"), ElementsAre(.2, .4, .6, .8, 1));
  EXPECT_THAT(of("scale"), ElementsAre(.9, .8, .7, .6, .5));
  EXPECT_THAT(of("time_stretch"), ElementsAre(1.1, 1.25, 1.5, 2, 3));
  EXPECT_THAT(of("time_compress"), ElementsAre(.9, .8, .67, .5, .33));
  EXPECT_THAT(of("congestion"), ElementsAre(5, 10, 20, 50, 100));
}

TEST(Suite, LevelsAreCleanThenMildToSevere) {
  EXPECT_THAT(suite_levels(find_corruption("scale")), ElementsAre(0, .9, .8, .7, .6, .5));
  EXPECT_THAT(suite_levels(find_corruption("drop_event")), ElementsAre(0, .2, .4, .6, .8, .9));
  for (const Corruption* const corruption : corruptions()) {
    const std::vector<double> levels = suite_levels(*corruption);
    for (std::size_t i = 1; i < levels.size(); ++i) {
      EXPECT_LT(severity_of(*corruption, levels[i - 1]), severity_of(*corruption, levels[i]))
          << corruption->name;
    }
  }
}

TEST(Levels, DefaultLevelsAreThePublishedOnesOrThoseOfTheSuite) {
  EXPECT_EQ(default_levels(find_corruption("drop_area")).size(), 10U);
  EXPECT_THAT(default_levels(find_corruption("rate_limit")), ElementsAre(0, 20, 10, 5, 2, 1));
}

}  // namespace
}  // namespace ebsnn
