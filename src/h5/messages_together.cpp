#include "h5/messages.hpp"

#include <algorithm>

namespace ebsnn::h5::detail {

void check_together(const Object& object) {
  if (object.table || object.keeps_links) {
    require(!object.type && !object.space && !object.has_layout, "both a group and a dataset");
    require(!object.table || !object.keeps_links, "a group of two forms");
    return;
  }
  const bool of_a_type = object.type && !object.space && !object.has_layout;
  if (of_a_type && !object.type_elsewhere) return;
  // A type that is not understood is one that HDF5 refuses.
  if (!object.type && !object.not_understood.empty()) return;
  require(object.type && object.space && object.has_layout, "neither a group nor a dataset");
  const std::uint64_t element = object.type->bytes;
  const auto fits = [&](std::uint64_t bytes) {
    return bytes == 0 || (bytes == element && !object.type->has_heap_part);
  };
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
