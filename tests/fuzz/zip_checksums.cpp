#include "fuzz/zip_checksums.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace ebsnn::test {
namespace {

// APPNOTE.TXT, 4.3.7 (local header) and 4.3.12 (central directory header): offsets of fields.
constexpr std::array<std::uint8_t, 4> kCentralMark{'P', 'K', 1, 2};
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kCentralMethod = 10;
constexpr std::size_t kCentralChecksum = 16;
constexpr std::size_t kCentralCompressed = 20;
constexpr std::size_t kCentralSize = 24;
constexpr std::size_t kCentralOffset = 42;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kLocalChecksum = 14;
constexpr std::size_t kLocalSize = 22;
constexpr std::size_t kLocalNameLength = 26;
constexpr std::size_t kLocalExtraLength = 28;

constexpr std::size_t kMaxMemberBytes = std::size_t{1} << 16U;

std::uint32_t number_at(std::span<const std::uint8_t> bytes, std::size_t at, std::size_t width) {
  std::uint32_t number = 0;
  for (std::size_t i = width; i-- > 0;) number = (number << 8U) | bytes[at + i];
  return number;
}

void put_at(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t number) {
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[at + i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
}

/// The content of raw deflated bytes, as far as it can be decompressed.
std::vector<std::uint8_t> inflated(std::span<std::uint8_t> compressed) {
  std::vector<std::uint8_t> bytes(kMaxMemberBytes);
  z_stream stream{};
  stream.next_in = compressed.data();
  stream.avail_in = static_cast<unsigned>(compressed.size());
  stream.next_out = bytes.data();
  stream.avail_out = static_cast<unsigned>(bytes.size());
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return {};
  inflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  inflateEnd(&stream);
  return bytes;
}

void repair_member(std::span<std::uint8_t> archive, std::span<std::uint8_t> central) {
  const std::size_t local_at = number_at(central, kCentralOffset, 4);
  const std::size_t compressed = number_at(central, kCentralCompressed, 4);
  if (local_at > archive.size() || archive.size() - local_at < kLocalBytes) return;
  const std::span<std::uint8_t> local = archive.subspan(local_at);
  const std::size_t data_at =
      kLocalBytes + number_at(local, kLocalNameLength, 2) + number_at(local, kLocalExtraLength, 2);
  if (data_at > local.size() || local.size() - data_at < compressed) return;
  const std::span<std::uint8_t> data = local.subspan(data_at, compressed);
  const bool stored = number_at(central, kCentralMethod, 2) == 0;
  const std::vector<std::uint8_t> bytes =
      stored ? std::vector<std::uint8_t>(data.begin(), data.end()) : inflated(data);
  const auto size = static_cast<std::uint32_t>(bytes.size());
  const auto checksum = static_cast<std::uint32_t>(crc32(0, bytes.data(), size));
  put_at(central, kCentralChecksum, checksum);
  put_at(central, kCentralSize, size);
  put_at(local, kLocalChecksum, checksum);
  put_at(local, kLocalSize, size);
}

}  // namespace

void repair_zip_checksums(std::span<std::uint8_t> archive) {
  for (std::size_t at = 0; at + kCentralBytes <= archive.size(); ++at) {
    const std::span<std::uint8_t> here = archive.subspan(at);
    if (std::equal(kCentralMark.begin(), kCentralMark.end(), here.begin())) {
      repair_member(archive, here);
    }
  }
}

}  // namespace ebsnn::test
