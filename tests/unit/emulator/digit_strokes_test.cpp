#include "emulator/digit_strokes.hpp"

#include "core/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

constexpr std::size_t kSide = kDigitImageSide;

DigitImage draw(int digit, std::uint64_t index) {
  RandomSequence random(7, Stream::synthetic_recording, 2, index);
  return draw_digit(digit, random);
}

double ink_of(const DigitImage& image) {
  double sum = 0.0;
  for (const std::uint8_t pixel : image) sum += pixel / 255.0;
  return sum;
}

/// Centre of mass, (column, row).
std::pair<double, double> centre_of(const DigitImage& image) {
  double x = 0.0;
  double y = 0.0;
  for (std::size_t i = 0; i < image.size(); ++i) {
    x += image[i] / 255.0 * static_cast<double>(i % kSide);
    y += image[i] / 255.0 * static_cast<double>(i / kSide);
  }
  return {x / ink_of(image), y / ink_of(image)};
}

/// Length of the longer side of the box around pixels of at least half ink.
std::size_t longest_side(const DigitImage& image) {
  std::size_t left = kSide;
  std::size_t right = 0;
  std::size_t top = kSide;
  std::size_t bottom = 0;
  for (std::size_t i = 0; i < image.size(); ++i) {
    if (image[i] < 128) continue;
    left = std::min(left, i % kSide);
    right = std::max(right, i % kSide);
    top = std::min(top, i / kSide);
    bottom = std::max(bottom, i / kSide);
  }
  return std::max(right - left, bottom - top) + 1;
}

/// Number of paper regions (4-connected); a ring has two, an 8 three.
int paper_regions(const DigitImage& image) {
  std::vector<bool> seen(image.size(), false);
  int regions = 0;
  for (std::size_t start = 0; start < image.size(); ++start) {
    if (seen[start] || image[start] >= 64) continue;
    ++regions;
    std::vector<std::size_t> open{start};
    seen[start] = true;
    while (!open.empty()) {
      const std::size_t at = open.back();
      open.pop_back();
      const auto visit = [&](bool inside, std::size_t next) {
        if (!inside || seen[next] || image[next] >= 64) return;
        seen[next] = true;
        open.push_back(next);
      };
      visit(at % kSide > 0, at - 1);
      visit(at % kSide < kSide - 1, at + 1);
      visit(at >= kSide, at - kSide);
      visit(at + kSide < image.size(), at + kSide);
    }
  }
  return regions;
}

TEST(DigitStrokes, DependOnTheDrawsAlone) {
  for (int digit = 0; digit < 10; ++digit) {
    EXPECT_EQ(draw(digit, 3), draw(digit, 3));
    EXPECT_NE(draw(digit, 3), draw(digit, 4));
  }
  EXPECT_NE(draw(3, 1), draw(5, 1));
}

TEST(DigitStrokes, RefuseWhatIsNoDigit) {
  RandomSequence random(7, Stream::synthetic_recording, 2, 0);
  EXPECT_ANY_THROW((void)draw_digit(10, random));
  EXPECT_ANY_THROW((void)draw_digit(-1, random));
}

// Position: N(0, 0.4) px about the centre. False alarm of one digit: 400 draws, 6 standard errors.
TEST(DigitStrokes, AreCentredByMass) {
  constexpr int kDraws = 400;
  for (int digit = 0; digit < 10; ++digit) {
    double sum_x = 0.0;
    double sum_y = 0.0;
    double squares = 0.0;
    for (int i = 0; i < kDraws; ++i) {
      const auto [x, y] = centre_of(draw(digit, static_cast<std::uint64_t>(i)));
      EXPECT_LT(std::abs(x - 13.5), 2.5) << digit;
      EXPECT_LT(std::abs(y - 13.5), 2.5) << digit;
      sum_x += x;
      sum_y += y;
      squares += (x - 13.5) * (x - 13.5) + (y - 13.5) * (y - 13.5);
    }
    EXPECT_NEAR(sum_x / kDraws, 13.5, 0.12) << digit;
    EXPECT_NEAR(sum_y / kDraws, 13.5, 0.12) << digit;
    EXPECT_NEAR(std::sqrt(squares / (2 * kDraws)), 0.4, 0.06) << digit;
  }
}

TEST(DigitStrokes, FillTheBox) {
  for (int digit = 0; digit < 10; ++digit) {
    double sum = 0.0;
    for (std::uint64_t i = 0; i < 100; ++i) {
      const std::size_t side = longest_side(draw(digit, i));
      EXPECT_GE(side, 15U) << digit << " number " << i;
      EXPECT_LE(side, 25U) << digit << " number " << i;
      sum += static_cast<double>(side);
    }
    EXPECT_NEAR(sum / 100, 19.75, 0.75) << digit;
  }
}

// Digits of MNIST have between 40 px of ink (1) and 130 px (0) on average.
TEST(DigitStrokes, HaveInk) {
  for (int digit = 0; digit < 10; ++digit) {
    double sum = 0.0;
    for (std::uint64_t i = 0; i < 100; ++i) {
      const DigitImage image = draw(digit, i);
      EXPECT_GE(*std::max_element(image.begin(), image.end()), 200);
      EXPECT_EQ(image.front() + image.back() + image[kSide - 1], 0);
      sum += ink_of(image);
    }
    EXPECT_GT(sum / 100, 35.0) << digit;
    EXPECT_LT(sum / 100, 150.0) << digit;
  }
}

TEST(DigitStrokes, HaveTheShapeOfTheirClass) {
  constexpr int kDraws = 50;
  std::array<double, 10> regions{};
  for (int digit = 0; digit < 10; ++digit) {
    for (std::uint64_t i = 0; i < kDraws; ++i) {
      regions.at(static_cast<std::size_t>(digit)) += paper_regions(draw(digit, i)) * 1.0 / kDraws;
    }
  }
  EXPECT_GT(regions[0], 1.8);
  EXPECT_GT(regions[8], 2.2);
  EXPECT_LT(regions[1], 1.2);
  EXPECT_LT(regions[7], 1.3);
}

// The drawing is part of the results: these checksums may change only with the version of the
// recordings.
TEST(DigitStrokes, AreTheSameOnEveryMachine) {
  std::uint32_t sum = 0;
  for (int digit = 0; digit < 10; ++digit) {
    for (std::uint64_t i = 0; i < 20; ++i) {
      for (const std::uint8_t pixel : draw(digit, i)) sum = sum * 31U + pixel;
    }
  }
  EXPECT_EQ(sum, 533333165U);
}

}  // namespace
}  // namespace ebsnn
