#include "h5/messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace ebsnn::h5::detail {
namespace {

// Numbers follow the HDF5 File Format Specification 2.0, section IV.A.2.
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

/// Where a message is kept that several objects share: the address of a member of the file.
std::uint64_t read_place_elsewhere(Cursor in) {
  constexpr std::uint8_t kInObject = 2;
  const std::uint8_t version = in.u8();
  const std::uint8_t kind = in.u8();
  require(version >= 1 && version <= 3 && (version < 3 || kind == kInObject),
          "a message that is kept in no object");
  if (version == 1) in.skip(6 + 8);
  return in.u64();
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

/// Of HDF5's filters, deflate and, before it, shuffle are known here. It trusts what comes out of
/// others, and applied over and over they make much of little: read.cpp does without them.
Filters read_filters(Cursor in) {
  constexpr std::uint16_t kDeflate = 1;
  constexpr std::uint16_t kShuffle = 2;
  constexpr std::uint16_t kFirstWithName = 256;
  constexpr std::size_t kMostFilters = 32;
  const std::uint8_t version = in.u8();
  const std::uint8_t count = in.u8();
  require((version == 1 || version == 2) && count <= kMostFilters, "filters of an unknown form");
  if (version == 1) in.skip(6);
  Filters filters;
  std::uint16_t before = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t filter = in.u16();
    const bool named = version == 1 || filter >= kFirstWithName;
    const std::size_t name_bytes = named ? in.u16() : 0;
    in.skip(2);  // flags
    const std::size_t settings = in.u16();
    const std::span<const std::uint8_t> name =
        in.take(version == 1 ? padded(name_bytes) : name_bytes);
    require(name.empty() || std::find(name.begin(), name.end(), 0) != name.end(),
            "a filter's name without an end");
    in.skip(4 * settings + (version == 1 && settings % 2 == 1 ? 4 : 0));
    const bool known = (filter == kDeflate && before != kDeflate && settings == 1) ||
                       (filter == kShuffle && before == 0 && settings == 1);
    filters.known = filters.known && known;
    before = filter;
  }
  filters.deflate = before == kDeflate;
  return filters;
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
  constexpr unsigned kTypeElsewhere = 1;
  const std::uint8_t version = in.u8();
  understand(version >= 1 && version <= 3, "an attribute of unknown version");
  const unsigned given_flags = in.u8();
  const unsigned flags = version == 1 ? 0 : given_flags;
  require(flags <= kTypeElsewhere, "an attribute whose data space is kept elsewhere");
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
  Cursor type_part(part(type_bytes));
  const Space space = read_space(Cursor(part(space_bytes)));
  require(space.elements.has_value(), "an attribute larger than its message");
  if (flags == kTypeElsewhere) {
    object.typed_elsewhere.push_back({read_place_elsewhere(type_part), *space.elements, in.left()});
    return;
  }
  const ElementFormat type = read_type(type_part);
  require(*space.elements <= in.left() / type.bytes, "an attribute larger than its message");
  if (type.kind == TypeClass::variable_text) read_texts(object, in, *space.elements);
}

/// Where a group keeps links that are too many for its header: in structures that HDF5 guards by
/// checksums.
void read_link_info(Object& object, Cursor in) {
  object.keeps_links = true;
  understand(in.u8() == 0, "a group of unknown version");
  const std::uint8_t flags = in.u8();
  if ((flags & 1U) != 0) in.skip(8);  // order of creation
  const std::uint64_t heap = in.u64();
  in.skip((flags & 2U) != 0 ? 16 : 8);  // indices
  understand(heap == kUndefinedAddress, "a group with its members in a heap");
}

void read_group_info(Cursor in) {
  understand(in.u8() == 0, "a group of unknown version");
  const std::uint8_t flags = in.u8();
  in.skip(((flags & 1U) != 0 ? 4 : 0) + ((flags & 2U) != 0 ? 4 : 0));
}

void read_link(Object& object, Cursor in) {
  constexpr std::uint8_t kHard = 0;
  require(in.u8() == 1, "a link of unknown version");
  const unsigned flags = in.u8();
  const std::uint8_t kind = (flags & 0x08U) != 0 ? in.u8() : kHard;
  if ((flags & 0x04U) != 0) in.skip(8);  // order of creation
  if ((flags & 0x10U) != 0) in.skip(1);  // character set
  const unsigned width = 1U << (flags & 3U);
  std::uint64_t bytes = 0;
  for (unsigned i = 0; i < width; ++i) bytes |= std::uint64_t{in.u8()} << (8U * i);
  require(bytes > 0 && bytes <= in.left(), "a link longer than its message");
  const std::span<const std::uint8_t> name = in.take(bytes);
  if (kind == kHard) {
    object.links.push_back({{name.begin(), name.end()}, in.u64()});
    return;
  }
  in.skip(in.u16());  // to a name, or to another file, which HDF5 does not follow
}

void read_type_message(Object& object, bool elsewhere, Cursor in) {
  require(!object.type && !object.type_elsewhere, "a message occurs twice");
  if (elsewhere) {
    object.type_elsewhere = read_place_elsewhere(in);
  } else {
    object.type = read_type(in);
  }
}

}  // namespace

namespace {

void add_known(Object& object, std::uint16_t kind, bool elsewhere, Cursor content) {
  constexpr std::uint16_t kType = 0x0003;
  require(!elsewhere || kind == kType, "a message that is stored elsewhere");
  switch (kind) {
    case 0x0000:  // nothing
      return;
    case 0x0001:
      return set_once(object.space, read_space(content));
    case 0x0002:
      return read_link_info(object, content);
    case kType:
      return read_type_message(object, elsewhere, content);
    case 0x0004:
    case 0x0005:
      return read_fill(object, kind == 0x0004, content);
    case 0x0006:
      return read_link(object, content);
    case 0x0007:
      throw Malformed("its values are kept in other files");
    case 0x0008:
      return read_layout(object, content);
    case 0x000a:
      return read_group_info(content);
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
    case 0x0016:  // HDF5 looks at it at once, and does not expect it here
      throw Malformed("a message of a header of another version");
    default:  // HDF5 looks at no other for what this program asks it
      throw NotUnderstood(fmt::format("a message of kind {:#06x}", kind));
  }
}

}  // namespace

void add_message(Object& object, std::uint16_t kind, std::uint8_t flags, Cursor content) {
  constexpr unsigned kShared = 0x02;
  try {
    add_known(object, kind, (flags & kShared) != 0, content);
  } catch (const NotUnderstood& what) {
    object.not_understood.emplace_back(what.what());
  }
}

}  // namespace ebsnn::h5::detail
