// The binary form of recordings: bytes -> events and back, and what is refused.

#include "events/nmnist.hpp"

#include "unit/events/made_up_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ebsnn::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Event> decode(const Bytes& bytes) { return decode_nmnist(bytes, "some.bin"); }
std::string decoding_error_of(const Bytes& bytes) {
  return input_error_of([&] { (void)decode(bytes); });
}

TEST(Nmnist, ReadsPlacePolarityAndTimeFromTheirBits) {
  EXPECT_THAT(decode(bytes_of({3, 33, 0x80, 0x00, 0x01, 33, 0, 0x7f, 0xff, 0xff,  //
                               1, 2,  0x12, 0x34, 0x56, 0,  0, 0xff, 0xff, 0xff})),
              ElementsAre(Event{1, 3, 33, true}, Event{8'388'607, 33, 0, false},
                          Event{0x123456, 1, 2, false}, Event{8'388'607, 0, 0, true}));
}

TEST(Nmnist, ClockOverflowDelaysAllLaterEventsAndIsNone) {
  EXPECT_THAT(decode(bytes_of({1,  1,   0x80, 0, 9,                     //
                               99, 240, 0x80, 0, 7, 1, 1, 0x80, 0, 10,  //
                               0,  240, 0,    0, 0, 2, 2, 0,    0, 11})),
              ElementsAre(Event{9, 1, 1, true}, Event{8192 + 10, 1, 1, true},
                          Event{16384 + 11, 2, 2, false}));
}

TEST(Nmnist, NothingAndOverflowsAloneAreAnEmptyRecording) {
  EXPECT_THAT(decode({}), IsEmpty());
  EXPECT_THAT(decode(bytes_of({0, 240, 0, 0, 0, 0, 240, 0, 0, 5})), IsEmpty());
}

TEST(Nmnist, TimeMayGoBackAndIsNoticed) {
  const std::vector<Event> back = decode(bytes_of({1, 1, 0, 0, 9, 1, 1, 0, 0, 8}));
  EXPECT_THAT(back, ElementsAre(Event{9, 1, 1, false}, Event{8, 1, 1, false}));
  EXPECT_TRUE(time_goes_back(back));
  EXPECT_FALSE(time_goes_back(decode(bytes_of({1, 1, 0, 0, 9, 1, 1, 0, 0, 9}))));
  EXPECT_FALSE(time_goes_back({}));
}

TEST(Nmnist, RefusesASizeThatIsNoMultipleOfFive) {
  EXPECT_THAT(decoding_error_of(Bytes(7)),
              HasSubstr("some.bin: size of 7 bytes is not a multiple of 5"));
  EXPECT_THAT(decoding_error_of(Bytes(4)), HasSubstr("size of 4 bytes"));
}

TEST(Nmnist, RefusesARecordingOfAbsurdSize) {
  EXPECT_THAT(decoding_error_of(Bytes(kMaxRecordingBytes / 5 * 5 + 5)),
              HasSubstr("above the limit of 67108864"));
}

TEST(Nmnist, RefusesEventsOutsideTheSensor) {
  EXPECT_THAT(
      decoding_error_of(bytes_of({0, 0, 0, 0, 0, 34, 5, 0, 0, 0})),
      HasSubstr("some.bin: event 1 at x = 34, y = 5 is outside the sensor (x 0..33, y 0..33)"));
  EXPECT_THAT(decoding_error_of(bytes_of({5, 34, 0, 0, 0})), HasSubstr("event 0 at x = 5, y = 34"));
  EXPECT_THAT(decoding_error_of(bytes_of({240, 0, 0, 0, 0})), HasSubstr("x = 240"));
  EXPECT_THAT(decoding_error_of(bytes_of({0, 239, 0, 0, 0})), HasSubstr("y = 239"));
  EXPECT_THAT(decoding_error_of(bytes_of({0, 241, 0, 0, 0})), HasSubstr("y = 241"));
}

/// As many clock overflows as reach a time of 2^32 - 2^13 us, then an event `t_us` later.
Bytes late_event(std::uint32_t t_us) {
  Bytes bytes;
  for (unsigned i = 0; i < (1U << 19U) - 1U; ++i) {
    for (const unsigned value : {0U, 240U, 0U, 0U, 0U})
      bytes.push_back(static_cast<std::byte>(value));
  }
  for (const unsigned value : {1U, 1U, t_us >> 16U, (t_us >> 8U) & 255U, t_us & 255U}) {
    bytes.push_back(static_cast<std::byte>(value));
  }
  return bytes;
}

TEST(Nmnist, RefusesTimesOfMoreThan32Bits) {
  EXPECT_THAT(decode(late_event(8191)), ElementsAre(Event{0xffffffffU, 1, 1, false}));
  EXPECT_THAT(decoding_error_of(late_event(8192)),
              HasSubstr("some.bin: event 524287 at 4294967296 us is later than 4294967295 us"));
}

TEST(Nmnist, EncodesWhatItDecodes) {
  const std::vector<Event> short_one = made_up_events(500, 3);
  const Bytes bytes = encode_nmnist(short_one, "r");
  EXPECT_EQ(bytes.size(), 2500U);
  EXPECT_EQ(decode(bytes), short_one);
  const std::vector<Event> long_one = {
      {5, 1, 2, true},         {8'388'607, 3, 4, false},     {8'388'608, 5, 6, true},
      {8'388'607, 7, 8, true}, {100'000'000, 33, 33, false}, {4'294'967'295U, 0, 0, true}};
  EXPECT_EQ(decode(encode_nmnist(long_one, "r")), long_one);
}

TEST(Nmnist, EncodesBytesBackToThemselves) {
  const Bytes bytes = bytes_of({3, 33, 0x80, 0x00, 0x01, 33, 0, 0x7f, 0xff, 0xff});
  EXPECT_EQ(encode_nmnist(decode(bytes), "r"), bytes);
}

TEST(Nmnist, RefusesToEncodeWhatTheFormCannotHold) {
  const auto error = [](const std::vector<Event>& events) {
    return input_error_of([&] { (void)encode_nmnist(events, "made up"); });
  };
  EXPECT_THAT(error({{0, 34, 0, true}}), HasSubstr("made up: event 0 at x = 34, y = 0"));
  EXPECT_THAT(error({{0, 0, 240, true}}), HasSubstr("y = 240"));
  EXPECT_THAT(error({{9'000'000, 0, 0, true}, {5, 0, 0, true}}),
              HasSubstr("made up: event 1 at 5 us is earlier than the 614400 us"));
}

TEST(Nmnist, AnyBytesAreDecodedOrRefused) {
  RandomSequence random(7, Stream::synthetic_recording, 1, 0);
  int decoded = 0;
  for (int round = 0; round < 2000; ++round) {
    Bytes bytes(random.below(41));
    // Mostly on the sensor, because otherwise hardly any input would pass the check of coordinates.
    for (std::byte& byte : bytes)
      byte = static_cast<std::byte>(random.below(random.coin() ? 34 : 256));
    std::vector<Event> events;
    const std::string error = input_error_of([&] { events = decode(bytes); });
    if (!error.empty()) continue;
    ++decoded;
    EXPECT_EQ(bytes.size() % 5, 0U);
    EXPECT_LE(events.size(), bytes.size() / 5);
    for (const Event& event : events) EXPECT_TRUE(event.x < 34 && event.y < 34);
    EXPECT_EQ(decode(encode_nmnist(events, "r")), events);
  }
  EXPECT_GT(decoded, 50);
}

}  // namespace
}  // namespace ebsnn::test
