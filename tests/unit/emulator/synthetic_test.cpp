#include "core/geometry.hpp"
#include "emulator/synthetic_dataset.hpp"
#include "events/folder_dataset.hpp"
#include "unit/core/statistics.hpp"
#include "unit/events/made_up_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string parse_error(const std::string& text) {
  return test::input_error_of([&] { (void)parse_synthetic(text); });
}

DataSource open(const std::string& text) { return open_synthetic(parse_synthetic(text)); }

// ---- The text of --data

TEST(ParseSynthetic, HasDefaults) {
  const SyntheticConfig config = parse_synthetic("synthetic");
  EXPECT_EQ(config.train, 6000U);
  EXPECT_EQ(config.test, 1000U);
  EXPECT_EQ(config.seed, 1U);
  EXPECT_EQ(config.camera, CameraParameters{});
  EXPECT_EQ(config.train_images, nullptr);
}

TEST(ParseSynthetic, TakesSettingsInAnyOrder) {
  const SyntheticConfig config =
      parse_synthetic("synthetic:seed=18446744073709551615,test=7,train=0");
  EXPECT_EQ(config.seed, ~std::uint64_t{0});
  EXPECT_EQ(config.test, 7U);
  EXPECT_EQ(config.train, 0U);
  EXPECT_EQ(parse_synthetic("synthetic:train=12").test, 1000U);
}

TEST(ParseSynthetic, NamesWhatIsWrong) {
  EXPECT_THAT(parse_error("synthetic:training=5"),
              AllOf(HasSubstr("\"training\" is unknown"), HasSubstr("synthetic:training=5"),
                    HasSubstr("train=N,test=N,seed=N")));
  EXPECT_THAT(parse_error("synthetic:train=many"),
              HasSubstr("train = \"many\" is not a whole number"));
  EXPECT_THAT(parse_error("synthetic:train=5x"), HasSubstr("\"5x\" is not a whole number"));
  EXPECT_THAT(parse_error("synthetic:train=-5"), HasSubstr("\"-5\" is not a whole number"));
  EXPECT_THAT(parse_error("synthetic:train=1.5"), HasSubstr("\"1.5\" is not a whole number"));
  EXPECT_THAT(parse_error("synthetic:train="), HasSubstr("\"\" is not a whole number"));
  EXPECT_THAT(parse_error("synthetic:train"), HasSubstr("train has no value"));
  EXPECT_THAT(parse_error("synthetic:train=1,train=2"), HasSubstr("train occurs twice"));
  EXPECT_THAT(parse_error("synthetic:train=10000001"),
              HasSubstr("train = 10000001 is above 10000000"));
  EXPECT_THAT(parse_error("synthetic:seed=18446744073709551616"),
              HasSubstr("seed = 18446744073709551616 is above 18446744073709551615"));
  for (const char* text : {"synthetic:", "synthetic:,", "synthetic:train=1,"}) {
    EXPECT_THAT(parse_error(text), HasSubstr("\"\" is unknown")) << text;
  }
  for (const char* text : {"", "synth", "synthetics", "synthetic=1", "Synthetic"}) {
    EXPECT_THAT(parse_error(text), HasSubstr("unknown form")) << text;
  }
}

// ---- The data set

TEST(SyntheticDataset, IsOrderedByClassThenNumber) {
  const DataSource source = open("synthetic:train=23,test=4");
  ASSERT_EQ(source.train->size(), 23U);
  ASSERT_EQ(source.test->size(), 4U);
  std::vector<std::string> files;
  std::array<int, 10> counts{};
  for (std::size_t i = 0; i < source.train->size(); ++i) {
    const std::string name = source.train->name(i);
    files.push_back(name.substr(name.rfind("Train/")));
    ++counts.at(source.train->label(i));
    EXPECT_EQ(source.train->read(i).label, source.train->label(i));
  }
  EXPECT_TRUE(std::is_sorted(files.begin(), files.end()));
  EXPECT_EQ(files.front(), "Train/0/00001.bin");
  EXPECT_EQ(files[1], "Train/0/00011.bin");
  EXPECT_EQ(files.back(), "Train/9/00020.bin");
  EXPECT_EQ(counts, (std::array<int, 10>{3, 3, 3, 2, 2, 2, 2, 2, 2, 2}));
  EXPECT_EQ(source.test->label(3), 3);
  EXPECT_THAT(source.test->name(3), HasSubstr("Test/3/00004.bin"));
  EXPECT_THAT(source.place, HasSubstr("synthetic:train=23,test=4,seed=1"));
  EXPECT_TRUE(source.warnings.empty());
}

// Names stay in order as text if the five digits of the published names are not enough.
TEST(SyntheticDataset, HasNamesOfOneLength) {
  const DataSource source = open("synthetic:train=100000,test=0");
  EXPECT_THAT(source.train->name(0), HasSubstr("Train/0/000001.bin"));
  EXPECT_THAT(source.train->name(99'999), HasSubstr("Train/9/100000.bin"));
}

TEST(SyntheticDataset, ALargerOneBeginsWithTheSmallerOne) {
  const DataSource small = open("synthetic:train=12,test=0");
  const DataSource large = open("synthetic:train=35,test=0");
  std::vector<std::pair<std::string, std::uint64_t>> all;
  for (std::size_t i = 0; i < large.train->size(); ++i) {
    all.emplace_back(large.train->name(i), large.train->checksum(i));
  }
  for (std::size_t i = 0; i < small.train->size(); ++i) {
    EXPECT_THAT(all, testing::Contains(std::pair(small.train->name(i), small.train->checksum(i))));
  }
}

TEST(SyntheticDataset, RecordingsDependOnSeedSplitAndNumber) {
  const DataSource one = open("synthetic:train=20,test=20,seed=1");
  const DataSource same = open("synthetic:train=20,test=20,seed=1");
  const DataSource other = open("synthetic:train=20,test=20,seed=2");
  EXPECT_EQ(test::difference_between(*one.train, *same.train), "");
  EXPECT_EQ(test::difference_between(*one.test, *same.test), "");
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_NE(one.train->checksum(i), other.train->checksum(i));
    EXPECT_NE(one.train->checksum(i), one.test->checksum(i));
    EXPECT_EQ(one.train->checksum(i), checksum_of_recording(one.train->read(i)));
    EXPECT_NE(one.train->checksum(i), one.train->checksum((i + 1) % 20));
  }
}

// Recordings do not depend on the order of reading.
TEST(SyntheticDataset, ReadsInAnyOrder) {
  const DataSource source = open("synthetic:train=10,test=0");
  const Recording late = source.train->read(7);
  (void)source.train->read(2);
  EXPECT_EQ(source.train->read(7).events, late.events);
}

TEST(SyntheticDataset, SplitsMayBeAbsentButNotBoth) {
  EXPECT_EQ(open("synthetic:train=0").train, nullptr);
  EXPECT_EQ(open("synthetic:test=0").test, nullptr);
  EXPECT_THAT(test::input_error_of([] { (void)open("synthetic:train=0,test=0"); }),
              HasSubstr("no recording"));
  SyntheticConfig config;
  config.test = 10'000'001;
  EXPECT_THAT(test::input_error_of([&] { (void)open_synthetic(config); }),
              HasSubstr("test = 10000001 is above 10000000"));
}

TEST(SyntheticDataset, ChecksCameraParameters) {
  SyntheticConfig config;
  config.camera.threshold_on = 0.0;
  EXPECT_THAT(test::input_error_of([&] { (void)open_synthetic(config); }),
              HasSubstr("threshold-on"));
}

TEST(SyntheticDataset, ShowsMnistImages) {
  auto mnist = std::make_shared<MnistImages>();
  mnist->images.resize(5);
  mnist->labels = {7, 2, 7, 0, 2};
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t p = 0; p < 28; ++p) mnist->images[i][28 * (10 + i) + p] = 255;
  }
  SyntheticConfig config;
  config.train = 4;
  config.test = 0;
  config.train_images = mnist;
  const DataSource source = open_synthetic(config);
  ASSERT_EQ(source.train->size(), 4U);
  const std::array<std::uint8_t, 4> labels{0, 2, 7, 7};
  const std::array<const char*, 4> files{"0/00004.bin", "2/00002.bin", "7/00001.bin",
                                         "7/00003.bin"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(source.train->label(i), labels.at(i));
    EXPECT_THAT(source.train->name(i), HasSubstr(files.at(i)));
    EXPECT_EQ(source.train->read(i).label, labels.at(i));
  }
  EXPECT_THAT(source.place, HasSubstr("MNIST"));
  const auto mean_row = [&](std::size_t i) {
    const std::vector<Event> events = source.train->read(i).events;
    return std::accumulate(events.begin(), events.end(), 0.0,
                           [](double sum, const Event& e) { return sum + e.y; }) /
           static_cast<double>(events.size());
  };
  EXPECT_NEAR(mean_row(3) - mean_row(2), 2.0, 0.5);  // images 2 and 0

  config.train = 6;
  EXPECT_THAT(test::input_error_of([&] { (void)open_synthetic(config); }),
              AllOf(HasSubstr("train = 6"), HasSubstr("MNIST images, 5")));
}

// Splits that show the same image at the same position have different recordings of it.
TEST(SyntheticDataset, SplitsHaveNoiseOfTheirOwn) {
  auto mnist = std::make_shared<MnistImages>();
  mnist->images.resize(1);
  mnist->images[0].fill(255);
  mnist->labels = {0};
  SyntheticConfig config;
  config.train = config.test = 1;
  config.train_images = config.test_images = mnist;
  config.camera.test_offset_x_px = config.camera.test_offset_y_px = 0.0;
  const DataSource source = open_synthetic(config);
  EXPECT_NE(source.train->read(0).events, source.test->read(0).events);
}

// ---- Likeness to N-MNIST

/// Average properties of recordings.
struct Likeness {
  std::vector<double> counts;
  std::vector<double> rate = std::vector<double>(340);  ///< events per ms
  double on_share = 0.0;
  std::array<double, 3> saccades{};                 ///< events per recording
  std::array<std::vector<double>, 2> intervals_ms;  ///< of a pixel's OFF-OFF, ON-ON
  double border_on = 0.0;                           ///< ON events of a pixel far from digits
};

void add(Likeness& likeness, const Recording& recording) {
  constexpr std::uint32_t kNever = ~std::uint32_t{0};
  std::vector<std::uint32_t> last(std::size_t{kCameraSide} * kCameraSide, kNever);
  std::vector<bool> last_on(last.size());
  likeness.counts.push_back(static_cast<double>(recording.events.size()));
  for (const Event& event : recording.events) {
    const std::size_t pixel = std::size_t{event.y} * kCameraSide + event.x;
    const std::size_t ms = event.t_us / 1000;
    if (ms < likeness.rate.size()) likeness.rate[ms] += 1.0;
    likeness.saccades.at(std::min<std::size_t>(ms / 105, 2)) += 1.0;
    likeness.on_share += event.on ? 1.0 : 0.0;
    if (event.y >= 32 && event.on) likeness.border_on += 1.0;
    if (last[pixel] != kNever && last_on[pixel] == event.on) {
      likeness.intervals_ms.at(event.on ? 1 : 0).push_back((event.t_us - last[pixel]) / 1000.0);
    }
    last[pixel] = event.t_us;
    last_on[pixel] = event.on;
  }
}

Likeness likeness_of(const Dataset& data) {
  Likeness likeness;
  for (std::size_t i = 0; i < data.size(); ++i) add(likeness, data.read(i));
  const auto n = static_cast<double>(data.size());
  likeness.on_share /= std::accumulate(likeness.counts.begin(), likeness.counts.end(), 0.0);
  for (double& count : likeness.saccades) count /= n;
  likeness.border_on /= n * 2 * kCameraSide;
  return likeness;
}

double sd(const std::vector<double>& values) {
  const double centre = test::mean_of(values);
  double sum = 0.0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

/// Largest distance between the distributions of two samples.
double ks_distance(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto below = std::upper_bound(b.begin(), b.end(), a[i]) - b.begin();
    const double share = static_cast<double>(below) / static_cast<double>(b.size());
    const double other = static_cast<double>(i + 1) / static_cast<double>(a.size());
    largest = std::max(largest, std::abs(share - other));
  }
  return largest;
}

// Published statistics of N-MNIST; the bounds allow for the difference between built-in digits and
// those of MNIST.
TEST(SyntheticLikeness, FitsPublishedStatistics) {
  const Likeness made = likeness_of(*open("synthetic:train=500,test=0").train);
  EXPECT_NEAR(test::mean_of(made.counts), 4133.0, 200.0);
  EXPECT_NEAR(sd(made.counts), 1154.0, 150.0);
  EXPECT_NEAR(made.on_share, 0.4997, 0.01);
  EXPECT_NEAR(made.saccades[0], 1503.0, 100.0);
  EXPECT_NEAR(made.saccades[1], 1360.0, 100.0);
  EXPECT_NEAR(made.saccades[2], 1270.0, 100.0);
  EXPECT_NEAR(made.border_on, 0.12, 0.02);
}

TEST(SyntheticLikeness, FitsRealRecordings) {
  const auto folder = test::real_recordings();
  if (!folder) GTEST_SKIP() << "no real recordings; set EBSNN_NMNIST_SAMPLE";
  std::vector<std::string> warnings;
  const Likeness real = likeness_of(
      *open_folder_dataset(*folder / "Train", ClassFolders({"0"}), kNmnistSensor, warnings));
  const Likeness made = likeness_of(*open("synthetic:train=500,test=0").train);
  EXPECT_GT(test::correlation(real.rate, made.rate), 0.985);
  EXPECT_NEAR(test::mean_of(made.counts) / test::mean_of(real.counts), 1.0, 0.05);
  EXPECT_LT(ks_distance(real.intervals_ms[0], made.intervals_ms[0]), 0.03);
  EXPECT_LT(ks_distance(real.intervals_ms[1], made.intervals_ms[1]), 0.03);
}

}  // namespace
}  // namespace ebsnn
