#pragma once
// HDF5, with each call wrapped once and checked. Only the .cpp files of this folder include hdf5.h,
// because the header of a parallel HDF5 includes mpi.h.

#include "parallel/communicator.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace ebsnn::h5 {

using Shape = std::vector<std::size_t>;

/// Element types that files hold: double, float, std::uint8_t, std::uint16_t, std::uint32_t,
/// std::uint64_t, std::int64_t.
template <class T>
concept Element =
    std::same_as<T, double> || std::same_as<T, float> || std::same_as<T, std::uint8_t> ||
    std::same_as<T, std::uint16_t> || std::same_as<T, std::uint32_t> ||
    std::same_as<T, std::uint64_t> || std::same_as<T, std::int64_t>;

enum class ElementType { f64, f32, u8, u16, u32, u64, i64 };

/// The element type of T.
template <Element T>
[[nodiscard]] constexpr ElementType element_type() {
  if constexpr (std::same_as<T, double>) return ElementType::f64;
  if constexpr (std::same_as<T, float>) return ElementType::f32;
  if constexpr (std::same_as<T, std::uint8_t>) return ElementType::u8;
  if constexpr (std::same_as<T, std::uint16_t>) return ElementType::u16;
  if constexpr (std::same_as<T, std::uint32_t>) return ElementType::u32;
  if constexpr (std::same_as<T, std::uint64_t>) return ElementType::u64;
  return ElementType::i64;
}

class RowReaderBase;

/// An open HDF5 file. Names are absolute paths in it ("/weights/V1weight"); missing groups on the
/// path of a new dataset are made. Errors: InputError when reading (names file and object),
/// StorageError when writing.
///
/// Files are written without time stamps, contiguous and in the oldest format that can hold them,
/// so that equal content gives equal files and every HDF5 since 1.8 can read them. Of other files,
/// contiguous, compact and chunked datasets are read. External files, external links and virtual
/// datasets are refused. A dataset that claims more than the file can hold is refused before memory
/// is allocated for it.
class File {
 public:
  /// Makes a new file by this process alone, replacing an old one.
  static File create(const std::filesystem::path& path);
  /// Collective. Opens a finished file for `write_rows_at` by all ranks and for nothing else: the
  /// process that made it has already made its datasets and attributes. This call, `write_rows_at`
  /// and `close` are collective, and all ranks throw an error of any rank. `comm` must outlive the
  /// file. If `comm` has no MPI, the file belongs to this process alone.
  static File share(const std::filesystem::path& path, const Communicator& comm);
  /// Opens for reading, by this process alone. Throws InputError if the file is missing,
  /// unreadable, cut short or not HDF5.
  static File open(const std::filesystem::path& path);

  ~File();
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Whether a group or dataset of that name exists.
  [[nodiscard]] bool contains(const std::string& name) const;
  /// Names of the members of a group, sorted.
  [[nodiscard]] std::vector<std::string> members(const std::string& group) const;
  [[nodiscard]] Shape shape(const std::string& dataset) const;

  /// All elements, last index fastest, converted to T if the file holds another numeric type. A
  /// value that T cannot hold (out of range, or a fraction for an integer T) is an error; rounding
  /// to a shorter mantissa is not.
  template <Element T>
  [[nodiscard]] std::vector<T> read(const std::string& dataset) const {
    std::vector<T> values(element_count(dataset));
    read_raw(dataset, values.data(), values.size(), element_type<T>());
    return values;
  }
  /// Rows first .. first + count - 1 of the first index.
  template <Element T>
  [[nodiscard]] std::vector<T> read_rows(const std::string& dataset, std::size_t first,
                                         std::size_t count) const {
    std::vector<T> values(element_count(dataset, first, count));
    read_rows_raw(dataset, first, count, values.data(), element_type<T>());
    return values;
  }
  /// A dataset of fixed-length strings.
  [[nodiscard]] std::vector<std::string> read_strings(const std::string& dataset) const;

  /// Writes a whole new dataset.
  template <Element T>
  void write(const std::string& dataset, std::span<const T> values, const Shape& shape) {
    write_raw(dataset, values.data(), values.size(), shape, element_type<T>());
  }
  template <Element T>
  void write(const std::string& dataset, const std::vector<T>& values, const Shape& shape) {
    write(dataset, std::span<const T>(values), shape);
  }
  /// A list of strings, stored as fixed-length UTF-8 with the length of the longest one.
  void write_strings(const std::string& dataset, const std::vector<std::string>& values);
  /// Makes a dataset of `shape` for `write_rows_at`, which can fill it one recording at a time, or
  /// from many ranks.
  template <Element T>
  void reserve(const std::string& dataset, const Shape& shape) {
    reserve_raw(dataset, shape, element_type<T>());
  }
  /// Writes `values` from row `first` on to an existing dataset; in a shared file all ranks
  /// together, also those without rows, in steps that go from the first row of any rank to the last.
  /// Returns whether MPI-IO really wrote collectively (always
  /// true if the file is not shared).
  template <Element T>
  bool write_rows_at(const std::string& dataset, std::size_t first, std::span<const T> values) {
    return write_rows_at_raw(dataset, first, values.data(), values.size(), element_type<T>());
  }

  /// Attributes of an existing group or dataset ("/" for the file). Writing replaces an older
  /// value. Text is UTF-8 of any length.
  [[nodiscard]] bool has_attribute(const std::string& object, const std::string& name) const;
  [[nodiscard]] std::string read_text(const std::string& object, const std::string& name) const;
  [[nodiscard]] double read_number(const std::string& object, const std::string& name) const;
  /// For values of write_count(): exact, whereas read_number() rounds above 2^53.
  [[nodiscard]] std::uint64_t read_count(const std::string& object, const std::string& name) const;
  void write_text(const std::string& object, const std::string& name, const std::string& value);
  /// A list of texts, one attribute.
  [[nodiscard]] std::vector<std::string> read_texts(const std::string& object,
                                                    const std::string& name) const;
  void write_texts(const std::string& object, const std::string& name,
                   const std::vector<std::string>& values);
  void write_number(const std::string& object, const std::string& name, double value);
  void write_count(const std::string& object, const std::string& name, std::uint64_t value);

  /// Names of dimensions, for netCDF and xarray. make_scale() makes a dataset with one index the
  /// coordinates of a dimension of the dataset's name; make_dimension() makes a dimension without
  /// coordinates. attach_scales() names the dimensions of another dataset by these, in the order of
  /// its indices. Not in a shared file.
  void make_scale(const std::string& dataset);
  void make_dimension(const std::string& name, std::size_t extent);
  void attach_scales(const std::string& dataset, const std::vector<std::string>& scales);

  /// Flushes and closes; StorageError if that fails. The destructor closes silently.
  void close();

 private:
  friend class RowReaderBase;

  File(std::int64_t id, std::filesystem::path path, const Communicator* comm)
      : id_(id), path_(std::move(path)), comm_(comm) {}
  /// Number of elements of a dataset, after checking that the file can hold them.
  [[nodiscard]] std::size_t element_count(const std::string& dataset) const;
  /// The same for rows first .. first + count - 1.
  [[nodiscard]] std::size_t element_count(const std::string& dataset, std::size_t first,
                                          std::size_t count) const;
  void read_raw(const std::string& dataset, void* values, std::size_t count,
                ElementType type) const;
  void read_rows_raw(const std::string& dataset, std::size_t first, std::size_t count, void* values,
                     ElementType type) const;
  void write_raw(const std::string& dataset, const void* values, std::size_t count,
                 const Shape& shape, ElementType type);
  void reserve_raw(const std::string& dataset, const Shape& shape, ElementType type);
  bool write_rows_at_raw(const std::string& dataset, std::size_t first, const void* values,
                         std::size_t count, ElementType type);

  /// Makes a dataset with an HDF5 type and writes all of it.
  void write_new(const std::string& dataset, const void* values, std::size_t count,
                 const Shape& shape, std::int64_t type);
  void read_attribute(const std::string& object, const std::string& name, std::int64_t type,
                      void* value) const;
  /// `space` is the HDF5 dataspace of the value; `bytes` is its size in the file.
  void write_attribute(const std::string& object, const std::string& name, std::int64_t type,
                       std::int64_t space, const void* value, std::uint64_t bytes);
  /// Why the file can no longer be completed: no space before HDF5 was asked to write, or HDF5
  /// failed to write.
  enum class Trouble { none, no_space, failed_write };
  /// Runs a step that writes, on all ranks of a shared file. If it fails, the trouble is
  /// remembered, and nothing more is written to the file.
  void write_together(const std::function<void()>& step, Trouble trouble = Trouble::failed_write);
  [[nodiscard]] bool reading() const { return bytes_ != std::numeric_limits<std::uint64_t>::max(); }
  /// Reserves disk space for `bytes` more before HDF5 writes them.
  void hold_space(std::uint64_t bytes, const std::string& what);
  [[nodiscard]] bool speaks() const { return comm_ == nullptr || comm_->is_root(); }
  void close_silently() noexcept;
  /// Lets HDF5 close the file; returns whether it could.
  bool release() noexcept;

  std::int64_t id_ = -1;
  std::filesystem::path path_;
  const Communicator* comm_ = nullptr;  ///< not null: shared
  std::uint64_t held_bytes_ = 0;        ///< disk space reserved so far
  Trouble trouble_ = Trouble::none;
  std::uint64_t bytes_ =
      std::numeric_limits<std::uint64_t>::max();  ///< size of a file opened for reading
};

/// Version of the HDF5 library, e.g. "1.10.8".
[[nodiscard]] std::string library_version();

}  // namespace ebsnn::h5
