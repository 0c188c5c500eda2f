#pragma once
// Shared by the .cpp files of the HDF5 wrapper: owned identifiers, error texts, and the checks
// before a read. HDF5's types do not appear: hid_t is std::int64_t.

#include "core/printable.hpp"
#include "h5/file.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>

namespace ebsnn::h5::detail {

/// Owns one HDF5 identifier.
class Id {
 public:
  using Closer = int (*)(std::int64_t);

  Id(std::int64_t id, Closer close) : id_(id), close_(close) {}
  ~Id() {
    if (valid()) {
      close_(id_);
    }
  }
  Id(Id&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Id& operator=(Id&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;

  [[nodiscard]] bool valid() const { return id_ >= 0; }
  [[nodiscard]] std::int64_t get() const { return id_; }

 private:
  std::int64_t id_;
  Closer close_;
};

/// Sets up the library once: no printing of errors, no external links. Called before a file is made
/// or opened.
void initialise();

/// The innermost description on the error stack of HDF5; clears the stack.
[[nodiscard]] std::string take_error();

/// Throws E: "FILE: cannot read /weights/V1weight: REASON".
template <class E>
[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what,
                       const std::string& reason) {
  throw E(fmt::format("{}: cannot {}: {}", printable(path.native()), what, reason));
}
template <class E>
[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
  fail<E>(path, what, take_error());
}

/// HDF5's identifier of a type in memory. Not owned.
[[nodiscard]] std::int64_t native_type(ElementType type);

/// Number of elements of `shape`. Throws std::overflow_error if that cannot be counted.
[[nodiscard]] std::size_t product(const Shape& shape);

/// Number of elements of a row of `shape`; 0 if there are no rows.
[[nodiscard]] std::size_t row_elements(const Shape& shape);

/// Selects rows first .. first + rows - 1 of a data space of that shape, or nothing. False if HDF5
/// refuses.
[[nodiscard]] bool select_rows(const Id& space, std::size_t first, std::size_t rows,
                               const Shape& shape);

/// Extents of the data space of an open dataset or attribute. Throws std::runtime_error if there is
/// none.
[[nodiscard]] Shape extents(const Id& space);

/// Empty if an open type is one of the usual integers and IEEE floating-point numbers, or else what
/// is wrong with it. HDF5 could convert others, down to the bit.
[[nodiscard]] std::string number_problem(const Id& type);

/// Empty if an open dataset in a file of `file_bytes` bytes can really hold all its elements there,
/// or else what is wrong with it.
[[nodiscard]] std::string storage_problem(const Id& dataset, std::uint64_t file_bytes);

/// The most that ranks write in one transfer: as much as the rank that writes for a host handles in
/// one step of MPI-IO. The other ranks would not see an error in a later step.
constexpr std::size_t kBytesAtOnce = std::size_t{16} << 20U;

/// More than HDF5 adds to a file in one call besides values.
constexpr std::uint64_t kSpareBytes = std::uint64_t{1} << 20U;

/// Reserves disk space for the first `bytes` bytes of a file. Makes the file if it does not exist,
/// and does not change its size. Returns an empty text, or the reason why it failed.
[[nodiscard]] std::string space_problem(const std::filesystem::path& path, std::uint64_t bytes);

/// Redirects further writes of this process to an open file into memory. For a file that is no
/// longer needed, cannot be written, or is already complete.
void abandon(const std::filesystem::path& path) noexcept;

/// Keeps the inode number of a file that HDF5 will never close, until this process ends. HDF5 knows
/// its open files by that number, and would take a new file that got it for this one.
void keep_number(const std::filesystem::path& path) noexcept;

/// What the system says to writing a little more to a file, and to having it on the disk. Empty if
/// that works.
[[nodiscard]] std::string write_problem(const std::filesystem::path& path);

/// Cuts a file to `bytes` and frees the space beyond.
void set_size(const std::filesystem::path& path, std::uint64_t bytes) noexcept;

/// Runs `step`. With a communicator, all ranks run it, and all throw if it throws on any rank.
void together(const Communicator* comm, const std::function<void()>& step);

}  // namespace ebsnn::h5::detail
