#include "statistics/holm.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ebsnn {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;
using List = std::vector<double>;

TEST(Holm, MultipliesByTheTestsThatAreLeft) {
  // Sorted: 0.01 * 4, 0.02 * 3, 0.03 * 2, 0.5 * 1, in the order given.
  EXPECT_THAT(holm_adjusted(List{0.03, 0.01, 0.5, 0.02}),
              ElementsAre(DoubleEq(0.06), DoubleEq(0.04), DoubleEq(0.5), DoubleEq(0.06)));
}

TEST(Holm, NeverFallsWhereTheUnadjustedRises) {
  // 0.03 * 3 = 0.09 is above 0.035 * 2 and above 0.04 * 1.
  EXPECT_THAT(holm_adjusted(List{0.03, 0.04, 0.035}),
              ElementsAre(DoubleEq(0.09), DoubleEq(0.09), DoubleEq(0.09)));
}

TEST(Holm, IsAtMostOneAndAtLeastP) {
  const List p{0.9, 0.4, 0.7, 1.0, 0.0};
  const List adjusted = holm_adjusted(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_GE(adjusted[i], p[i]);
    EXPECT_LE(adjusted[i], 1.0);
  }
}

TEST(Holm, DoesNotDependOnTheOrder) {
  const List p{0.002, 0.4, 0.01, 0.01, 0.2};
  List adjusted = holm_adjusted(p);
  List reversed = holm_adjusted(List(p.rbegin(), p.rend()));
  std::ranges::reverse(reversed);
  EXPECT_EQ(adjusted, reversed);
}

TEST(Holm, OfOneOrNoTestChangesNothing) {
  EXPECT_THAT(holm_adjusted(List{0.04}), ElementsAre(0.04));
  EXPECT_THAT(holm_adjusted({}), ElementsAre());
}

TEST(Holm, RefusesWhatIsNoProbability) {
  EXPECT_THAT(
      [] {
        (void)holm_adjusted(List{0.1, NAN});
      },
      ThrowsMessage<InputError>(HasSubstr("a p is nan, must be 0..1")));
  EXPECT_THROW((void)holm_adjusted(List{1.5}), InputError);
}

}  // namespace
}  // namespace ebsnn
