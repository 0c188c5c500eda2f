#include "statistics/dissimilarity.hpp"

#include "core/error.hpp"
#include "statistics/correlation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace ebsnn {
namespace {

using List = std::vector<double>;
using Rows = std::vector<std::vector<std::uint16_t>>;

List dissimilarities_of(const Rows& rows) { return dissimilarities({rows.begin(), rows.end()}); }

TEST(Dissimilarities, AreThoseOfAllPairsInOrder) {
  const Rows rows{{1, 2, 3}, {2, 4, 6}, {3, 2, 1}, {5, 0, 1}};
  const List found = dissimilarities_of(rows);
  ASSERT_EQ(found.size(), 6U);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = i + 1; j < 4; ++j) {
      const List a(rows[i].begin(), rows[i].end());
      const List b(rows[j].begin(), rows[j].end());
      EXPECT_NEAR(found[place_of_pair(i, j, 4)], 1.0 - pearson(a, b), 1e-14) << i << " " << j;
    }
  }
}

TEST(Dissimilarities, AreUndefinedForConstantRows) {
  const List found = dissimilarities_of({{1, 2, 3}, {7, 7, 7}, {3, 2, 2}});
  EXPECT_TRUE(std::isnan(found[0]));
  EXPECT_FALSE(std::isnan(found[1]));
  EXPECT_TRUE(std::isnan(found[2]));
}

TEST(RepresentationalSimilarity, OfItselfIsOne) {
  const List some{0.3, 0.9, 0.1, 1.7, 0.3};
  EXPECT_EQ(representational_similarity(some, some), 1.0);
  EXPECT_EQ(representational_similarity(some, List{1.7, 1.1, 1.9, 0.3, 1.7}), -1.0);
}

TEST(RepresentationalSimilarity, LeavesUndefinedPairsOut) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  const List a{0.1, kNone, 0.2, 0.3, 0.0};
  const List b{0.5, 0.4, 0.6, 0.7, kNone};
  EXPECT_EQ(representational_similarity(a, b), 1.0);
  EXPECT_TRUE(std::isnan(representational_similarity(List{1, 2, kNone}, List{1, 2, 3})));
  EXPECT_THROW((void)representational_similarity(List{1}, List{1, 2}), InputError);
}

}  // namespace
}  // namespace ebsnn
