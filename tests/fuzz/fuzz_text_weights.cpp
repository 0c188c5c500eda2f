// The five text files of the published code, for a network with two neurons per population: weights
// within their bounds, or a refusal. An input is the five texts one after the other, separated by
// form feeds.

#include "fuzz/expect.hpp"
#include "fuzz/input_file.hpp"
#include "fuzz/memory_bound.hpp"
#include "storage/text_weights.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace ebsnn::test {
namespace {

constexpr std::uint8_t kSeparator = '\f';

/// A folder whose five files are links to files in memory.
class WeightsFolder {
 public:
  WeightsFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ebsnn-fuzz-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      const std::string name = std::string(weight_fields()[i].name) + ".txt";
      std::filesystem::create_symlink(files_[i].path(), path_ / name);
    }
  }
  ~WeightsFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  WeightsFolder(const WeightsFolder&) = delete;
  WeightsFolder& operator=(const WeightsFolder&) = delete;

  void hold(std::span<const std::uint8_t> input) {
    for (InputFile& file : files_) {
      const auto end = std::find(input.begin(), input.end(), kSeparator);
      const auto length = static_cast<std::size_t>(end - input.begin());
      file.hold(input.first(length));
      input = input.subspan(std::min(length + 1, input.size()));
    }
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::array<InputFile, 5> files_;
  std::filesystem::path path_;
};

void read_weights(std::span<const std::uint8_t> input) {
  static WeightsFolder folder;
  static const ModelParameters parameters = [] {
    ModelParameters small;
    small.shape = {1, 2, 2, 1};
    return small;
  }();
  folder.hold(input);
  // A number of 8 bytes for two characters, in a list that doubles as it grows; and the line
  // itself.
  const MemoryBound bound(input.size(), 256 * kKiB, 16);
  read_or_refuse([] {
    const NetworkWeights weights = read_text_weights(folder.path(), parameters);
    for (const WeightField& field : weight_fields()) {
      const std::vector<double>& values = (weights.*field.matrix).values;
      const double most = upper_bound(parameters, field);
      expect(std::all_of(values.begin(), values.end(),
                         [most](double value) { return value >= 0.0 && value <= most; }),
             "weights are within their bounds");
    }
  });
}

}  // namespace
}  // namespace ebsnn::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ebsnn::test::read_weights({data, size});
  return 0;
}
