#include "emulator/mnist_images.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <memory>
#include <string>
#include <system_error>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kImagesMagic = 2051;
constexpr std::uint32_t kLabelsMagic = 2049;
/// Largest number of images that is read; MNIST has 60,000 and 10,000.
constexpr std::uint32_t kMaxImages = 1'000'000;

struct GzipCloser {
  void operator()(gzFile_s* file) const { gzclose_r(file); }
};

/// An IDX file open for reading; zlib passes plain files through.
class IdxFile {
 public:
  explicit IdxFile(const fs::path& path) : path_(path.string()), file_(gzopen(path.c_str(), "rb")) {
    if (!file_) {
      throw InputError(fmt::format("{}: cannot be read: {}", path_,
                                   std::error_code(errno, std::generic_category()).message()));
    }
  }

  [[nodiscard]] const std::string& path() const { return path_; }

  /// `what` names this part of the file in messages.
  void read(void* bytes, std::size_t size, const char* what) {
    const int got = gzread(file_.get(), bytes, static_cast<unsigned>(size));
    position_ += static_cast<std::size_t>(std::max(got, 0));
    if (got == static_cast<int>(size)) return;
    int code = Z_OK;
    const char* reason = gzerror(file_.get(), &code);
    if (code != Z_OK && code != Z_BUF_ERROR) {
      throw InputError(fmt::format("{}: cannot be read: {}", path_, reason));
    }
    throw InputError(
        fmt::format("{}: cut short: ends in the {}, after {} bytes", path_, what, position_));
  }

  std::uint32_t read_word(const char* what) {
    std::array<std::uint8_t, 4> bytes{};
    read(bytes.data(), bytes.size(), what);
    std::uint32_t word = 0;
    for (const std::uint8_t byte : bytes) word = (word << 8U) | byte;
    return word;
  }

  void expect_word(const char* what, std::uint32_t expected) {
    const std::uint32_t word = read_word(what);
    if (word != expected) {
      throw InputError(fmt::format("{}: {} is {}, not {}", path_, what, word, expected));
    }
  }

  std::uint32_t read_count() {
    const std::uint32_t count = read_word("number of items");
    if (count > kMaxImages) {
      throw InputError(
          fmt::format("{}: number of items is {}, above {}", path_, count, kMaxImages));
    }
    return count;
  }

  void expect_end() {
    std::uint8_t byte = 0;
    const int got = gzread(file_.get(), &byte, 1);
    if (got > 0) throw InputError(fmt::format("{}: has more bytes than its header says", path_));
    if (got < 0) {
      int code = Z_OK;
      throw InputError(fmt::format("{}: cannot be read: {}", path_, gzerror(file_.get(), &code)));
    }
  }

 private:
  std::string path_;
  std::unique_ptr<gzFile_s, GzipCloser> file_;
  std::size_t position_ = 0;  ///< bytes read, unpacked
};

std::vector<DigitImage> read_images(IdxFile& file) {
  file.expect_word("magic number", kImagesMagic);
  const std::uint32_t count = file.read_count();
  file.expect_word("number of rows", kDigitImageSide);
  file.expect_word("number of columns", kDigitImageSide);
  std::vector<DigitImage> images;
  for (std::uint32_t i = 0; i < count; ++i) {
    file.read(images.emplace_back().data(), sizeof(DigitImage), "images");
  }
  file.expect_end();
  return images;
}

std::vector<std::uint8_t> read_labels(IdxFile& file) {
  file.expect_word("magic number", kLabelsMagic);
  std::vector<std::uint8_t> labels(file.read_count());
  file.read(labels.data(), labels.size(), "list of labels");
  file.expect_end();
  const auto wrong =
      std::find_if(labels.begin(), labels.end(), [](std::uint8_t label) { return label > 9; });
  if (wrong != labels.end()) {
    throw InputError(fmt::format("{}: label {} is {}, outside 0..9", file.path(),
                                 wrong - labels.begin(), *wrong));
  }
  return labels;
}

/// `name` or `name`.gz, whichever exists.
fs::path find_file(const fs::path& folder, const std::string& name) {
  for (const char* ending : {"", ".gz"}) {
    fs::path path = folder / (name + ending);
    std::error_code failed;
    if (fs::exists(path, failed)) return path;
  }
  throw InputError(fmt::format("{}: neither {} nor {}.gz exists", folder.string(), name, name));
}

}  // namespace

MnistImages read_mnist(const fs::path& folder, Split split) {
  const std::string prefix = split == Split::train ? "train" : "t10k";
  IdxFile image_file(find_file(folder, prefix + "-images-idx3-ubyte"));
  IdxFile label_file(find_file(folder, prefix + "-labels-idx1-ubyte"));
  MnistImages mnist{read_images(image_file), read_labels(label_file)};
  if (mnist.images.size() != mnist.labels.size()) {
    throw InputError(fmt::format("{}: {} images, but {} labels in {}", image_file.path(),
                                 mnist.images.size(), mnist.labels.size(), label_file.path()));
  }
  return mnist;
}

std::string zlib_library_version() { return zlibVersion(); }

}  // namespace ebsnn
