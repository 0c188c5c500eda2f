#include "core/error.hpp"
#include "h5/detail.hpp"

#include <hdf5.h>

#include <algorithm>
#include <limits>

namespace ebsnn::h5 {

using detail::fail;
using detail::Id;

namespace {

/// Makes a new contiguous dataset, without time stamps, and the missing groups on its path.
Id create_dataset(std::int64_t file, const std::filesystem::path& path, const std::string& name,
                  const Shape& shape, std::int64_t type) {
  const Id links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  const Id creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  const std::vector<hsize_t> sizes(shape.begin(), shape.end());
  const Id space(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), H5Sclose);
  if (!space.valid() || H5Pset_create_intermediate_group(links.get(), 1) < 0 ||
      H5Pset_layout(creation.get(), H5D_CONTIGUOUS) < 0 ||
      H5Pset_alloc_time(creation.get(), H5D_ALLOC_TIME_EARLY) < 0 ||
      H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER) < 0 ||
      H5Pset_obj_track_times(creation.get(), 0) < 0) {
    fail<StorageError>(path, "set up dataset " + name);
  }
  Id dataset(
      H5Dcreate2(file, name.c_str(), type, space.get(), links.get(), creation.get(), H5P_DEFAULT),
      H5Dclose);
  if (!dataset.valid()) {
    fail<StorageError>(path, "make dataset " + name);
  }
  return dataset;
}

/// Rows first .. of `shape` that `count` elements fill; throws StorageError if they do not fit.
std::size_t rows_of(std::size_t count, std::size_t first, const Shape& shape,
                    const std::filesystem::path& path, const std::string& name) {
  const std::size_t row = detail::row_elements(shape);
  const std::size_t rows = row == 0 ? 0 : count / row;
  if (rows * row != count || (rows > 0 && (first > shape[0] || rows > shape[0] - first))) {
    fail<StorageError>(path,
                       fmt::format("write {} values to dataset {} from row {}", count, name, first),
                       fmt::format("shape [{}]", fmt::join(shape, ", ")));
  }
  return rows;
}

/// A transfer that all ranks of a shared file do together.
Id transfer_list(bool shared, const std::filesystem::path& path) {
  Id transfer(H5Pcreate(H5P_DATASET_XFER), H5Pclose);
  if (!transfer.valid() || (shared && H5Pset_dxpl_mpio(transfer.get(), H5FD_MPIO_COLLECTIVE) < 0)) {
    fail<StorageError>(path, "set up a transfer");
  }
  return transfer;
}

/// Data and destination: `count` elements as rows of a dataset, from row `first` on.
struct Rows {
  const void* values;
  std::size_t count;
  std::size_t first;
};

/// The part of `all` in rows begin .. begin + rows - 1 of a dataset of `shape`.
Rows part_of(const Rows& all, std::size_t begin, std::size_t rows, std::size_t row_bytes,
             const Shape& shape) {
  const std::size_t row_elements = detail::row_elements(shape);
  const std::size_t end = all.first + all.count / row_elements;
  const std::size_t first = std::clamp(begin, all.first, end);
  const std::size_t last = std::clamp(begin + rows, first, end);
  return {static_cast<const char*>(all.values) + (first - all.first) * row_bytes,
          (last - first) * row_elements, first};
}

void write_selected(const Id& dataset, const Rows& what, const Shape& shape, std::int64_t type,
                    const Id& transfer, const std::filesystem::path& path,
                    const std::string& name) {
  const std::size_t rows = rows_of(what.count, what.first, shape, path, name);
  const Id in_file(H5Dget_space(dataset.get()), H5Sclose);
  const hsize_t in_buffer = std::max<hsize_t>(what.count, 1);
  const Id in_memory(H5Screate_simple(1, &in_buffer, nullptr), H5Sclose);
  // HDF5 needs an address even if nothing is selected.
  const char nothing = 0;
  const void* values = what.count > 0 ? what.values : &nothing;
  if ((rows == 0 && H5Sselect_none(in_memory.get()) < 0) ||
      !detail::select_rows(in_file, what.first, rows, shape) ||
      H5Dwrite(dataset.get(), type, in_memory.get(), in_file.get(), transfer.get(), values) < 0) {
    fail<StorageError>(path, "write dataset " + name);
  }
}

/// Rows of a dataset from `first` on, before `end`.
struct Span {
  std::size_t first;
  std::size_t end;
};

/// Collective if shared. The rows from the first that any rank writes to the last one; of this rank:
/// `rows` rows from `first` on.
Span span_of_all(const Communicator* comm, std::size_t first, std::size_t rows) {
  if (comm == nullptr || comm->size() == 1) return {first, first + rows};
  constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
  // The minimum, which is the complement of the maximum of complements.
  const std::uint64_t lowest = ~comm->maximum(~(rows > 0 ? std::uint64_t{first} : kNone));
  return {lowest, comm->maximum(rows > 0 ? first + rows : 0)};
}

/// Whether the last transfer was collective on all ranks, as far as this rank can tell.
bool was_collective(const Id& transfer) {
  std::uint32_t own_cause = 0;
  std::uint32_t any_cause = 0;
  H5D_mpio_actual_io_mode_t mode = H5D_MPIO_NO_COLLECTIVE;
  return H5Pget_mpio_no_collective_cause(transfer.get(), &own_cause, &any_cause) >= 0 &&
         H5Pget_mpio_actual_io_mode(transfer.get(), &mode) >= 0 &&
         any_cause == H5D_MPIO_COLLECTIVE && mode != H5D_MPIO_NO_COLLECTIVE;
}

}  // namespace

void File::write_raw(const std::string& dataset, const void* values, std::size_t count,
                     const Shape& shape, ElementType type) {
  if (detail::product(shape) != count) {
    fail<StorageError>(path_, fmt::format("write {} values to dataset {}", count, dataset),
                       fmt::format("shape [{}]", fmt::join(shape, ", ")));
  }
  write_new(dataset, values, count, shape, detail::native_type(type));
}

void File::write_new(const std::string& dataset, const void* values, std::size_t count,
                     const Shape& shape, std::int64_t type) {
  hold_space(count * H5Tget_size(type), "dataset " + dataset);
  const Id target = create_dataset(id_, path_, dataset, shape, type);
  write_together([&] {
    write_selected(target, {values, count, 0}, shape, type, transfer_list(false, path_), path_,
                   dataset);
  });
}

void File::reserve_raw(const std::string& dataset, const Shape& shape, ElementType type) {
  const std::int64_t native = detail::native_type(type);
  hold_space(detail::product(shape) * H5Tget_size(native), "dataset " + dataset);
  create_dataset(id_, path_, dataset, shape, native);
}

bool File::write_rows_at_raw(const std::string& dataset, std::size_t first, const void* values,
                             std::size_t count, ElementType type) {
  Id target(-1, H5Dclose);
  Shape shape;
  detail::together(comm_, [&] {
    target = Id(H5Dopen2(id_, dataset.c_str(), H5P_DEFAULT), H5Dclose);
    if (!target.valid()) {
      fail<StorageError>(path_, "write dataset " + dataset);
    }
    shape = detail::extents(Id(H5Dget_space(target.get()), H5Sclose));
    rows_of(count, first, shape, path_, dataset);
  });
  if (detail::product(shape) == 0) {
    return true;
  }
  const std::int64_t native = detail::native_type(type);
  const std::size_t row_bytes = detail::row_elements(shape) * H5Tget_size(native);
  const std::size_t rows_at_once =
      comm_ == nullptr ? shape[0] : std::max<std::size_t>(detail::kBytesAtOnce / row_bytes, 1);
  const Span span = span_of_all(comm_, first, count / detail::row_elements(shape));
  bool collective = true;
  for (std::size_t begin = span.first; begin < span.end; begin += rows_at_once) {
    write_together([&] {
      const Id transfer = transfer_list(comm_ != nullptr, path_);
      write_selected(target, part_of({values, count, first}, begin, rows_at_once, row_bytes, shape),
                     shape, native, transfer, path_, dataset);
      collective = collective && (comm_ == nullptr || was_collective(transfer));
    });
  }
  return comm_ == nullptr || comm_->sum(collective ? 0U : 1U) == 0;
}

void File::write_strings(const std::string& dataset, const std::vector<std::string>& values) {
  std::size_t length = 1;
  for (const std::string& value : values) {
    length = std::max(length, value.size());
  }
  std::string all;
  for (const std::string& value : values) {
    all += value;
    all.append(length - value.size(), '\0');
  }
  const Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  if (H5Tset_size(type.get(), length) < 0 || H5Tset_strpad(type.get(), H5T_STR_NULLPAD) < 0 ||
      H5Tset_cset(type.get(), H5T_CSET_UTF8) < 0) {
    fail<StorageError>(path_, "set up dataset " + dataset);
  }
  write_new(dataset, all.data(), values.size(), {values.size()}, type.get());
}

}  // namespace ebsnn::h5
