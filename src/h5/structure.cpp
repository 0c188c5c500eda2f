#include "h5/structure.hpp"

#include "h5/blocks.hpp"
#include "h5/messages.hpp"
#include "h5/superblock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace ebsnn::h5::detail {
namespace {

/// Goes through all that can be reached from the root.
class Walk {
 public:
  explicit Walk(FileBytes& file) : file_(file) {}

  void check_from_superblock() {
    superblock_ = read_superblock(file_);
    if (superblock_.newer) {
      not_understood_ = "it is in a newer format than that of HDF5 1.8";
      return;
    }
    Cursor in(superblock_.root_entry);
    const std::uint64_t root = in.u64();
    check_entry("/", root, in);
  }

  /// The first part that was not understood, and in which object; empty if there was none.
  [[nodiscard]] const std::string& not_understood() const { return not_understood_; }

 private:
  struct Node {
    Block bytes;
    unsigned level = 0;
    unsigned entries = 0;
  };

  static constexpr std::ptrdiff_t kDeepest = 64;  // where this program goes no deeper than two

  /// What a table of members says of one of them; `in` is behind its header's address.
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
    // HDF5 leaves the entry as it was where it has changed the group to the other form.
    if (cached == kTable && !link_groups_.contains(header) && !newer_.contains(header)) {
      const std::uint64_t tree = scratch.u64();
      require(tables_.at(header) == SymbolTable{tree, scratch.u64()},
              "a group's entry at odds with its header");
    }
  }

  /// Several names may refer to the same object.
  void check_object(const std::string& name, std::uint64_t header) {
    if (!tables_.try_emplace(header).second) return;
    Object object;
    try {
      object = read_header(header);
      look_up_types(object);
      check_together(object);
      check_texts(object);
      if (object.chunks) check_chunks(object);
    } catch (const Malformed& problem) {
      throw Malformed(fmt::format("{}: {}", name, problem.what()));
    } catch (const NotUnderstood& what) {
      newer_.insert(header);
      note(name, what.what());
      return;
    }
    if (!object.not_understood.empty()) note(name, object.not_understood.front());
    if (object.type && !object.space && !object.type_elsewhere) {
      types_.emplace(header, *object.type);
    }
    const std::string group = name == "/" ? name : name + "/";
    if (object.table || object.keeps_links) {
      require(std::count(name.begin(), name.end(), '/') <= kDeepest, "groups in groups in groups");
    }
    if (object.keeps_links) link_groups_.insert(header);
    for (const Link& link : object.links) check_object(group + link.name, link.header);
    if (object.table) {
      tables_.at(header) = *object.table;
      check_group(group, *object.table);
    }
  }

  void note(const std::string& name, const std::string& what) {
    if (not_understood_.empty()) not_understood_ = fmt::format("{}: {}", name, what);
  }

  /// Types of the object and its attributes that are kept as members of the file.
  void look_up_types(Object& object) {
    if (object.type_elsewhere) {
      require(object.space.has_value(), "a type that is kept in another type");
      object.type = type_at(*object.type_elsewhere);
    }
    for (const TypedElsewhere& attribute : object.typed_elsewhere) {
      require(attribute.elements <= attribute.bytes / type_at(attribute.type).bytes,
              "an attribute larger than its message");
    }
  }

  ElementFormat type_at(std::uint64_t header) {
    check_object("a type", header);
    const auto found = types_.find(header);
    understand(!newer_.contains(header), "a type in a newer format than that of HDF5 1.8");
    require(found != types_.end(), "a type that is kept where there is none");
    return found->second;
  }

  [[nodiscard]] Object read_header(std::uint64_t address) {
    constexpr std::size_t kPrefixBytes = 16;
    const Block prefix = file_.block(address, kPrefixBytes);
    understand(!begins_with(prefix, "OHDR"), "an object in a newer format than that of HDF5 1.8");
    Cursor in(prefix);
    require(in.u8() == 1, "an object header of unknown version");
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
    const Node root = read_node(table.tree, 0, 8, superblock_.node_entries);
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
      const Node below = read_node(child, 0, 8, superblock_.node_entries);
      require(below.level == node.level - 1, "a tree of uneven levels");
      check_group_node(name, heap, below);
    }
  }

  void check_leaf(const std::string& group, const LocalHeap& heap, std::uint64_t address) {
    constexpr std::size_t kEntryBytes = 40;
    const Block block = file_.block(address, 8 + superblock_.leaf_entries * kEntryBytes);
    Cursor in(block);
    expect_signature(in, "SNOD");
    require(in.u8() == 1, "a list of members of unknown version");
    in.skip(1);
    const std::size_t members = in.u16();
    require(members <= superblock_.leaf_entries, "a list of too many members");
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
    return read_node(address, 1, 8 + 8 * chunks.sides.size(), superblock_.chunk_entries);
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
    if (object.filters && !object.filters->known) {
      file_.require_within(where.address, where.bytes);  // read.cpp does not read it
      return;
    }
    if (!object.filters || !object.filters->deflate) {
      require(where.bytes == object.chunks->bytes, "a chunk of another size");
      file_.require_within(where.address, where.bytes);
      return;
    }
    Block compressed = file_.block(where.address, where.bytes);
    require(inflates_to(object.chunks->bytes, compressed), "a chunk that cannot be unpacked");
  }

  FileBytes& file_;
  Superblock superblock_;
  std::string not_understood_;
  std::map<std::uint64_t, SymbolTable> tables_;  ///< of the objects seen, by their header's address
  std::map<std::uint64_t, ElementFormat> types_;  ///< those that are members of the file
  std::set<std::uint64_t> link_groups_;           ///< headers of groups with links in messages
  std::set<std::uint64_t> newer_;                 ///< headers of objects in a newer format
  std::map<std::uint64_t, HeapLengths> heaps_;
};

}  // namespace

Structure check_structure(const std::filesystem::path& path, std::uint64_t file_bytes) {
  using Verdict = Structure::Verdict;
  try {
    FileBytes file(path, file_bytes);
    Walk walk(file);
    walk.check_from_superblock();
    const bool sound = walk.not_understood().empty();
    return {sound ? Verdict::sound : Verdict::not_understood, walk.not_understood()};
  } catch (const Malformed& problem) {
    return {Verdict::contradictory, problem.what()};
  }
}

}  // namespace ebsnn::h5::detail
