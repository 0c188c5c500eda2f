#pragma once
// The data types of an HDF5 file, checked as far as HDF5 reads their description: no part of a
// description may be outside its message, and no part of an element outside the element. Private to
// the HDF5 wrapper; the reason is in structure.hpp.

#include "h5/cursor.hpp"

#include <cstddef>
#include <cstdint>

namespace ebsnn::h5::detail {

/// Most dimensions of a data space or an array.
inline constexpr std::size_t kMaxRank = 32;

/// Bytes of a part of a message that ends at a multiple of 8.
constexpr std::size_t padded(std::size_t bytes) { return (bytes + 7) / 8 * 8; }

/// This program reads `number` and `text`; `other` is enumerations, compounds, references and the
/// like, which it ignores.
enum class TypeClass { number, text, variable_text, other };

struct ElementFormat {
  TypeClass kind = TypeClass::number;
  std::uint32_t bytes = 0;
  bool has_heap_part = false;  ///< some part of an element lies in a heap
};

/// Reads the description of a type. Throws Malformed if it contradicts itself, NotUnderstood if it
/// is of an unknown kind or version, which HDF5 refuses.
ElementFormat read_type(Cursor& in);

}  // namespace ebsnn::h5::detail
