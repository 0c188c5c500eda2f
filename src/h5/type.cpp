#include "h5/type.hpp"

#include <algorithm>
#include <array>

namespace ebsnn::h5::detail {
namespace {

// Numbers follow the HDF5 File Format Specification 2.0, section IV.A.2.d.
constexpr int kDeepest = 16;                  // types within types
constexpr std::uint32_t kHeapBytes = 16;      // length, address, index
constexpr std::uint32_t kReferenceBytes = 8;  // the address of an object
constexpr std::uint32_t kRegionBytes = 12;    // a place in a heap

/// The start of every description.
struct Head {
  unsigned version = 0;
  unsigned kind = 0;
  std::uint8_t low_bits = 0;
  unsigned high_bits = 0;
  std::uint32_t bytes = 0;

  /// Members of a compound or an enumeration.
  [[nodiscard]] unsigned members() const { return low_bits | (high_bits & 0xffU) << 8U; }
};

Head read_head(Cursor& in) {
  Head head;
  const std::uint8_t class_and_version = in.u8();
  head.version = class_and_version >> 4U;
  head.kind = class_and_version & 0xfU;
  head.low_bits = in.u8();
  head.high_bits = in.u16();
  head.bytes = in.u32();
  understand(head.version >= 1 && head.version <= 3, "a data type of unknown version");
  require(head.bytes > 0, "a data type without bytes");
  return head;
}

ElementFormat read_nested(Cursor& in, int depth);

/// Bits of an integer or a bit field.
void read_bits(Cursor& in, std::uint32_t bytes) {
  const std::uint32_t offset = in.u16();
  const std::uint32_t precision = in.u16();
  require(precision > 0 && offset + precision <= std::uint64_t{8} * bytes,
          "numbers with bits outside of their bytes");
}

/// The parts of a floating-point number must lie within its bits.
void read_float(Cursor& in, const Head& head) {
  const unsigned offset = in.u16();
  const unsigned precision = in.u16();
  const unsigned exponent_place = in.u8();
  const unsigned exponent_bits = in.u8();
  const unsigned mantissa_place = in.u8();
  const unsigned mantissa_bits = in.u8();
  in.skip(4);  // bias
  const unsigned sign_place = head.high_bits & 0xffU;
  require(precision > 0 && offset + precision <= std::uint64_t{8} * head.bytes &&
              exponent_bits > 0 && mantissa_bits > 0 && sign_place < precision &&
              exponent_place + exponent_bits <= precision &&
              mantissa_place + mantissa_bits <= precision,
          "numbers with bits outside of their bytes");
}

/// A name that ends with a zero byte; before version 3 it is filled up to 8 bytes.
void skip_name(Cursor& in, unsigned version) {
  const std::span<const std::uint8_t> rest = in.rest();
  const auto end = std::find(rest.begin(), rest.end(), 0);
  require(end != rest.end(), "a name without an end");
  const auto bytes = static_cast<std::size_t>(end - rest.begin()) + 1;
  in.skip(version >= 3 ? bytes : padded(bytes));
}

/// Bytes that can hold an offset in an element of `bytes` bytes.
std::size_t offset_bytes(std::uint32_t bytes) {
  std::size_t needed = 1;
  while (bytes >>= 8U) ++needed;
  return needed;
}

std::uint64_t read_offset(Cursor& in, const Head& head) {
  if (head.version < 3) return in.u32();
  std::uint64_t offset = 0;
  const std::span<const std::uint8_t> bytes = in.take(offset_bytes(head.bytes));
  for (std::size_t i = bytes.size(); i-- > 0;) offset = (offset << 8U) | bytes[i];
  return offset;
}

/// In version 1 a member can be an array of up to four dimensions.
std::uint64_t read_old_array(Cursor& in) {
  const unsigned rank = in.u8();
  require(rank <= 4, "an array of too many dimensions");
  in.skip(3 + 4 + 4);
  std::uint64_t elements = 1;
  for (unsigned i = 0; i < 4; ++i) {
    const std::uint32_t extent = in.u32();
    const bool counted = i >= rank || !__builtin_mul_overflow(elements, extent, &elements);
    require(counted, "an array of too many elements");
  }
  return elements;
}

ElementFormat read_compound(Cursor& in, const Head& head, int depth) {
  require(head.members() > 0, "a compound without members");
  bool has_heap_part = false;
  for (unsigned i = 0; i < head.members(); ++i) {
    skip_name(in, head.version);
    const std::uint64_t offset = read_offset(in, head);
    std::uint64_t elements = head.version == 1 ? read_old_array(in) : 1;
    const ElementFormat member = read_nested(in, depth);
    const bool counted = !__builtin_mul_overflow(elements, member.bytes, &elements);
    require(counted && offset <= head.bytes && elements <= head.bytes - offset,
            "a compound with members outside of it");
    has_heap_part = has_heap_part || member.has_heap_part;
  }
  return {TypeClass::other, head.bytes, has_heap_part};
}

ElementFormat read_enumeration(Cursor& in, const Head& head, int depth) {
  const ElementFormat base = read_nested(in, depth);
  require(base.kind == TypeClass::number && base.bytes == head.bytes && head.members() > 0,
          "an enumeration of something else than numbers");
  for (unsigned i = 0; i < head.members(); ++i) skip_name(in, head.version);
  in.skip(std::size_t{head.members()} * base.bytes);
  return {TypeClass::other, head.bytes, false};
}

ElementFormat read_variable(Cursor& in, const Head& head, int depth) {
  const bool text = (head.low_bits & 0xfU) == 1;
  const ElementFormat element = read_nested(in, depth);
  require(head.bytes == kHeapBytes, "elements of variable length in a form of impossible size");
  require(!text || (element.kind == TypeClass::number && element.bytes == 1),
          "text of an unusual form");
  return {text ? TypeClass::variable_text : TypeClass::other, head.bytes, true};
}

ElementFormat read_array(Cursor& in, const Head& head, int depth) {
  const std::size_t rank = in.u8();
  require(head.version >= 2 && rank <= kMaxRank, "an array of an impossible form");
  if (head.version < 3) in.skip(3);
  std::uint64_t bytes = 1;
  bool counted = true;
  for (std::size_t i = 0; i < rank; ++i) {
    counted = !__builtin_mul_overflow(bytes, in.u32(), &bytes) && counted;
  }
  if (head.version < 3) in.skip(4 * rank);  // an order of the dimensions
  const ElementFormat element = read_nested(in, depth);
  counted = !__builtin_mul_overflow(bytes, element.bytes, &bytes) && counted;
  require(counted && bytes == head.bytes, "an array of another size than its elements");
  return {TypeClass::other, head.bytes, element.has_heap_part};
}

ElementFormat read_reference(const Head& head) {
  const unsigned kind = head.low_bits & 0xfU;
  understand(kind <= 1, "references of an unknown kind");
  require(head.bytes == (kind == 0 ? kReferenceBytes : kRegionBytes),
          "references of an impossible size");
  return {TypeClass::other, head.bytes, true};
}

ElementFormat read_nested(Cursor& in, int depth) {
  require(depth < kDeepest, "types in types in types");
  const Head head = read_head(in);
  const ElementFormat other{TypeClass::other, head.bytes, false};
  switch (head.kind) {
    case 0:
      read_bits(in, head.bytes);
      return {TypeClass::number, head.bytes, false};
    case 1:
      read_float(in, head);
      return {TypeClass::number, head.bytes, false};
    case 2:  // time
      in.skip(2);
      return other;
    case 3:
      return {TypeClass::text, head.bytes, false};
    case 4:
      read_bits(in, head.bytes);
      return other;
    case 5:  // opaque, with a tag
      in.skip(head.low_bits);
      return other;
    case 6:
      return read_compound(in, head, depth + 1);
    case 7:
      return read_reference(head);
    case 8:
      return read_enumeration(in, head, depth + 1);
    case 9:
      return read_variable(in, head, depth + 1);
    case 10:
      return read_array(in, head, depth + 1);
    default:
      throw NotUnderstood("a data type of an unknown kind");
  }
}

}  // namespace

ElementFormat read_type(Cursor& in) { return read_nested(in, 0); }

}  // namespace ebsnn::h5::detail
