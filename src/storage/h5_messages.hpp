#pragma once
// The messages of an HDF5 object header, checked against their own length and against each other.
// Private to the HDF5 wrapper; the reason is in h5_structure.hpp.

#include "storage/h5_cursor.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace ebsnn::h5::detail {

inline constexpr std::uint64_t kUndefinedAddress = ~std::uint64_t{0};

/// A piece of a file.
struct Extent {
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
};

enum class TypeClass { number, text, variable_text };

struct ElementFormat {
  TypeClass kind = TypeClass::number;
  std::uint32_t bytes = 0;
};

struct Space {
  std::uint8_t rank = 0;
  std::optional<std::uint64_t> elements;  ///< empty if they cannot be counted
};

/// Location of the members of a group.
struct SymbolTable {
  std::uint64_t tree = 0;
  std::uint64_t heap = 0;
  friend bool operator==(const SymbolTable&, const SymbolTable&) = default;
};

/// Values in chunks, found by a tree.
struct Chunks {
  std::uint64_t tree = 0;
  std::vector<std::uint32_t> sides;  ///< of a chunk, the bytes of an element last
  std::uint64_t bytes = 0;           ///< of a chunk, uncompressed
};

/// Filters applied to the values of a chunk.
struct Filters {
  bool deflate = false;
};

/// Text of variable length, in a heap that all objects share.
struct HeapText {
  std::uint64_t heap = 0;
  std::uint32_t index = 0;
  std::uint32_t bytes = 0;
};

/// Content of an object header.
struct Object {
  std::vector<Extent> continuations;  ///< where more messages are
  std::optional<SymbolTable> table;   ///< of a group
  std::optional<ElementFormat> type;  ///< of a dataset, as the following
  std::optional<Space> space;
  bool has_layout = false;
  std::optional<std::uint64_t> compact_bytes;
  std::optional<Chunks> chunks;
  std::vector<std::uint64_t> fill_bytes;
  std::optional<Filters> filters;
  std::vector<HeapText> texts;  ///< in attributes
};

/// Adds one message. Throws Malformed if its content does not fit into it, or is of a kind that
/// this program does not read.
void add_message(Object& object, std::uint16_t kind, std::uint8_t flags, Cursor content);

/// Throws Malformed if the messages contradict each other.
void check_together(const Object& object);

}  // namespace ebsnn::h5::detail
