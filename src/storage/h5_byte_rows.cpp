#include "storage/h5_byte_rows.hpp"

#include "core/error.hpp"
#include "storage/h5_detail.hpp"

#include <hdf5.h>

#include <utility>

namespace ebsnn::h5 {

using detail::Id;

ByteRows::ByteRows(const File& file, std::string dataset) : file_(file), name_(std::move(dataset)) {
  // Reading no rows makes all the checks of a read.
  static_cast<void>(file.read_rows<std::uint8_t>(name_, 0, 0));
  shape_ = file.shape(name_);
  {
    const Id open(H5Dopen2(file.id_, name_.c_str(), H5P_DEFAULT), H5Dclose);
    const Id type(H5Dget_type(open.get()), H5Tclose);
    if (H5Tequal(type.get(), H5T_NATIVE_UINT8) <= 0) fail("it does not hold bytes");
  }
  id_ = H5Dopen2(file.id_, name_.c_str(), H5P_DEFAULT);
  if (id_ < 0) fail(detail::take_error());
}

ByteRows::~ByteRows() {
  if (id_ >= 0) H5Dclose(id_);
}

void ByteRows::fail(const std::string& reason) const {
  detail::fail<InputError>(file_.path(), "read dataset " + name_, reason);
}

std::vector<std::uint8_t> ByteRows::read(std::size_t first, std::size_t count) const {
  if (first > shape_[0] || count > shape_[0] - first) {
    fail(fmt::format("{} rows from row {}, but it has {} rows", count, first, shape_[0]));
  }
  std::vector<std::uint8_t> values(count * detail::row_elements(shape_));
  const hsize_t elements = values.size();
  const Id in_file(H5Dget_space(id_), H5Sclose);
  const Id in_memory(H5Screate_simple(1, &elements, nullptr), H5Sclose);
  if (!detail::select_rows(in_file, first, count, shape_) ||
      H5Dread(id_, H5T_NATIVE_UINT8, in_memory.get(), in_file.get(), H5P_DEFAULT, values.data()) <
          0) {
    fail(detail::take_error());
  }
  return values;
}

}  // namespace ebsnn::h5
