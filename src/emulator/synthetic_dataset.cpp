#include "emulator/synthetic_dataset.hpp"

#include "core/error.hpp"
#include "core/partition.hpp"
#include "core/random.hpp"
#include "emulator/camera.hpp"
#include "emulator/digit_strokes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <system_error>
#include <vector>

namespace ebsnn {
namespace {

constexpr std::string_view kPrefix = "synthetic";
constexpr std::size_t kClasses = 10;

/// What the draws of a recording are for. Part of the random key, so part of the results.
enum class Draw : std::uint64_t {
  train_camera = 0,
  test_camera = 1,
  train_digit = 2,
  test_digit = 3
};

RandomSequence sequence(std::uint64_t seed, Draw draw, std::uint64_t number) {
  return {seed, Stream::synthetic_recording, static_cast<std::uint64_t>(draw), number};
}

/// What both kinds of split share: the camera, and access to recordings by number.
class SyntheticDataset : public Dataset {
 public:
  SyntheticDataset(const SyntheticConfig& config, Split split)
      : camera_(config.camera, config.seed), seed_(config.seed), split_(split) {
    description_.classes = digit_names();
  }

  [[nodiscard]] const DataDescription& description() const override { return description_; }
  [[nodiscard]] std::string name(std::size_t index) const override {
    return fmt::format("{} (seed {})/{}", kPrefix, seed_, source(index));
  }
  [[nodiscard]] std::string source(std::size_t index) const override {
    const std::size_t digits = std::max<std::size_t>(5, fmt::formatted_size("{}", size()));
    return fmt::format("{}/{}/{:0{}}.bin", folder_name(split_), label(index), number(index) + 1,
                       digits);
  }
  [[nodiscard]] Recording read(std::size_t index) const override {
    const std::uint64_t k = number(index);
    const bool train = split_ == Split::train;
    RandomSequence random = sequence(seed_, train ? Draw::train_camera : Draw::test_camera, k);
    return {camera_.record(image(index), split_, random), label(index)};
  }

 protected:
  [[nodiscard]] virtual std::uint64_t number(std::size_t index) const = 0;
  [[nodiscard]] virtual DigitImage image(std::size_t index) const = 0;
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] Split split() const { return split_; }

 private:
  DataDescription description_;
  Camera camera_;
  std::uint64_t seed_;
  Split split_;
};

/// Built-in digits; number k shows k mod 10.
class DrawnDataset final : public SyntheticDataset {
 public:
  DrawnDataset(const SyntheticConfig& config, Split split, std::size_t size)
      : SyntheticDataset(config, split), size_(size) {}

  [[nodiscard]] std::size_t size() const override { return size_; }
  [[nodiscard]] Label label(std::size_t index) const override {
    Label digit = 0;
    while (index >= block_of(size_, digit, kClasses).end()) ++digit;
    return digit;
  }

 protected:
  [[nodiscard]] std::uint64_t number(std::size_t index) const override {
    const std::size_t digit = label(index);
    return (index - block_of(size_, digit, kClasses).first) * kClasses + digit;
  }
  [[nodiscard]] DigitImage image(std::size_t index) const override {
    const Draw draw = split() == Split::train ? Draw::train_digit : Draw::test_digit;
    RandomSequence random = sequence(seed(), draw, number(index));
    return draw_digit(label(index), random);
  }

 private:
  std::size_t size_;
};

/// MNIST's images; number k shows image k.
class MnistDataset final : public SyntheticDataset {
 public:
  MnistDataset(const SyntheticConfig& config, Split split, std::size_t size,
               std::shared_ptr<const MnistImages> mnist)
      : SyntheticDataset(config, split), mnist_(std::move(mnist)), numbers_(size) {
    std::iota(numbers_.begin(), numbers_.end(), 0U);
    std::stable_sort(numbers_.begin(), numbers_.end(), [this](std::uint32_t a, std::uint32_t b) {
      return mnist_->labels[a] < mnist_->labels[b];
    });
  }

  [[nodiscard]] std::size_t size() const override { return numbers_.size(); }
  [[nodiscard]] Label label(std::size_t index) const override {
    return mnist_->labels[numbers_.at(index)];
  }

 protected:
  [[nodiscard]] std::uint64_t number(std::size_t index) const override {
    return numbers_.at(index);
  }
  [[nodiscard]] DigitImage image(std::size_t index) const override {
    return mnist_->images[numbers_.at(index)];
  }

 private:
  std::shared_ptr<const MnistImages> mnist_;
  std::vector<std::uint32_t> numbers_;  ///< in the order class, then number
};

std::unique_ptr<Dataset> open_split(const SyntheticConfig& config, Split split) {
  const bool train = split == Split::train;
  const std::uint64_t size = train ? config.train : config.test;
  const auto& images = train ? config.train_images : config.test_images;
  const char* name = train ? "train" : "test";
  if (size > kMaxRecordings) {
    throw InputError(fmt::format("{}: {} = {} is above {}", kPrefix, name, size, kMaxRecordings));
  }
  if (size == 0) return nullptr;
  if (!images) return std::make_unique<DrawnDataset>(config, split, size);
  if (size > images->images.size()) {
    throw InputError(fmt::format("{}: {} = {} is above the number of MNIST images, {}", kPrefix,
                                 name, size, images->images.size()));
  }
  return std::make_unique<MnistDataset>(config, split, size, images);
}

[[noreturn]] void throw_usage(std::string_view text, const std::string& problem) {
  throw InputError(
      fmt::format("data \"{}\": {}; expected {}[:train=N,test=N,seed=N]", text, problem, kPrefix));
}

std::uint64_t parse_number(std::string_view text, std::string_view key, std::string_view value) {
  std::uint64_t number = 0;
  const char* end = value.data() + value.size();
  const auto result = std::from_chars(value.data(), end, number);
  if (result.ec == std::errc::result_out_of_range) {
    throw_usage(text, fmt::format("{} = {} is above {}", key, value, ~std::uint64_t{0}));
  }
  if (result.ec != std::errc() || result.ptr != end) {
    throw_usage(text, fmt::format("{} = \"{}\" is not a whole number", key, value));
  }
  return number;
}

/// Where a key's value goes.
struct Key {
  std::string_view name;
  std::uint64_t* value;
  std::uint64_t max;
  bool given = false;
};

void parse_setting(std::string_view text, std::string_view setting, std::span<Key> keys) {
  const std::size_t equals = setting.find('=');
  const std::string_view name = setting.substr(0, equals);
  const auto key =
      std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return k.name == name; });
  if (key == keys.end()) throw_usage(text, fmt::format("\"{}\" is unknown", name));
  if (equals == std::string_view::npos) throw_usage(text, fmt::format("{} has no value", name));
  if (key->given) throw_usage(text, fmt::format("{} occurs twice", name));
  key->given = true;
  *key->value = parse_number(text, name, setting.substr(equals + 1));
  if (*key->value > key->max) {
    throw_usage(text, fmt::format("{} = {} is above {}", name, *key->value, key->max));
  }
}

}  // namespace

SyntheticConfig parse_synthetic(std::string_view text) {
  SyntheticConfig config;
  std::array<Key, 3> keys{{{"train", &config.train, kMaxRecordings},
                           {"test", &config.test, kMaxRecordings},
                           {"seed", &config.seed, ~std::uint64_t{0}}}};
  if (text == kPrefix) return config;
  if (!text.starts_with(kPrefix) || text[kPrefix.size()] != ':') {
    throw_usage(text, "unknown form");
  }
  std::string_view rest = text.substr(kPrefix.size() + 1);
  for (bool more = true; more;) {
    const std::size_t comma = rest.find(',');
    parse_setting(text, rest.substr(0, comma), keys);
    more = comma != std::string_view::npos;
    if (more) rest.remove_prefix(comma + 1);
  }
  return config;
}

DataSource open_synthetic(const SyntheticConfig& config) {
  DataSource source;
  source.train = open_split(config, Split::train);
  source.test = open_split(config, Split::test);
  if (!source.train && !source.test) {
    throw InputError(fmt::format("{}: train = 0 and test = 0 leave no recording", kPrefix));
  }
  const bool mnist = config.train_images || config.test_images;
  source.place = fmt::format("{}:train={},test={},seed={}{}", kPrefix, config.train, config.test,
                             config.seed, mnist ? " of MNIST images" : "");
  return source;
}

}  // namespace ebsnn
