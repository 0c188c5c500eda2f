#pragma once
// An input of a fuzzer as a file, for readers that take a path. Only for tests/fuzz.

#include <cstdint>
#include <filesystem>
#include <span>

namespace ebsnn::test {

/// A file in memory. It is reused for the next input, because making one costs more than most
/// readers do. If the process ends with a finding, the file stays and holds the input.
class InputFile {
 public:
  InputFile();
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  /// Replaces the content.
  void hold(std::span<const std::uint8_t> bytes);
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace ebsnn::test
