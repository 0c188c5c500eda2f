#include "statistics/correctness.hpp"

#include "core/error.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace ebsnn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;
using Bytes = std::vector<std::uint8_t>;

TEST(Correctness, PacksRecordingsIntoWords) {
  CorrectnessTable table({1, 1, 1, 70});
  Bytes right(70);
  right[0] = 1;
  right[5] = 7;
  right[64] = 1;
  right[69] = 1;
  table.set(0, 0, 0, right);
  EXPECT_THAT(table.row(0, 0, 0), ElementsAre(0x21U, 0x21U));
  table.set(0, 0, 0, Bytes(70));
  EXPECT_THAT(table.row(0, 0, 0), ElementsAre(0U, 0U));
}

TEST(Correctness, KeepsEvaluationsApart) {
  const CorrectnessShape shape{2, 3, 4, 8};
  CorrectnessTable table(shape);
  const auto code = [](std::size_t seed, std::size_t network, std::size_t level) {
    return seed * 100 + network * 10 + level;
  };
  const auto each = [&](auto&& visit) {
    for (std::size_t s = 0; s < shape.seeds; ++s) {
      for (std::size_t n = 0; n < shape.networks; ++n) {
        for (std::size_t l = 0; l < shape.levels; ++l) visit(s, n, l);
      }
    }
  };
  each([&](std::size_t s, std::size_t n, std::size_t l) {
    Bytes right(8);
    for (std::size_t i = 0; i < 8; ++i) right[i] = (code(s, n, l) >> i) & 1U;
    table.set(s, n, l, right);
  });
  table.require_complete();
  each([&](std::size_t s, std::size_t n, std::size_t l) {
    EXPECT_THAT(table.row(s, n, l), ElementsAre(code(s, n, l)));
  });
}

TEST(Correctness, NamesWhatIsMissing) {
  CorrectnessTable table({2, 2, 3, 1});
  for (std::size_t i = 0; i < 12; ++i) {
    if (i != 10) table.set(i / 6, i / 3 % 2, i % 3, Bytes{1});
  }
  EXPECT_THAT([&] { table.require_complete(); },
              ThrowsMessage<InputError>(HasSubstr("seed 1, network 1, level 1 was never set")));
}

TEST(Correctness, RefusesWhatDoesNotFit) {
  EXPECT_THROW(CorrectnessTable({1, 0, 1, 1}), InputError);
  CorrectnessTable table({2, 2, 3, 4});
  EXPECT_THAT([&] { table.set(2, 0, 0, Bytes(4)); },
              ThrowsMessage<InputError>(HasSubstr("seed 2, must be 0..1")));
  EXPECT_THAT([&] { table.set(0, 2, 0, Bytes(4)); },
              ThrowsMessage<InputError>(HasSubstr("network 2, must be 0..1")));
  EXPECT_THAT([&] { table.set(0, 0, 3, Bytes(4)); },
              ThrowsMessage<InputError>(HasSubstr("level 3, must be 0..2")));
  EXPECT_THAT([&] { table.set(0, 0, 0, Bytes(5)); },
              ThrowsMessage<InputError>(HasSubstr("5 recordings, must be 4")));
}

}  // namespace
}  // namespace ebsnn
