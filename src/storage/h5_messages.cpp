#include "storage/h5_messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace ebsnn::h5::detail {
namespace {

// Numbers follow the HDF5 File Format Specification 2.0, section IV.A.2.
constexpr std::size_t kMaxRank = 32;
constexpr std::uint32_t kHeapTextBytes = 16;  // length, address, index

std::size_t padded(std::size_t bytes) { return (bytes + 7) / 8 * 8; }

template <class T>
void set_once(std::optional<T>& field, T value) {
  require(!field, "a message occurs twice");
  field = std::move(value);
}

Space read_space(Cursor in) {
  const std::uint8_t version = in.u8();
  require(version == 1 || version == 2, "a data space of unknown version");
  Space space;
  space.rank = in.u8();
  const std::uint8_t flags = in.u8();
  const std::uint8_t kind = in.u8();  // reserved in version 1
  require(space.rank <= kMaxRank && flags <= 1, "a data space of unknown form");
  if (version == 1) {
    in.skip(4);
  } else {
    require(kind <= 2 && (kind == 1 || space.rank == 0), "a data space of unknown form");
  }
  std::uint64_t elements = version == 2 && kind == 2 ? 0 : 1;
  bool counted = true;
  for (std::size_t i = 0; i < space.rank; ++i) {
    counted = !__builtin_mul_overflow(elements, in.u64(), &elements) && counted;
  }
  if (flags == 1) in.skip(std::size_t{8} * space.rank);
  if (counted) space.elements = elements;
  return space;
}

void check_integer(Cursor& in, std::uint32_t bytes) {
  const std::uint16_t offset = in.u16();
  const std::uint16_t precision = in.u16();
  const bool usual = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
  require(usual && offset == 0 && precision == 8 * bytes, "integers of an unusual form");
}

/// Only IEEE formats are accepted; HDF5 can describe others, bit by bit.
void check_float(Cursor& in, std::uint32_t bytes) {
  struct Form {
    std::uint8_t exponent_bits;
    std::uint8_t mantissa_bits;
    std::uint32_t bias;
  };
  require(bytes == 2 || bytes == 4 || bytes == 8, "floating-point numbers of an unusual form");
  const Form form = bytes == 2   ? Form{5, 10, 15}
                    : bytes == 4 ? Form{8, 23, 127}
                                 : Form{11, 52, 1023};
  bool usual = in.u16() == 0;                      // offset
  usual = in.u16() == 8 * bytes && usual;          // precision
  usual = in.u8() == form.mantissa_bits && usual;  // place of the exponent
  usual = in.u8() == form.exponent_bits && usual;
  usual = in.u8() == 0 && usual;  // place of the mantissa
  usual = in.u8() == form.mantissa_bits && usual;
  usual = in.u32() == form.bias && usual;
  require(usual, "floating-point numbers of an unusual form");
}

ElementFormat read_type(Cursor in) {
  constexpr unsigned kInteger = 0;
  constexpr unsigned kFloat = 1;
  constexpr unsigned kText = 3;
  constexpr unsigned kVariable = 9;
  const std::uint8_t class_and_version = in.u8();
  const unsigned version = class_and_version >> 4U;
  const unsigned kind = class_and_version & 0xfU;
  require(version >= 1 && version <= 3, "a data type of unknown version");
  const std::uint8_t low_bits = in.u8();
  const unsigned high_bits = in.u16();
  const std::uint32_t bytes = in.u32();
  require(bytes > 0, "a data type without bytes");
  if (kind == kInteger) {
    require((low_bits & 0xf7U) <= 1 && high_bits == 0, "integers of an unusual form");
    check_integer(in, bytes);
    return {TypeClass::number, bytes};
  }
  if (kind == kFloat) {
    // Byte order; a mantissa with an implied first bit; the sign in the first bit.
    require((low_bits & 0xfeU) == 0x20 && high_bits == 8 * bytes - 1,
            "floating-point numbers of an unusual form");
    check_float(in, bytes);
    return {TypeClass::number, bytes};
  }
  if (kind == kText) return {TypeClass::text, bytes};
  require(kind == kVariable && (low_bits & 0xfU) == 1, "it holds neither numbers nor text");
  const ElementFormat character = read_type(Cursor(in.rest()));
  require(character.kind == TypeClass::number && character.bytes == 1 && bytes == kHeapTextBytes,
          "text of an unusual form");
  return {TypeClass::variable_text, bytes};
}

/// Size of a fill value in bytes; the message may have an older form.
void read_fill(Object& object, bool old, Cursor in) {
  bool defined = true;
  if (!old) {
    const std::uint8_t version = in.u8();
    require(version >= 1 && version <= 3, "a fill value of unknown version");
    if (version == 3) {
      defined = (in.u8() & 0x20U) != 0;
    } else {
      in.skip(2);
      defined = in.u8() != 0 || version == 1;
    }
  }
  const std::uint32_t bytes = defined ? in.u32() : 0;
  in.skip(bytes);
  object.fill_bytes.push_back(bytes);
}

Chunks read_chunks(Cursor& in) {
  Chunks chunks;
  chunks.sides.resize(in.u8());
  require(!chunks.sides.empty() && chunks.sides.size() <= kMaxRank + 1, "chunks without sides");
  chunks.tree = in.u64();
  chunks.bytes = 1;
  for (std::uint32_t& side : chunks.sides) {
    side = in.u32();
    const bool counted = !__builtin_mul_overflow(chunks.bytes, side, &chunks.bytes);
    require(counted && side > 0 && chunks.bytes <= std::numeric_limits<std::uint32_t>::max(),
            "chunks of an impossible size");
  }
  return chunks;
}

void read_layout(Object& object, Cursor in) {
  constexpr std::uint8_t kCompact = 0;
  constexpr std::uint8_t kContiguous = 1;
  constexpr std::uint8_t kChunked = 2;
  constexpr std::uint8_t kVirtual = 3;
  require(!object.has_layout, "a message occurs twice");
  object.has_layout = true;
  const std::uint8_t version = in.u8();
  const std::uint8_t kind = in.u8();
  require(version != 4 || kind != kVirtual, "its values are kept in other files");
  require(version == 3 && kind <= kChunked, "values in a layout of another version");
  if (kind == kCompact) {
    object.compact_bytes = in.u16();
    in.skip(*object.compact_bytes);
  } else if (kind == kContiguous) {
    in.skip(16);  // storage_problem() checks them
  } else {
    object.chunks = read_chunks(in);
  }
}

/// Deflate, and shuffle before it. HDF5 trusts the output of other filters; and filters that are
/// applied repeatedly can expand a few bytes to a huge size.
Filters read_filters(Cursor in) {
  constexpr std::uint16_t kDeflate = 1;
  constexpr std::uint16_t kShuffle = 2;
  const std::uint8_t version = in.u8();
  const std::uint8_t count = in.u8();
  require(version == 1 || version == 2, "filters of unknown version");
  if (version == 1) in.skip(6);
  std::uint16_t before = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t filter = in.u16();
    const bool allowed =
        (filter == kDeflate && before != kDeflate) || (filter == kShuffle && before == 0);
    require(allowed, "values behind filters other than shuffle and deflate");
    const std::size_t name_bytes = version == 1 ? in.u16() : 0;
    in.skip(2);  // flags
    const std::size_t settings = in.u16();
    in.skip(padded(name_bytes));
    in.skip(4 * settings + (version == 1 && settings % 2 == 1 ? 4 : 0));
    require(settings == 1, "a filter of unknown settings");
    before = filter;
  }
  return {before == kDeflate};
}

void read_texts(Object& object, Cursor in, std::uint64_t elements) {
  for (std::uint64_t i = 0; i < elements; ++i) {
    HeapText text;
    text.bytes = in.u32();
    text.heap = in.u64();
    text.index = in.u32();
    object.texts.push_back(text);
  }
}

void read_attribute(Object& object, Cursor in) {
  const std::uint8_t version = in.u8();
  require(version >= 1 && version <= 3, "an attribute of unknown version");
  require(in.u8() == 0, "an attribute of a shared type");  // reserved in version 1
  const auto part = [&in, version](std::size_t bytes) {
    return in.take(version == 1 ? padded(bytes) : bytes).first(bytes);
  };
  const std::size_t name_bytes = in.u16();
  const std::size_t type_bytes = in.u16();
  const std::size_t space_bytes = in.u16();
  if (version == 3) in.skip(1);  // character set of the name
  const std::span<const std::uint8_t> name = part(name_bytes);
  require(!name.empty() && std::find(name.begin(), name.end(), 0) == name.end() - 1,
          "an attribute without a proper name");
  const ElementFormat type = read_type(Cursor(part(type_bytes)));
  const Space space = read_space(Cursor(part(space_bytes)));
  require(space.elements && *space.elements <= in.left() / type.bytes,
          "an attribute larger than its message");
  if (type.kind == TypeClass::variable_text) read_texts(object, in, *space.elements);
}

}  // namespace

void add_message(Object& object, std::uint16_t kind, std::uint8_t flags, Cursor content) {
  constexpr unsigned kShared = 0x02;
  require((flags & kShared) == 0, "a message that is stored elsewhere");
  switch (kind) {
    case 0x0000:  // nothing
      return;
    case 0x0001:
      return set_once(object.space, read_space(content));
    case 0x0003:
      return set_once(object.type, read_type(content));
    case 0x0004:
    case 0x0005:
      return read_fill(object, kind == 0x0004, content);
    case 0x0007:
      throw Malformed("its values are kept in other files");
    case 0x0008:
      return read_layout(object, content);
    case 0x000b:
      return set_once(object.filters, read_filters(content));
    case 0x000c:
      return read_attribute(object, content);
    case 0x0010: {
      const std::uint64_t address = content.u64();
      object.continuations.push_back({address, content.u64()});
      return;
    }
    case 0x0011: {
      const std::uint64_t tree = content.u64();
      return set_once(object.table, SymbolTable{tree, content.u64()});
    }
    case 0x0012:  // time of the last change
      return content.skip(8);
    default:
      throw Malformed(
          fmt::format("a message of kind {:#06x}, which files in the format of HDF5 1.8 "
                      "and before do not need",
                      kind));
  }
}

void check_together(const Object& object) {
  if (object.table) {
    require(!object.type && !object.space && !object.has_layout, "both a group and a dataset");
    return;
  }
  require(object.type && object.space && object.has_layout, "neither a group nor a dataset");
  require(object.type->kind != TypeClass::variable_text, "text of variable length");
  const std::uint64_t element = object.type->bytes;
  const auto fits = [element](std::uint64_t bytes) { return bytes == 0 || bytes == element; };
  require(std::all_of(object.fill_bytes.begin(), object.fill_bytes.end(), fits),
          "a fill value of another type");
  if (object.compact_bytes) {
    require(*object.compact_bytes % element == 0 &&
                object.space->elements == *object.compact_bytes / element,
            "values of another number than its data space has");
  }
  if (object.chunks) {
    require(object.chunks->sides.size() == object.space->rank + 1U &&
                object.chunks->sides.back() == element,
            "chunks of another form than the dataset");
  }
  require(object.chunks || !object.filters, "filters without chunks");
}

}  // namespace ebsnn::h5::detail
