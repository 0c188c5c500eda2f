// network.h5, and the text files of the published code.

#include "storage/network_file.hpp"

#include "core/error.hpp"
#include "h5/file.hpp"
#include "small_model.hpp"
#include "storage/checkpoint_file.hpp"
#include "storage/text_weights.hpp"
#include "support/faulty_disk.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <string>

namespace ebsnn {
namespace {

using test::small_model;
using test::some_state;
using test::some_weights;
using testing::AllOf;
using testing::HasSubstr;

class NetworkFile : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path(const char* name) const { return folder_.path() / name; }

  /// The message of the error from reading that network.
  [[nodiscard]] std::string error_of_network(const std::filesystem::path& where) const {
    try {
      (void)read_network(where, model_);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }
  void write_text(const char* name, const std::string& text) const {
    std::ofstream(folder_.path() / name) << text;
  }

  test::TemporaryFolder folder_;
  ModelParameters model_ = small_model();
};

TEST_F(NetworkFile, GivesBackWeightsParametersAndHistory) {
  model_.neuron.tau_z_ms = 41.5;
  const TrainingState state = some_state(model_);
  const TrainedBy trained{101, &state.history};
  write_network(path("network.h5"), some_weights(model_), model_, &trained, {});
  const LoadedNetwork loaded = read_network(path("network.h5"), ModelParameters{});
  EXPECT_EQ(loaded.weights, some_weights(model_));
  EXPECT_EQ(loaded.parameters, model_);
  const h5::File file = h5::File::open(path("network.h5"));
  EXPECT_EQ(file.shape("/weights/V1weight"), (h5::Shape{5, 18}));
  EXPECT_EQ(file.read_text("/weights/INLat", "axes"), "post, pre");
  EXPECT_EQ(file.read<std::uint64_t>("/history/patch"), (std::vector<std::uint64_t>{0, 100}));
  EXPECT_EQ(file.shape("/history/inh_mean_g_exc"), (h5::Shape{2, 4}));
  // 5 spikes of V1 neuron 4 in 20 ms are 250 Hz; row-major: record, then neuron.
  EXPECT_EQ(file.read<double>("/history/v1_rate_hz")[5 + 4], 250.0);
  EXPECT_EQ(file.read<double>("/history/inh_mean_g_inh")[0], 4.0);
}

TEST_F(NetworkFile, HoldsMatricesOneRowAPostsynapticNeuron) {
  const NetworkWeights weights = some_weights(model_);
  write_network(path("network.h5"), weights, model_, nullptr, {});
  const std::vector<double> row =
      h5::File::open(path("network.h5")).read_rows<double>("/weights/V1toIN", 2, 1);
  for (std::size_t pre = 0; pre < 5; ++pre) {
    EXPECT_EQ(row[pre], weights.v1toin.at(2, pre));
  }
}

TEST_F(NetworkFile, RefusesWhatIsNoNetwork) {
  EXPECT_THAT(error_of_network(path("absent.h5")), HasSubstr("absent.h5"));
  write_text("text.h5", "not HDF5");
  EXPECT_THAT(error_of_network(path("text.h5")), HasSubstr("text.h5"));
  NetworkWeights weights = some_weights(model_);
  weights.inhibw.at(1, 2) = 5.5;
  write_network(path("large.h5"), weights, model_, nullptr, {});
  EXPECT_THAT(error_of_network(path("large.h5")), AllOf(HasSubstr("large.h5"), HasSubstr("InhibW"),
                                                        HasSubstr("5.5"), HasSubstr("0 .. 5")));
  weights.inhibw.at(1, 2) = std::numeric_limits<double>::quiet_NaN();
  write_network(path("nan.h5"), weights, model_, nullptr, {});
  EXPECT_THAT(error_of_network(path("nan.h5")), HasSubstr("nan"));
  model_.shape.v1 = 6;
  write_network(path("shape.h5"), some_weights(small_model()), model_, nullptr, {});
  EXPECT_THAT(error_of_network(path("shape.h5")),
              AllOf(HasSubstr("V1weight"), HasSubstr("expected 6")));
}

TEST_F(NetworkFile, ClippingKeepsWeightsInsideTheirBounds) {
  NetworkWeights weights = some_weights(model_);
  weights.intov1.values[3] = 1.0002;
  weights.inlat.values[0] = -1e-9;
  const NetworkWeights inside = clipped(weights, model_);
  EXPECT_EQ(inside.intov1.values[3], 1.0);
  EXPECT_EQ(inside.inlat.values[0], 0.0);
  EXPECT_EQ(inside.intov1.values[4], weights.intov1.values[4]);
  EXPECT_NO_THROW(validate(inside, model_, "here"));
}

TEST_F(NetworkFile, TextFilesGiveBackEveryBit) {
  const NetworkWeights weights = some_weights(model_);
  write_text_weights(path("text"), weights);
  EXPECT_EQ(read_text_weights(path("text"), model_), weights);
  EXPECT_EQ(read_network(path("text"), model_).weights, weights);
}

TEST_F(NetworkFile, TextAsNumpyAndPeopleWriteItIsRead) {
  write_text_weights(folder_.path(), some_weights(model_));
  std::string rows;
  for (int row = 0; row < 4; ++row) {
    rows += " 0.5,\t+2.500000000000000000e-01  1E-3\r\n\n";
  }
  write_text("INLat.txt", rows);
  const NetworkWeights weights = read_text_weights(folder_.path(), model_);
  EXPECT_EQ(weights.inlat.at(3, 1), 0.25);
  EXPECT_EQ(weights.inlat.at(0, 2), 1e-3);
}

TEST_F(NetworkFile, BadTextIsRefusedWithFileLineAndValue) {
  const auto error_with = [&](const std::string& text) {
    write_text_weights(folder_.path(), some_weights(model_));
    write_text("INLat.txt", text);
    return error_of_network(folder_.path());
  };
  const std::string row = "0.1 0.2 0.3\n";
  EXPECT_THAT(error_with(row + "0.1 zero 0.3\n" + row + row),
              AllOf(HasSubstr("INLat.txt: line 2"), HasSubstr("'zero'")));
  EXPECT_THAT(error_with(row + "0.1 0.2\n" + row + row),
              AllOf(HasSubstr("line 2"), HasSubstr("2 columns"), HasSubstr("4 rows of 3")));
  EXPECT_THAT(error_with(row + row + row),
              AllOf(HasSubstr("INLat.txt"), HasSubstr("3 rows, expected 4")));
  EXPECT_THAT(error_with(row + row + row + row + row), HasSubstr("line 5"));
  EXPECT_THAT(error_with(row + row + row + "0.1 nan 0.3\n"),
              AllOf(HasSubstr("INLat"), HasSubstr("nan")));
  EXPECT_THAT(error_with(row + row + row + "0.1 inf 0.3\n"), HasSubstr("inf"));
  EXPECT_THAT(error_with(row + row + row + "0.1 1.5 0.3\n"),
              AllOf(HasSubstr("1.5"), HasSubstr("0 .. 1")));
  std::filesystem::remove(folder_.path() / "INLat.txt");
  EXPECT_THAT(error_of_network(folder_.path()), HasSubstr("INLat.txt"));
}

TEST_F(NetworkFile, TextMayHaveCommentsAsNumpyWritesAndReadsThem) {
  write_text_weights(folder_.path(), some_weights(model_));
  write_text("INLat.txt",
             "\xef\xbb\xbf# trained for 20 000 patches\n# rows: Inh\n"
             "0.1 0.2 0.3 # the first\n#\n0 0 0\n0 0 0\n0 0 1e-400#last\n");
  EXPECT_EQ(error_of_network(folder_.path()), "");
  const NetworkWeights weights = read_text_weights(folder_.path(), model_);
  EXPECT_EQ(weights.inlat.at(0, 1), 0.2);
  EXPECT_EQ(weights.inlat.at(3, 2), 0.0);
}

TEST_F(NetworkFile, NumbersTooSmallForADoubleAreTheNearestOne) {
  write_text_weights(folder_.path(), some_weights(model_));
  write_text("INLat.txt", "1e-400 0.0e-999 4e-324\n0 0 +1e-320\n0 0 0\n0 0 0\n");
  EXPECT_EQ(error_of_network(folder_.path()), "");
  const NetworkWeights weights = read_text_weights(folder_.path(), model_);
  EXPECT_EQ(weights.inlat.at(0, 0), 0.0);
  EXPECT_EQ(weights.inlat.at(0, 2), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(weights.inlat.at(1, 2), 1e-320);
  write_text("INLat.txt", "1e400 0 0\n");
  EXPECT_THAT(error_of_network(folder_.path()), HasSubstr("'1e400' is too large for a number"));
}

TEST_F(NetworkFile, TextInAnotherFormIsQuotedInShort) {
  const auto error_with = [&](const std::string& text) {
    write_text_weights(folder_.path(), some_weights(model_));
    write_text("INLat.txt", text);
    const std::string error = error_of_network(folder_.path());
    EXPECT_LT(error.size(), 400U);
    EXPECT_THAT(error, HasSubstr("INLat.txt"));
    return error;
  };
  std::string row = "0.1";
  for (int i = 0; i < 2000; ++i) row += ";0.1";
  EXPECT_THAT(error_with(row), AllOf(HasSubstr("line 1"), HasSubstr("semicolon"),
                                     HasSubstr("spaces, tabs or commas")));
  EXPECT_THAT(error_with("a b c\n"), HasSubstr("'a' is not a number; a comment begins with #"));
  EXPECT_THAT(error_with("\x1b[2J"), HasSubstr("'\\x1b[2J' is not a number"));
  EXPECT_THAT(error_with("\x93NUMPY\x01"),
              HasSubstr("is a NumPy array (.npy); expected text, as numpy.savetxt writes it"));
  EXPECT_THAT(error_with("\xff\xfe"
                         "1"),
              HasSubstr("is text in UTF-16"));
}

TEST_F(NetworkFile, ARunFolderStandsForItsNetwork) {
  write_network(path("network.h5"), some_weights(model_), model_, nullptr, {});
  EXPECT_EQ(error_of_network(folder_.path()), "");
  EXPECT_EQ(read_network(folder_.path(), ModelParameters{}).weights, some_weights(model_));
  write_text_weights(folder_.path(), some_weights(model_));
  EXPECT_THAT(error_of_network(folder_.path()),
              AllOf(HasSubstr("holds both network.h5 and text files"), HasSubstr("V1weight.txt")));
}

TEST_F(NetworkFile, AFolderWithoutANetworkIsRefusedWithWhatIsMissing) {
  EXPECT_THAT(error_of_network(folder_.path()),
              AllOf(HasSubstr("no network"), HasSubstr("network.h5"), HasSubstr("V1weight.txt")));
  write_checkpoint(path("checkpoint.h5"), some_state(model_), model_, {});
  EXPECT_THAT(error_of_network(folder_.path()), HasSubstr("training that is not finished"));
  EXPECT_THAT(error_of_network(path("checkpoint.h5")), HasSubstr("training that is not finished"));
}

TEST_F(NetworkFile, AnotherFileIsRefusedWithWhatItIs) {
  const auto error_of = [&](const std::string& bytes) {
    std::ofstream(path("given"), std::ios::binary) << bytes;
    return error_of_network(path("given"));
  };
  EXPECT_THAT(
      error_of("MATLAB 5.0 MAT-file, Platform"),
      AllOf(HasSubstr("it is a MATLAB file; expected network.h5"), HasSubstr("text files")));
  EXPECT_THAT(error_of("a,b\n"), HasSubstr("it is a text file that begins with \"a,b\""));
  EXPECT_THAT(error_of(std::string(1024, ' ') + "\x89HDF\r\n\x1a\n"),
              AllOf(HasSubstr("user block of 1024 bytes"), HasSubstr("h5unjam")));
  h5::File file = h5::File::create(path("results.h5"));
  file.write("/drop_event/accuracy_percent", std::vector<double>{50.0}, {1});
  file.close();
  EXPECT_THAT(error_of_network(path("results.h5")),
              AllOf(HasSubstr("it holds no network"), HasSubstr("results of an evaluation")));
  h5::File other = h5::File::create(path("other.h5"));
  other.write("/layer1/kernel", std::vector<double>{50.0}, {1});
  other.close();
  EXPECT_THAT(error_of_network(path("other.h5")), HasSubstr("it holds layer1"));
}

// A disk that says it has written what it drops.
TEST_F(NetworkFile, IsWholeOrAnErrorWhicheverWriteIsLost) {
  const TrainingState state = some_state(model_);
  const TrainedBy trained{101, &state.history};
  const NetworkWeights weights = some_weights(model_);
  constexpr int kMoreThanAreDone = 200;
  int errors = 0;
  int at = 1;
  for (bool all_are_done = false; !all_are_done && at < kMoreThanAreDone; ++at) {
    test::DiskFaults faults;
    faults.folder = folder_.path();
    faults.write_is_dropped = at;
    test::set_disk_faults(faults);
    try {
      write_network(path("network.h5"), weights, model_, &trained, {});
      all_are_done = !test::disk_dropped_a_write();
      const h5::File file = h5::File::open(path("network.h5"));
      EXPECT_EQ(read_network(path("network.h5"), model_).weights, weights) << "write " << at;
      EXPECT_EQ(file.read<double>("/history/v1_rate_hz"), state.history.v1_rate_hz)
          << "write " << at;
    } catch (const StorageError& error) {
      EXPECT_THAT(error.what(), HasSubstr("network.h5"));
      EXPECT_FALSE(std::filesystem::exists(path("network.h5"))) << "write " << at;
      ++errors;
    }
    test::set_disk_faults({});
    std::filesystem::remove(path("network.h5"));
  }
  EXPECT_GT(errors, 5);
  EXPECT_LT(at, kMoreThanAreDone);
}

}  // namespace
}  // namespace ebsnn
