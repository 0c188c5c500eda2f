#pragma once
// The messages of an HDF5 object header, checked against their own length and against each other.
// Private to the HDF5 wrapper; the reason is in structure.hpp.

#include "h5/cursor.hpp"
#include "h5/type.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn::h5::detail {

inline constexpr std::uint64_t kUndefinedAddress = ~std::uint64_t{0};

/// A piece of a file.
struct Extent {
  std::uint64_t address = 0;
  std::uint64_t bytes = 0;
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
  bool known = true;  ///< nothing but shuffle and deflate
};

/// Text of variable length, in a heap that all objects share.
struct HeapText {
  std::uint64_t heap = 0;
  std::uint32_t index = 0;
  std::uint32_t bytes = 0;
};

/// A member of a group that keeps its members in messages.
struct Link {
  std::string name;
  std::uint64_t header = 0;
};

/// An attribute whose type is a member of the file.
struct TypedElsewhere {
  std::uint64_t type = 0;  ///< address of that member
  std::uint64_t elements = 0;
  std::uint64_t bytes = 0;  ///< there are for them
};

/// What an object header says.
struct Object {
  std::vector<Extent> continuations;            ///< where more messages are
  std::optional<SymbolTable> table;             ///< of a group
  bool keeps_links = false;                     ///< a group of the other form
  std::vector<Link> links;                      ///< of such a group, those to objects of the file
  std::optional<ElementFormat> type;            ///< of a dataset, as the following
  std::optional<std::uint64_t> type_elsewhere;  ///< the address of its type, instead
  std::optional<Space> space;
  bool has_layout = false;
  std::optional<std::uint64_t> compact_bytes;
  std::optional<Chunks> chunks;
  std::vector<std::uint64_t> fill_bytes;
  std::optional<Filters> filters;
  std::vector<HeapText> texts;  ///< in attributes
  std::vector<TypedElsewhere> typed_elsewhere;
  std::vector<std::string> not_understood;  ///< messages that HDF5 is left alone with
};

/// Adds one message. Throws Malformed where its content does not fit into it.
void add_message(Object& object, std::uint16_t kind, std::uint8_t flags, Cursor content);

/// Throws Malformed where the messages contradict each other. `type_elsewhere` must have been
/// looked up.
void check_together(const Object& object);

}  // namespace ebsnn::h5::detail
