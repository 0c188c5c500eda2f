#pragma once
// The data types of an HDF5 file, checked as far as HDF5 reads their description: no part of it may
// lie outside its message, and no part of an element outside the element. Private to the HDF5
// wrapper; h5_structure.hpp says why.

#include "storage/h5_cursor.hpp"

#include <cstdint>

namespace ebsnn::h5::detail {

/// `number` and `text` are what this program reads; `other` is enumerations, compounds, references
/// and the like, which it leaves alone.
enum class TypeClass { number, text, variable_text, other };

struct ElementFormat {
  TypeClass kind = TypeClass::number;
  std::uint32_t bytes = 0;
  bool has_heap_part = false;  ///< some part of an element lies in a heap
};

/// Takes the description of a type. Throws Malformed where it contradicts itself, NotUnderstood
/// where it is of an unknown kind or version, which HDF5 refuses.
ElementFormat read_type(Cursor& in);

}  // namespace ebsnn::h5::detail
