#include "h5/row_reader.hpp"

#include "core/error.hpp"
#include "h5/detail.hpp"

#include <hdf5.h>

#include <utility>

namespace ebsnn::h5 {

using detail::Id;

RowReaderBase::RowReaderBase(const File& file, std::string dataset, ElementType type)
    : file_(file), name_(std::move(dataset)), type_(type) {
  // Counting no rows makes all the checks of a read.
  static_cast<void>(file.element_count(name_, 0, 0));
  shape_ = file.shape(name_);
  {
    const Id open(H5Dopen2(file.id_, name_.c_str(), H5P_DEFAULT), H5Dclose);
    const Id found(H5Dget_type(open.get()), H5Tclose);
    if (H5Tequal(found.get(), detail::native_type(type)) <= 0) fail("it holds another type");
  }
  id_ = H5Dopen2(file.id_, name_.c_str(), H5P_DEFAULT);
  if (id_ < 0) fail(detail::take_error());
}

RowReaderBase::~RowReaderBase() {
  if (id_ >= 0) H5Dclose(id_);
}

void RowReaderBase::fail(const std::string& reason) const {
  detail::fail<InputError>(file_.path(), "read dataset " + name_, reason);
}

std::size_t RowReaderBase::elements(std::size_t first, std::size_t count) const {
  if (first > shape_[0] || count > shape_[0] - first) {
    fail(fmt::format("{} rows from row {}, but it has {} rows", count, first, shape_[0]));
  }
  return count * detail::row_elements(shape_);
}

void RowReaderBase::read_raw(std::size_t first, std::size_t count, void* values) const {
  const hsize_t total = count * detail::row_elements(shape_);
  const Id in_file(H5Dget_space(id_), H5Sclose);
  const Id in_memory(H5Screate_simple(1, &total, nullptr), H5Sclose);
  if (!detail::select_rows(in_file, first, count, shape_) ||
      H5Dread(id_, detail::native_type(type_), in_memory.get(), in_file.get(), H5P_DEFAULT,
              values) < 0) {
    fail(detail::take_error());
  }
}

}  // namespace ebsnn::h5
