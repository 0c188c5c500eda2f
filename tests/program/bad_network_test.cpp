// If a network cannot be used, both programs end with one message, on all ranks.

#include "h5/file.hpp"
#include "program/in_process.hpp"
#include "storage/text_weights.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

/// One way in which a network can be bad, and the message that is expected.
struct BadNetwork {
  const char* name;
  /// Makes it at a path that does not exist yet.
  std::function<void(const fs::path&)> make;
  std::vector<std::string> says;
};

void PrintTo(const BadNetwork& network, std::ostream* stream) { *stream << network.name; }

/// network.h5 with one value of V1weight changed.
auto with_value(double value) {
  return [value](const fs::path& path) {
    NetworkWeights weights = small_network();
    weights.v1weight.at(3, 5) = value;
    write_network_file(path, weights);
  };
}

void wrong_shape(const fs::path& path) {
  NetworkWeights weights = small_network();
  weights.inlat = WeightMatrix(36, 36);
  write_network_file(path, weights);
}

void file_cut_short(const fs::path& path) {
  write_network_file(path, small_network());
  cut_short(path, 0.7);
}

/// The five text files, with one line of one of them replaced (or removed, if there is no text).
auto with_line(const std::string& file, std::size_t line, const std::string& text) {
  return [=](const fs::path& folder) {
    write_text_weights(folder, small_network());
    std::istringstream old(read_text(folder / file));
    std::string all;
    std::string row;
    for (std::size_t i = 1; std::getline(old, row); ++i) all += i == line ? text : row + "\n";
    write_text(folder / file, all);
  };
}

/// A row of `columns` zeros, the last of which is `last`.
std::string row(std::size_t columns, const std::string& last) {
  std::string text;
  for (std::size_t i = 1; i < columns; ++i) text += "0 ";
  return text + last + "\n";
}

void text_file_missing(const fs::path& folder) {
  write_text_weights(folder, small_network());
  fs::remove(folder / "INtoV1.txt");
}

std::vector<BadNetwork> bad_networks() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const std::string place = "V1weight row 3 column 5 is ";
  return {
      {"Missing", [](const fs::path& /*path*/) {}, {"given", "No such file"}},
      {"Text", [](const fs::path& path) { write_text(path, "1 2 3"); }, {"given", "HDF5"}},
      {"Empty", [](const fs::path& path) { write_text(path, ""); }, {"given", "HDF5"}},
      {"CutShort", file_cut_short, {"given", "truncated"}},
      {"NaN", with_value(nan), {"given", place + "nan", "0 .. 5"}},
      {"Infinity", with_value(infinity), {"given", place + "inf", "0 .. 5"}},
      {"AboveBound", with_value(5.25), {"given", place + "5.25", "0 .. 5"}},
      {"Negative", with_value(-0.5), {"given", place + "-0.5", "0 .. 5"}},
      {"WrongShape", wrong_shape, {"given", "INLat", "36 rows and 36 columns", "36 and 35"}},
      {"EmptyFolder", [](const fs::path& path) { fs::create_directory(path); }, {"V1weight.txt"}},
      {"TextFileMissing", text_file_missing, {"given/INtoV1.txt", "No such file"}},
      {"TextWord",
       with_line("V1toIN.txt", 2, row(144, "weight")),
       {"given/V1toIN.txt", "line 2", "'weight' is not a number"}},
      {"TextColumns",
       with_line("INLat.txt", 7, row(36, "0")),
       {"given/INLat.txt", "36 columns in row 7", "35 columns"}},
      {"TextRows", with_line("InhibW.txt", 1, ""), {"given/InhibW.txt", "35 rows", "expected 36"}},
      {"TextNaN", with_line("INtoV1.txt", 4, row(36, "nan")), {"given", "INtoV1 row 3", "nan"}},
      {"TextInfinity", with_line("INtoV1.txt", 4, row(36, "inf")), {"INtoV1 row 3", "inf"}},
      {"TextAboveBound",
       with_line("INtoV1.txt", 4, row(36, "1.5")),
       {"given", "INtoV1 row 3 column 35 is 1.5", "0 .. 1"}},
  };
}

class Network : public testing::TestWithParam<BadNetwork> {
 protected:
  void SetUp() override {
    GetParam().make(folder_ / "given");
    write_text(folder_ / "run/kept.txt", "of the user");
  }

  void expect_refusal(const std::string& program, const std::string& option) const {
    const FolderState before = state_of(folder_.path());
    const Launch launch(program,
                        {"--data", kSynthetic, "--out", (folder_ / "run").string(), option,
                         (folder_ / "given").string()},
                        ranks());
    expect_error(run(launch), 2, GetParam().says);
    EXPECT_TRUE(state_of(folder_.path()) == before) << "files were changed or left";
  }

 private:
  TemporaryFolder folder_;
};

TEST_P(Network, EndsEvaluation) { expect_refusal("ebsnn_eval", "--network"); }
TEST_P(Network, EndsTraining) { expect_refusal("ebsnn_train", "--initial-network"); }

INSTANTIATE_TEST_SUITE_P(Bad, Network, testing::ValuesIn(bad_networks()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace ebsnn::test
