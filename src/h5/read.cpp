#include "core/error.hpp"
#include "h5/detail.hpp"

#include <hdf5.h>

#include <algorithm>

namespace ebsnn::h5 {

using detail::fail;
using detail::Id;

namespace {

Id open_dataset(std::int64_t file, const std::filesystem::path& path, const std::string& name) {
  Id dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!dataset.valid()) {
    fail<InputError>(path, "read dataset " + name);
  }
  return dataset;
}

Shape shape_of(const Id& dataset, const std::filesystem::path& path, const std::string& name) {
  try {
    Shape shape = detail::extents(Id(H5Dget_space(dataset.get()), H5Sclose));
    static_cast<void>(detail::product(shape));
    return shape;
  } catch (const std::exception& error) {
    fail<InputError>(path, "read dataset " + name, error.what());
  }
}

/// Throws InputError unless all values of the dataset are within the file.
void require_storage(const Id& dataset, std::uint64_t file_bytes, const std::filesystem::path& path,
                     const std::string& name) {
  const std::string problem = detail::storage_problem(dataset, file_bytes);
  if (!problem.empty()) {
    fail<InputError>(path, "read dataset " + name, problem);
  }
}

void require_number(const Id& dataset, const std::filesystem::path& path, const std::string& name) {
  const std::string problem = detail::number_problem(Id(H5Dget_type(dataset.get()), H5Tclose));
  if (!problem.empty()) {
    fail<InputError>(path, "read dataset " + name, problem);
  }
}

/// Stops a conversion that would change a value by more than rounding.
H5T_conv_ret_t refuse_loss(H5T_conv_except_t exception, hid_t /*from*/, hid_t /*to*/,
                           void* /*source*/, void* /*target*/, void* /*user*/) {
  return exception == H5T_CONV_EXCEPT_PRECISION ? H5T_CONV_UNHANDLED : H5T_CONV_ABORT;
}

Id exact_transfer() {
  Id transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose);
  H5Pset_type_conv_cb(transfer.get(), refuse_loss, nullptr);
  return transfer;
}

}  // namespace

Shape File::shape(const std::string& dataset) const {
  return shape_of(open_dataset(id_, path_, dataset), path_, dataset);
}

std::size_t File::element_count(const std::string& dataset) const {
  const Id open = open_dataset(id_, path_, dataset);
  const Shape shape = shape_of(open, path_, dataset);
  require_number(open, path_, dataset);
  require_storage(open, bytes_, path_, dataset);
  return detail::product(shape);
}

std::size_t File::element_count(const std::string& dataset, std::size_t first,
                                std::size_t count) const {
  static_cast<void>(element_count(dataset));
  const Shape extents = shape(dataset);
  if (extents.empty()) {
    fail<InputError>(path_, "read dataset " + dataset, "it is a single value without rows");
  }
  if (first > extents[0] || count > extents[0] - first) {
    fail<InputError>(path_,
                     fmt::format("read dataset {}, {} rows from row {}", dataset, count, first),
                     fmt::format("it has {} rows", extents[0]));
  }
  return count * detail::row_elements(extents);
}

void File::read_raw(const std::string& dataset, void* values, std::size_t count,
                    ElementType type) const {
  if (count == 0) {
    return;
  }
  const Id open = open_dataset(id_, path_, dataset);
  if (H5Dread(open.get(), detail::native_type(type), H5S_ALL, H5S_ALL, exact_transfer().get(),
              values) < 0) {
    fail<InputError>(path_, "read dataset " + dataset);
  }
}

// element_count() has checked dataset and rows already.
void File::read_rows_raw(const std::string& dataset, std::size_t first, std::size_t count,
                         void* values, ElementType type) const {
  const Id open = open_dataset(id_, path_, dataset);
  const Shape shape = shape_of(open, path_, dataset);
  const hsize_t elements = count * detail::row_elements(shape);
  if (elements == 0) {
    return;
  }
  const Id in_file(H5Dget_space(open.get()), H5Sclose);
  const Id in_memory(H5Screate_simple(1, &elements, nullptr), H5Sclose);
  if (!detail::select_rows(in_file, first, count, shape) ||
      H5Dread(open.get(), detail::native_type(type), in_memory.get(), in_file.get(),
              exact_transfer().get(), values) < 0) {
    fail<InputError>(path_,
                     fmt::format("read dataset {}, {} rows from row {}", dataset, count, first));
  }
}

std::vector<std::string> File::read_strings(const std::string& dataset) const {
  const Id open = open_dataset(id_, path_, dataset);
  const std::size_t count = detail::product(shape_of(open, path_, dataset));
  const Id type(H5Dget_type(open.get()), H5Tclose);
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) != 0) {
    fail<InputError>(path_, "read dataset " + dataset, "it holds no fixed-length strings");
  }
  require_storage(open, bytes_, path_, dataset);
  if (count == 0) {
    return {};
  }
  const std::size_t length = H5Tget_size(type.get());
  std::string all(count * length, '\0');
  if (H5Dread(open.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()) < 0) {
    fail<InputError>(path_, "read dataset " + dataset);
  }
  const char pad = H5Tget_strpad(type.get()) == H5T_STR_SPACEPAD ? ' ' : '\0';
  std::vector<std::string> strings;
  strings.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::string text = all.substr(i * length, length);
    text.resize(std::min(text.size(), text.find('\0')));
    text.erase(text.find_last_not_of(pad) + 1);
    strings.push_back(std::move(text));
  }
  return strings;
}

}  // namespace ebsnn::h5
