#include "storage/h5_structure.hpp"

#include "storage/h5_messages.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <string_view>
#include <system_error>

namespace ebsnn::h5::detail {
namespace {

using Block = std::vector<std::uint8_t>;

/// The bytes of a file by address, never beyond its end. All structures together cannot be larger
/// than the file, unless they overlap or a list forms a cycle.
class FileBytes {
 public:
  FileBytes(const std::filesystem::path& path, std::uint64_t bytes)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), bytes_(bytes), left_(2 * bytes) {
    if (descriptor_ < 0) fail();
  }
  ~FileBytes() { ::close(descriptor_); }
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  /// `bytes`: the size according to the file itself.
  void require_not_truncated(std::uint64_t bytes) const {
    if (bytes > bytes_) {
      throw Malformed(
          fmt::format("it is truncated: {} bytes instead of at least {}", bytes_, bytes));
    }
  }

  void require_within(std::uint64_t address, std::uint64_t bytes) const {
    require(address <= bytes_ && bytes <= bytes_ - address, "an address beyond the file's end");
  }

  [[nodiscard]] Block block(std::uint64_t address, std::uint64_t bytes) {
    require_within(address, bytes);
    require(bytes <= left_, "structures that overlap");
    left_ -= bytes;
    Block block(bytes);
    for (std::size_t done = 0; done < block.size();) {
      const ssize_t got = ::pread(descriptor_, block.data() + done, block.size() - done,
                                  static_cast<off_t>(address + done));
      if (got < 0 && errno != EINTR) fail();
      require(got != 0, "the file became shorter");
      done += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    }
    return block;
  }

 private:
  [[noreturn]] static void fail() { throw Malformed(std::generic_category().message(errno)); }

  int descriptor_;
  std::uint64_t bytes_;
  std::uint64_t left_;  ///< to be read; twice the size, because some headers are read separately
};

void expect_signature(Cursor& in, std::string_view signature) {
  const std::span<const std::uint8_t> found = in.take(signature.size());
  require(std::equal(found.begin(), found.end(), signature.begin(),
                     [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); }),
          "a structure without its signature");
}

/// The names of a group's members.
class LocalHeap {
 public:
  LocalHeap(FileBytes& file, std::uint64_t address) {
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

  [[nodiscard]] std::string name_at(std::uint64_t offset) const {
    require(offset < data_.size(), "a name outside its heap");
    const auto first = data_.begin() + static_cast<std::ptrdiff_t>(offset);
    const auto end = std::find(first, data_.end(), 0);
    require(end != data_.end(), "a name without an end");
    return {first, end};
  }

 private:
  /// The list of free blocks must end, without a cycle.
  void check_free(std::uint64_t next) const {
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

  Block data_;
};

/// Lengths of the objects in a heap of text.
using HeapLengths = std::map<std::uint32_t, std::uint64_t>;

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

/// Whether compressed bytes are complete and expand to exactly `expected` bytes.
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

/// Visits everything that can be reached from the root.
class Walk {
 public:
  explicit Walk(FileBytes& file) : file_(file) {}

  void check_superblock() {
    constexpr std::size_t kSignatureBytes = 8;
    constexpr std::size_t kBytes = 88;
    const Block signature = file_.block(0, kSignatureBytes);
    Cursor start(signature);
    expect_signature(start, "\x89HDF\r\n\x1a\n");
    const Block block = file_.block(kSignatureBytes, kBytes);
    Cursor in(block);
    require(in.u8() == 0, "it is not in the format of HDF5 1.8 and before");
    in.skip(4);
    require(in.u8() == 8 && in.u8() == 8, "addresses of an unusual size");
    in.skip(1);
    constexpr std::size_t kMostEntries = 1024;
    leaf_entries_ = std::size_t{2} * in.u16();
    node_entries_ = std::size_t{2} * in.u16();
    require(leaf_entries_ <= kMostEntries && node_entries_ <= kMostEntries, "too large a tree");
    in.skip(4);
    require(in.u64() == 0 && in.u64() == kUndefinedAddress, "a superblock of an unusual form");
    file_.require_not_truncated(in.u64());
    require(in.u64() == kUndefinedAddress, "a superblock of an unusual form");
    in.skip(8);
    const std::uint64_t root = in.u64();
    check_entry("/", root, in);
  }

 private:
  struct Node {
    Block bytes;
    unsigned level = 0;
    unsigned entries = 0;
  };

  static constexpr std::ptrdiff_t kDeepest = 64;  // groups of this program are at most two deep

  /// Checks the entry of a member in its group's table; `in` is after the address of its header.
  void check_entry(const std::string& name, std::uint64_t header, Cursor& in) {
    constexpr std::uint32_t kTable = 1;
    constexpr std::uint32_t kSoftLink = 2;
    const std::uint32_t cached = in.u32();
    in.skip(4);
    Cursor scratch(in.take(16));
    // HDF5 resolves a soft link by name, but always treats the root as an object.
    if (cached == kSoftLink && name != "/") return;
    require(cached <= kTable, "an entry of unknown kind");
    check_object(name, header);
    if (cached == kTable) {
      const std::uint64_t tree = scratch.u64();
      require(tables_.at(header) == SymbolTable{tree, scratch.u64()},
              "a group's entry at odds with its header");
    }
  }

  /// Several names may refer to the same object.
  void check_object(const std::string& name, std::uint64_t header) {
    if (!tables_.try_emplace(header).second) return;
    const Object object = [&] {
      try {
        Object found = read_header(header);
        check_together(found);
        check_texts(found);
        if (found.chunks) check_chunks(found);
        return found;
      } catch (const Malformed& problem) {
        throw Malformed(fmt::format("{}: {}", name, problem.what()));
      }
    }();
    if (!object.table) return;
    require(std::count(name.begin(), name.end(), '/') <= kDeepest, "groups in groups in groups");
    tables_.at(header) = *object.table;
    check_group(name == "/" ? name : name + "/", *object.table);
  }

  [[nodiscard]] Object read_header(std::uint64_t address) {
    constexpr std::size_t kPrefixBytes = 16;
    const Block prefix = file_.block(address, kPrefixBytes);
    Cursor in(prefix);
    require(in.u8() == 1, "an object header that is not in the format of HDF5 1.8 and before");
    in.skip(1);
    const std::size_t expected = in.u16();
    in.skip(4);
    Object object;
    std::size_t messages = read_messages(object, {address + kPrefixBytes, in.u32()});
    for (std::size_t i = 0; i < object.continuations.size() && messages <= expected; ++i) {
      messages += read_messages(object, object.continuations[i]);
    }
    require(messages == expected, "an object header with another number of messages than it says");
    return object;
  }

  std::size_t read_messages(Object& object, Extent where) {
    const Block block = file_.block(where.address, where.bytes);
    Cursor in(block);
    std::size_t messages = 0;
    for (; in.left() > 0; ++messages) {
      const std::uint16_t kind = in.u16();
      const std::size_t bytes = in.u16();
      const std::uint8_t flags = in.u8();
      in.skip(3);
      require(bytes % 8 == 0, "a message of an impossible size");
      add_message(object, kind, flags, Cursor(in.take(bytes)));
    }
    return messages;
  }

  void check_texts(const Object& object) {
    for (const HeapText& text : object.texts) {
      if (text.heap == 0) continue;  // no text
      if (!heaps_.contains(text.heap)) {
        heaps_.emplace(text.heap, read_global_heap(file_, text.heap));
      }
      const HeapLengths& lengths = heaps_.at(text.heap);
      const auto found = lengths.find(text.index);
      require(found != lengths.end() && found->second == text.bytes,
              "a text that its heap does not hold");
    }
  }

  /// A node of a tree whose keys have `key_bytes` bytes.
  Node read_node(std::uint64_t address, unsigned kind, std::size_t key_bytes,
                 std::size_t most_entries) {
    const std::size_t bytes = 24 + most_entries * 8 + (most_entries + 1) * key_bytes;
    Node node{file_.block(address, bytes)};
    Cursor in(node.bytes);
    expect_signature(in, "TREE");
    require(in.u8() == kind, "a tree of another kind");
    node.level = in.u8();
    node.entries = in.u16();
    require(node.entries <= most_entries, "a tree's node with too many entries");
    return node;
  }

  static Cursor entries_of(const Node& node) { return Cursor(std::span(node.bytes).subspan(24)); }

  void check_group(const std::string& name, const SymbolTable& table) {
    const LocalHeap heap(file_, table.heap);
    const Node root = read_node(table.tree, 0, 8, node_entries_);
    check_group_node(name, heap, root);
  }

  void check_group_node(const std::string& name, const LocalHeap& heap, const Node& node) {
    Cursor in = entries_of(node);
    (void)heap.name_at(in.u64());
    for (unsigned i = 0; i < node.entries; ++i) {
      const std::uint64_t child = in.u64();
      (void)heap.name_at(in.u64());
      if (node.level == 0) {
        check_leaf(name, heap, child);
        continue;
      }
      const Node below = read_node(child, 0, 8, node_entries_);
      require(below.level == node.level - 1, "a tree of uneven levels");
      check_group_node(name, heap, below);
    }
  }

  void check_leaf(const std::string& group, const LocalHeap& heap, std::uint64_t address) {
    constexpr std::size_t kEntryBytes = 40;
    const Block block = file_.block(address, 8 + leaf_entries_ * kEntryBytes);
    Cursor in(block);
    expect_signature(in, "SNOD");
    require(in.u8() == 1, "a list of members of unknown version");
    in.skip(1);
    const std::size_t members = in.u16();
    require(members <= leaf_entries_, "a list of too many members");
    for (std::size_t i = 0; i < members; ++i) {
      const std::string name = heap.name_at(in.u64());
      const std::uint64_t header = in.u64();
      check_entry(group + name, header, in);
    }
  }

  void check_chunks(const Object& object) {
    if (object.chunks->tree == kUndefinedAddress) return;  // no values yet
    check_chunk_node(object, read_chunk_node(*object.chunks, object.chunks->tree));
  }

  Node read_chunk_node(const Chunks& chunks, std::uint64_t address) {
    constexpr std::size_t kMostEntries = 64;  // fixed in this version of the superblock
    return read_node(address, 1, 8 + 8 * chunks.sides.size(), kMostEntries);
  }

  void check_chunk_node(const Object& object, const Node& node) {
    const Chunks& chunks = *object.chunks;
    Cursor in = entries_of(node);
    for (unsigned i = 0; i < node.entries; ++i) {
      const std::uint64_t bytes = in.u32();
      require(in.u32() == 0, "chunks that skip filters");
      for (const std::uint32_t side : chunks.sides) {
        require(in.u64() % side == 0, "a chunk beside its place");
      }
      const std::uint64_t child = in.u64();
      if (node.level == 0) {
        check_chunk(object, {child, bytes});
        continue;
      }
      const Node below = read_chunk_node(chunks, child);
      require(below.level == node.level - 1, "a tree of uneven levels");
      check_chunk_node(object, below);
    }
  }

  /// HDF5 treats the output of a filter as a whole chunk.
  void check_chunk(const Object& object, Extent where) {
    if (!object.filters || !object.filters->deflate) {
      require(where.bytes == object.chunks->bytes, "a chunk of another size");
      file_.require_within(where.address, where.bytes);
      return;
    }
    Block compressed = file_.block(where.address, where.bytes);
    require(inflates_to(object.chunks->bytes, compressed), "a chunk that cannot be unpacked");
  }

  FileBytes& file_;
  std::size_t leaf_entries_ = 0;
  std::size_t node_entries_ = 0;
  std::map<std::uint64_t, SymbolTable> tables_;  ///< of the objects seen, by their header's address
  std::map<std::uint64_t, HeapLengths> heaps_;
};

}  // namespace

std::string structure_problem(const std::filesystem::path& path, std::uint64_t file_bytes) {
  try {
    FileBytes file(path, file_bytes);
    Walk(file).check_superblock();
    return {};
  } catch (const Malformed& problem) {
    return problem.what();
  }
}

}  // namespace ebsnn::h5::detail
