// Objects travel between ranks unchanged.

#include "parallel/archive.hpp"

#include "parallel/test_world.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace ebsnn {
namespace {

using test::world;

struct Sample {
  std::uint64_t count = 0;
  std::vector<double> values;
  friend bool operator==(const Sample&, const Sample&) = default;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& count& values;
  }
};

Sample sample() {
  return {42,
          {0.1, -0.0, std::numeric_limits<double>::denorm_min(),
           std::numeric_limits<double>::infinity(), 1e300}};
}

TEST(Archive, GivesBackTheObject) {
  Sample back;
  from_archive(to_archive(sample()), back);
  EXPECT_EQ(back, sample());
}

TEST(Archive, EqualObjectsMakeEqualBytes) {
  EXPECT_EQ(to_archive(sample()), to_archive(sample()));
  Sample other = sample();
  other.values[1] = 0.0;  // compares equal to -0.0, but is another object
  EXPECT_NE(to_archive(sample()), to_archive(other));
}

TEST(Archive, CutShortThrows) {
  Bytes bytes = to_archive(sample());
  bytes.resize(bytes.size() - 1);
  Sample back;
  EXPECT_ANY_THROW(from_archive(bytes, back));
}

TEST(Archive, BroadcastReplacesTheObjectOfOthers) {
  Sample object = world().is_root() ? sample() : Sample{7, {1.0}};
  broadcast_object(world(), object);
  EXPECT_EQ(object, sample());
}

TEST(Archive, NothingIsLeftInABufferOfTheObjectBefore) {
  Bytes buffer(100, 'x');
  Sample object{7, std::vector<double>(1000, 0.5)};
  broadcast_object(world(), object, buffer);
  object = world().is_root() ? sample() : Sample{7, std::vector<double>(10, 1.0)};
  broadcast_object(world(), object, buffer);
  EXPECT_EQ(object, sample());
  to_archive(sample(), buffer);
  EXPECT_EQ(buffer, to_archive(sample()));
}

TEST(Archive, BroadcastTakesMoreThanOnePiece) {
  Sample object;
  if (world().is_root()) {
    object.values.assign(std::size_t{3} << 20U, 0.5);
    object.values.back() = 0.25;
  }
  broadcast_object(world(), object);
  EXPECT_EQ(object.values.size(), std::size_t{3} << 20U);
  EXPECT_EQ(object.values.back(), 0.25);
}

}  // namespace
}  // namespace ebsnn
