#pragma once
// Rows of bytes that are read again and again. The dataset stays open and is checked once, which
// makes a small read several times cheaper than File::read_rows.

#include "storage/h5.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn::h5 {

/// A dataset of bytes with at least one index, open for reading.
class ByteRows {
 public:
  /// Throws InputError, naming file and dataset, if it is missing, holds anything but bytes, or
  /// claims more than the file holds. `file` must outlive the object.
  ByteRows(const File& file, std::string dataset);
  ~ByteRows();
  ByteRows(const ByteRows&) = delete;
  ByteRows& operator=(const ByteRows&) = delete;

  [[nodiscard]] const Shape& shape() const { return shape_; }
  /// Rows first .. first + count - 1. Throws InputError if they do not exist or cannot be read.
  [[nodiscard]] std::vector<std::uint8_t> read(std::size_t first, std::size_t count) const;

 private:
  [[noreturn]] void fail(const std::string& reason) const;

  const File& file_;
  std::string name_;
  std::int64_t id_ = -1;
  Shape shape_;
};

}  // namespace ebsnn::h5
