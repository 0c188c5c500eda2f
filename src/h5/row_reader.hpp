#pragma once
// Rows of a dataset that are read again and again. The dataset stays open and is checked once, which
// makes a small read several times cheaper than File::read_rows.

#include "h5/file.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn::h5 {

/// What RowReader does for all types.
class RowReaderBase {
 public:
  RowReaderBase(const RowReaderBase&) = delete;
  RowReaderBase& operator=(const RowReaderBase&) = delete;

  [[nodiscard]] const Shape& shape() const { return shape_; }

 protected:
  RowReaderBase(const File& file, std::string dataset, ElementType type);
  ~RowReaderBase();
  /// Number of elements of the rows. Throws InputError if they do not exist.
  [[nodiscard]] std::size_t elements(std::size_t first, std::size_t count) const;
  void read_raw(std::size_t first, std::size_t count, void* values) const;

 private:
  [[noreturn]] void fail(const std::string& reason) const;

  const File& file_;
  std::string name_;
  ElementType type_;
  std::int64_t id_ = -1;
  Shape shape_;
};

/// A dataset of T (and of no other type) with at least one index, open for reading.
template <Element T>
class RowReader : public RowReaderBase {
 public:
  /// Throws InputError, naming file and dataset, if it is missing, holds anything but T, or claims
  /// more than the file holds. `file` must outlive the object.
  RowReader(const File& file, const std::string& dataset)
      : RowReaderBase(file, dataset, element_type<T>()) {}

  /// Rows first .. first + count - 1. Throws InputError if they do not exist or cannot be read.
  [[nodiscard]] std::vector<T> read(std::size_t first, std::size_t count) const {
    std::vector<T> values(elements(first, count));
    read_raw(first, count, values.data());
    return values;
  }
};

}  // namespace ebsnn::h5
