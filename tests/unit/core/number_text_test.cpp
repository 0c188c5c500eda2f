#include "core/number_text.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

namespace ebsnn::test {
namespace {

TEST(NumberText, ReadsNumbersThatAreAllOfTheText) {
  EXPECT_EQ(number_in<int>("-12"), -12);
  EXPECT_EQ(number_in<double>("1e-3"), 0.001);
  EXPECT_EQ(number_in<std::uint64_t>("18446744073709551615"), 18446744073709551615U);
  for (const char* text : {"", " 1", "1 ", "+1", "1x", "one"}) {
    EXPECT_EQ(number_in<int>(text), std::nullopt) << text;
    EXPECT_EQ(number_in<double>(text), std::nullopt) << text;
  }
}

TEST(NumberText, RefusesWhatDoesNotFit) {
  EXPECT_EQ(number_in<std::uint8_t>("256"), std::nullopt);
  EXPECT_EQ(number_in<std::uint64_t>("-1"), std::nullopt);
  EXPECT_EQ(number_in<double>("1e999"), std::nullopt);
  EXPECT_EQ(number_in<int>("1.5"), std::nullopt);
}

}  // namespace
}  // namespace ebsnn::test
