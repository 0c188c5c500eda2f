#include "core/checksum.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace ebsnn {
namespace {

TEST(Checksum, IsXxh3) {
  EXPECT_EQ(Checksum().value(),
            0x2d06800538d394c2ULL);  // of no bytes, from the specification's test vectors
  EXPECT_EQ(checksum_of(""), 0x2d06800538d394c2ULL);
}

TEST(Checksum, DependsOnOrder) {
  EXPECT_NE(checksum_of("ab"), checksum_of("ba"));
  Checksum forward;
  forward.add("first");
  forward.add("second");
  Checksum backward;
  backward.add("second");
  backward.add("first");
  EXPECT_NE(forward.value(), backward.value());
}

TEST(Checksum, DependsOnEveryByte) {
  std::string text(1000, 'x');
  const std::uint64_t whole = checksum_of(text);
  for (char& c : text) {
    c = 'y';
    EXPECT_NE(checksum_of(text), whole);
    c = 'x';
  }
  EXPECT_NE(checksum_of(text + '\0'), whole);
}

TEST(Checksum, IsTheSameInPiecesAndInOne) {
  const std::string text(5000, 'q');
  Checksum pieces;
  for (std::size_t first = 0; first < text.size(); first += 7) {
    pieces.add(std::string_view(text).substr(first, 7));
  }
  EXPECT_EQ(pieces.value(), checksum_of(text));
}

TEST(Checksum, MayBeReadWhileBytesAreAdded) {
  Checksum sum;
  sum.add("a");
  const std::uint64_t before = sum.value();
  EXPECT_EQ(sum.value(), before);
  sum.add("b");
  EXPECT_EQ(sum.value(), checksum_of("ab"));
}

TEST(Checksum, TakesNumbersAsTheirBytes) {
  const std::array<std::uint16_t, 3> values = {1, 2, 3};
  Checksum bytes;
  bytes.add_bytes(values.data(), sizeof(values));
  EXPECT_EQ(checksum_of(std::span<const std::uint16_t>(values)), bytes.value());
}

TEST(Checksum, CanBeMoved) {
  Checksum sum;
  sum.add("a");
  Checksum moved(std::move(sum));
  moved.add("b");
  EXPECT_EQ(moved.value(), checksum_of("ab"));
}

TEST(Checksum, HexHasSixteenDigits) {
  EXPECT_EQ(hex(0), "0000000000000000");
  EXPECT_EQ(hex(0xABCDEF), "0000000000abcdef");
  EXPECT_EQ(hex(0xffffffffffffffffULL), "ffffffffffffffff");
}

}  // namespace
}  // namespace ebsnn
