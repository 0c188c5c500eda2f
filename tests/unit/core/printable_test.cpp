// Text from outside, as messages show it.

#include "core/printable.hpp"

#include "core/error.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ebsnn {
namespace {

TEST(Printable, UsualTextStays) {
  for (const std::string text : {"", "RUN/train.h5", "a b", "Größe 10 µm", "数字",
                                 "\xf0\x9f\x99\x82", "C:\\new", "50 %, {x} 'y' \"z\" <w>"}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Printable, ControlCharactersAreEscaped) {
  EXPECT_EQ(printable("9\r"), "9\\r");
  EXPECT_EQ(printable("a\nb\tc"), "a\\nb\\tc");
  EXPECT_EQ(printable("\x1b[2J\x7f"), "\\x1b[2J\\x7f");
  EXPECT_EQ(printable(std::string("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\xc2\x9b"), "\\x9b");  // another way to begin a command to the terminal
}

TEST(Printable, BytesThatAreNotUtf8AreEscaped) {
  EXPECT_EQ(printable("caf\xe9.bin"), "caf\\xe9.bin");
  EXPECT_EQ(printable("\xff\xfe"), "\\xff\\xfe");
  EXPECT_EQ(printable("\xc3"), "\\xc3");                    // cut short
  EXPECT_EQ(printable("\xc3(a"), "\\xc3(a");                // goes on with something else
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");           // longer than it needs to be
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // half of a pair
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(printable("\x80"), "\\x80");
}

TEST(Printable, CharactersThatTurnOrBreakALineAreEscaped) {
  EXPECT_EQ(printable("gnp\xe2\x80\xae.exe"), "gnp\\u202e.exe");
  EXPECT_EQ(printable("a\xe2\x80\xa8"
                      "b"),
            "a\\u2028b");
  EXPECT_EQ(printable("\xef\xbb\xbfseed"), "\\ufeffseed");
}

TEST(Printable, WhatIsPrintableStaysAsItIs) {
  const std::string once = printable("\x1b\n\xff\xe2\x80\xae");
  EXPECT_EQ(printable(once), once);
}

TEST(Printable, LinesOfAMessageStayLines) {
  EXPECT_EQ(printable_lines("a\r\nb\x1b"), "a\\r\nb\\x1b");
}

TEST(Excerpt, IsCutAt80Characters) {
  EXPECT_EQ(excerpt(std::string(80, 'x')), std::string(80, 'x'));
  EXPECT_EQ(excerpt(std::string(81, 'x')), std::string(80, 'x').append("..."));
  std::string umlauts;
  for (int i = 0; i < 81; ++i) umlauts += "ü";
  EXPECT_EQ(excerpt(umlauts), umlauts.substr(0, 160) + "...");
  EXPECT_EQ(excerpt("a\nb"), "a\\nb");
}

TEST(ErrorMessage, HoldsNothingThatATerminalActsOn) {
  EXPECT_STREQ(InputError("Train/9\r: unknown\nsee --help").what(),
               "Train/9\\r: unknown\nsee --help");
}

}  // namespace
}  // namespace ebsnn
