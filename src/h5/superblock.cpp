#include "h5/superblock.hpp"

#include "h5/messages.hpp"

#include <algorithm>
#include <string_view>

namespace ebsnn::h5::detail {
namespace {

constexpr std::string_view kSuperblockSignature = "\x89HDF\r\n\x1a\n";

/// It is at the beginning, or behind somebody else's block of 512 bytes, 1024, 2048, ...
void find_superblock(FileBytes& file) {
  constexpr std::uint64_t kFirst = 512;
  for (std::uint64_t place = 0; place < file.bytes(); place = place == 0 ? kFirst : 2 * place) {
    if (file.bytes() - place < kSuperblockSignature.size()) break;
    if (begins_with(file.block(place, kSuperblockSignature.size()), kSuperblockSignature)) {
      file.begin_at(place);
      return;
    }
  }
  throw Malformed("it is no HDF5 file: it has no HDF5 signature");
}

}  // namespace

Superblock read_superblock(FileBytes& file) {
  constexpr std::size_t kBytes = 92;
  constexpr std::size_t kMostEntries = 1024;
  find_superblock(file);
  const std::uint64_t after_signature = kSuperblockSignature.size();
  require(file.bytes() > after_signature, "it is truncated");
  const Block block =
      file.block(after_signature, std::min<std::uint64_t>(kBytes, file.bytes() - after_signature));
  Cursor in(block);
  Superblock read;
  const std::uint8_t version = in.u8();
  if (version > 1) {
    read.newer = true;
    return read;
  }
  in.skip(4);
  require(in.u8() == 8 && in.u8() == 8, "addresses of an unusual size");
  in.skip(1);
  read.leaf_entries = std::size_t{2} * in.u16();
  read.node_entries = std::size_t{2} * in.u16();
  in.skip(4);
  if (version == 1) {
    read.chunk_entries = std::size_t{2} * in.u16();
    in.skip(2);
  }
  require(std::max({read.leaf_entries, read.node_entries, read.chunk_entries}) <= kMostEntries,
          "too large a tree");
  require(in.u64() == file.base() && in.u64() == kUndefinedAddress,
          "a superblock of an unusual form");
  file.require_not_truncated(in.u64());
  require(in.u64() == kUndefinedAddress, "a superblock of an unusual form");
  in.skip(8);
  read.root_entry.assign(in.rest().begin(), in.rest().end());
  return read;
}

}  // namespace ebsnn::h5::detail
