#pragma once
// Small made-up recordings, written to folders and read from them.

#include "core/error.hpp"
#include "core/random.hpp"
#include "events/dataset.hpp"
#include "events/nmnist.hpp"
#include "support/temporary_folder.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace ebsnn::test {

using Bytes = std::vector<std::byte>;

/// Bytes from numbers, e.g. bytes_of({3, 7, 0x80, 0, 1}).
inline Bytes bytes_of(std::initializer_list<unsigned> values) {
  Bytes bytes;
  for (const unsigned value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

inline void write_bytes(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the stream's element type is char
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

inline Bytes read_bytes(const std::filesystem::path& path) {
  Bytes bytes(std::filesystem::file_size(path));
  std::ifstream file(path, std::ios::binary);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the stream's element type is char
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return bytes;
}

/// `count` events at random places and times; the same for the same `number`.
inline std::vector<Event> made_up_events(std::size_t count, std::uint64_t number) {
  RandomSequence random(1, Stream::synthetic_recording, 0, number);
  std::vector<Event> events(count);
  for (Event& event : events) {
    event = {random.below(336'000), static_cast<std::uint16_t>(random.below(34)),
             static_cast<std::uint16_t>(random.below(34)), random.coin()};
  }
  return events;
}

/// Paths below a data folder, and the content of the files there.
using Files = std::map<std::string, Bytes>;

/// Both splits with every class, several recordings per class; one of them is empty. Names have
/// different lengths, so that their order as text differs from that of the numbers.
inline Files made_up_files() {
  Files files;
  std::uint64_t number = 0;
  for (const std::string split : {"Train", "Test"}) {
    for (int digit = 0; digit < 10; ++digit) {
      for (const std::string file : {"00002", "9", "10"}) {
        const std::string path = split + "/" + std::to_string(digit) + "/" + file + ".bin";
        files[path] = encode_nmnist(made_up_events(number % 7 * 20, number), path);
        ++number;
      }
    }
  }
  return files;
}

inline void write_files(const std::filesystem::path& folder, const Files& files) {
  for (const auto& [path, bytes] : files) write_bytes(folder / path, bytes);
}

/// The message of the InputError that `work` throws; empty if it throws none.
template <class Work>
std::string input_error_of(const Work& work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// Location of real recordings, or nothing: $EBSNN_NMNIST_SAMPLE, or ../shared/nmnist-1k beside the
/// source tree.
inline std::optional<std::filesystem::path> real_recordings() {
  const char* chosen = std::getenv("EBSNN_NMNIST_SAMPLE");
  const std::filesystem::path path =
      chosen != nullptr ? std::filesystem::path(chosen)
                        : std::filesystem::path(EBSNN_SOURCE_DIR) / "../shared/nmnist-1k";
  if (!std::filesystem::is_directory(path / "Train")) return std::nullopt;
  return path;
}

/// The first difference between two data sets in labels, events, order or checksums, or nothing.
inline std::string difference_between(const Dataset& a, const Dataset& b) {
  if (a.size() != b.size()) {
    return std::to_string(a.size()) + " recordings, not " + std::to_string(b.size());
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Recording one = a.read(i);
    const Recording other = b.read(i);
    const bool equal = one.label == other.label && one.events == other.events &&
                       a.label(i) == one.label && b.label(i) == other.label &&
                       a.checksum(i) == b.checksum(i);
    if (!equal) return a.name(i) + " differs from " + b.name(i);
  }
  return "";
}

}  // namespace ebsnn::test
