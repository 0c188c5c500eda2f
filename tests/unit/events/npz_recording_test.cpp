// Recordings as .npz files; tests/examples reads them with NumPy.

#include "events/npz_recording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {
namespace {

std::string npz(const std::vector<Event>& events) {
  const std::vector<std::byte> bytes = encode_npz(events, "r");
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What stands behind the name of a member: its .npy file, and more.
std::string_view npy_member(std::string_view archive, std::string_view name) {
  const std::size_t place = archive.find(name);
  EXPECT_NE(place, std::string_view::npos) << name;
  return archive.substr(place + name.size());
}

/// Value `index` of a member, of `Integer`s.
template <class Integer>
std::int64_t npy_value(std::string_view npy, std::size_t index) {
  constexpr std::size_t kBeforeValues = 128;
  std::uint64_t bits = 0;
  for (std::size_t i = sizeof(Integer); i-- > 0;) {
    bits = bits << 8U |
           static_cast<unsigned char>(npy.at(kBeforeValues + index * sizeof(Integer) + i));
  }
  return static_cast<Integer>(bits);
}

const std::vector<Event> kNpzEvents{{70000, 300, 2, true}, {4000000000U, 33, 259, false}};

TEST(NpzRecording, HasFourArraysInNumpysForm) {
  const std::string archive = npz(kNpzEvents);
  for (const std::string name : {"t", "x", "y", "p"}) {
    const std::string type = name == "t" ? "<i8" : name == "p" ? "|i1" : "<i4";
    std::string start("\x93NUMPY\x01\x00\x76\x00", 10);
    start += "{'descr': '" + type + "', 'fortran_order': False, 'shape': (2,), }";
    start.resize(127, ' ');
    EXPECT_THAT(std::string(npy_member(archive, name + ".npy")), testing::StartsWith(start + "\n"));
  }
}

TEST(NpzRecording, HoldsTimesPlacesAndPolarities) {
  const std::string archive = npz(kNpzEvents);
  for (std::size_t i = 0; i < kNpzEvents.size(); ++i) {
    EXPECT_EQ(npy_value<std::int64_t>(npy_member(archive, "t.npy"), i), kNpzEvents[i].t_us);
    EXPECT_EQ(npy_value<std::int32_t>(npy_member(archive, "x.npy"), i), kNpzEvents[i].x);
    EXPECT_EQ(npy_value<std::int32_t>(npy_member(archive, "y.npy"), i), kNpzEvents[i].y);
    EXPECT_EQ(npy_value<std::int8_t>(npy_member(archive, "p.npy"), i), kNpzEvents[i].on ? 1 : 0);
  }
}

TEST(NpzRecording, MayBeEmptyAndHasTheSameBytesEachTime) {
  EXPECT_THAT(std::string(npy_member(npz({}), "t.npy")), testing::HasSubstr("'shape': (0,), }"));
  EXPECT_EQ(npz(kNpzEvents), npz(kNpzEvents));
}

TEST(NpzRecording, HasNoTimeOfWriting) {
  // Time 00:00 and 1 January 1980 in the header of the first member.
  EXPECT_EQ(npz(kNpzEvents).substr(10, 4), std::string("\x00\x00\x21\x00", 4));
}

}  // namespace
}  // namespace ebsnn
