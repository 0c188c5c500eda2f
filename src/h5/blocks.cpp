#include "h5/blocks.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace ebsnn::h5::detail {
namespace {

[[noreturn]] void fail() { throw Malformed(std::generic_category().message(errno)); }

}  // namespace

// Up to twice the size may be read, because some headers are read separately.
FileBytes::FileBytes(const std::filesystem::path& path, std::uint64_t bytes)
    : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), bytes_(bytes), left_(2 * bytes) {
  if (descriptor_ < 0) fail();
}

FileBytes::~FileBytes() { ::close(descriptor_); }

void FileBytes::begin_at(std::uint64_t base) {
  base_ = base;
  bytes_ -= base;
}

void FileBytes::require_not_truncated(std::uint64_t bytes) const {
  if (bytes > base_ + bytes_) {
    throw Malformed(
        fmt::format("it is truncated: {} bytes instead of at least {}", base_ + bytes_, bytes));
  }
}

void FileBytes::require_within(std::uint64_t address, std::uint64_t bytes) const {
  require(address <= bytes_ && bytes <= bytes_ - address, "an address beyond the file's end");
}

Block FileBytes::block(std::uint64_t address, std::uint64_t bytes) {
  require_within(address, bytes);
  require(bytes <= left_, "structures that overlap");
  left_ -= bytes;
  Block block(bytes);
  for (std::size_t done = 0; done < block.size();) {
    const ssize_t got = ::pread(descriptor_, block.data() + done, block.size() - done,
                                static_cast<off_t>(base_ + address + done));
    if (got < 0 && errno != EINTR) fail();
    require(got != 0, "the file became shorter");
    done += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
  }
  return block;
}

bool begins_with(std::span<const std::uint8_t> bytes, std::string_view signature) {
  return bytes.size() >= signature.size() &&
         std::equal(signature.begin(), signature.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return b == static_cast<std::uint8_t>(a); });
}

void expect_signature(Cursor& in, std::string_view signature) {
  require(begins_with(in.take(signature.size()), signature), "a structure without its signature");
}

LocalHeap::LocalHeap(FileBytes& file, std::uint64_t address) {
  constexpr std::size_t kPrefixBytes = 32;
  const Block prefix = file.block(address, kPrefixBytes);
  Cursor in(prefix);
  expect_signature(in, "HEAP");
  require(in.u8() == 0, "a heap of unknown version");
  in.skip(3);
  const std::uint64_t bytes = in.u64();
  const std::uint64_t first_free = in.u64();
  data_ = file.block(in.u64(), bytes);
  check_free(first_free);
}

std::string LocalHeap::name_at(std::uint64_t offset) const {
  require(offset < data_.size(), "a name outside its heap");
  const auto first = data_.begin() + static_cast<std::ptrdiff_t>(offset);
  const auto end = std::find(first, data_.end(), 0);
  require(end != data_.end(), "a name without an end");
  return {first, end};
}

/// The list of free blocks must end, without a cycle.
void LocalHeap::check_free(std::uint64_t next) const {
  constexpr std::uint64_t kNoMore = 1;
  constexpr std::size_t kLinkBytes = 16;
  for (std::size_t links = 0; next != kNoMore; ++links) {
    require(next <= data_.size() && links <= data_.size() / kLinkBytes, "a heap's list of gaps");
    const std::uint64_t here = next;
    Cursor in{std::span(data_).subspan(here)};
    next = in.u64();
    require(in.u64() <= data_.size() - here, "a heap's list of gaps");
  }
}

HeapLengths read_global_heap(FileBytes& file, std::uint64_t address) {
  constexpr std::size_t kPrefixBytes = 16;
  constexpr std::size_t kObjectBytes = 16;
  const Block prefix = file.block(address, kPrefixBytes);
  Cursor start(prefix);
  expect_signature(start, "GCOL");
  require(start.u8() == 1, "a heap of unknown version");
  start.skip(3);
  const Block heap = file.block(address, start.u64());
  Cursor in(heap);
  in.skip(kPrefixBytes);
  HeapLengths lengths;
  while (in.left() >= kObjectBytes) {
    const std::uint32_t index = in.u16();
    in.skip(6);
    const std::uint64_t bytes = in.u64();
    if (index == 0) {  // free space, including these 16 bytes
      require(bytes >= kObjectBytes, "a heap of text with a gap of no size");
      in.skip(bytes - kObjectBytes);
      continue;
    }
    require(bytes <= in.left(), "a text longer than its heap");
    in.skip((bytes + 7) / 8 * 8);
    require(lengths.emplace(index, bytes).second, "two texts of the same number");
  }
  return lengths;
}

bool inflates_to(std::uint64_t expected, Block& compressed) {
  std::array<std::uint8_t, 1U << 16U> out{};
  z_stream stream{};
  stream.next_in = compressed.data();
  stream.avail_in = static_cast<unsigned>(compressed.size());
  int state = inflateInit(&stream);
  while (state == Z_OK && stream.total_out <= expected) {
    stream.next_out = out.data();
    stream.avail_out = static_cast<unsigned>(out.size());
    state = inflate(&stream, Z_NO_FLUSH);
  }
  const bool whole = state == Z_STREAM_END && stream.total_out == expected;
  inflateEnd(&stream);
  return whole;
}

}  // namespace ebsnn::h5::detail
