// What is UTF-8 and what is not (RFC 3629).

#include "core/utf8.hpp"

#include <gtest/gtest.h>

namespace ebsnn {
namespace {

TEST(Utf8, HasCharactersOfOneToFourBytes) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
  EXPECT_EQ(first_character("\xe2\x82\xacuro")->code, 0x20acU);
  EXPECT_EQ(first_character("\xe2\x82\xacuro")->bytes, 3U);
}

TEST(Utf8, HasNoPartsLongFormsOrSurrogates) {
  EXPECT_FALSE(is_utf8("caf\xe9")) << "Latin-1";
  EXPECT_FALSE(is_utf8("a\xe2\x82")) << "cut short";
  EXPECT_FALSE(is_utf8("\x80")) << "begins inside a character";
  EXPECT_FALSE(is_utf8("\xc0\xaf")) << "longer than necessary";
  EXPECT_FALSE(is_utf8("\xed\xa0\x80")) << "surrogate";
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80")) << "beyond the last character";
}

}  // namespace
}  // namespace ebsnn
