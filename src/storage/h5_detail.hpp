#pragma once
// What the .cpp files of the HDF5 wrapper share: owned identifiers, error texts, and the checks
// before a read. Included by nothing else. HDF5's own types stay out: hid_t is std::int64_t.

#include "core/printable.hpp"
#include "storage/h5.hpp"

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

/// Prepares the library once: no printing of errors, no external links. Called before a file is
/// made or opened.
void initialise();

/// The innermost description on HDF5's error stack, which it empties.
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

/// Number of elements of `shape`. Throws std::overflow_error where that cannot be counted.
[[nodiscard]] std::size_t product(const Shape& shape);

/// Number of elements of a row of `shape`; 0 where there are no rows at all.
[[nodiscard]] std::size_t row_elements(const Shape& shape);

/// Selects rows first .. first + rows - 1 of a data space of that shape, or nothing. False if HDF5
/// refuses.
[[nodiscard]] bool select_rows(const Id& space, std::size_t first, std::size_t rows,
                               const Shape& shape);

/// Extents of an open dataset or attribute's data space. Throws std::runtime_error without one.
[[nodiscard]] Shape extents(const Id& space);

/// Empty if an open type is one of the usual integers and IEEE floating-point numbers, or else what
/// is wrong with it. HDF5 could convert others, down to the bit.
[[nodiscard]] std::string number_problem(const Id& type);

/// Empty if an open dataset in a file of `file_bytes` bytes can really hold all its elements there,
/// or else what is wrong with it.
[[nodiscard]] std::string storage_problem(const Id& dataset, std::uint64_t file_bytes);

/// The most that ranks write together in one transfer: what MPI-IO's rank that writes for a host
/// takes in one go. Of an error in a later go the others would not hear.
constexpr std::size_t kBytesAtOnce = std::size_t{16} << 20U;

/// More than HDF5 itself adds to a file in one call, values aside.
constexpr std::uint64_t kSpareBytes = std::uint64_t{1} << 20U;

/// Takes the space for a file's first `bytes` bytes from the disk, making the file where there is
/// none but not changing its size. Empty if that worked, or else the reason.
[[nodiscard]] std::string space_problem(const std::filesystem::path& path, std::uint64_t bytes);

/// Whatever this process still writes to a file that it has open goes to memory instead: for a file
/// that is of no use any more, on a disk that takes no more, or one that has all it needs.
void abandon(const std::filesystem::path& path) noexcept;

/// Keeps the inode number of a file that HDF5 will never close, until this process ends. HDF5 knows
/// its open files by that number, and would take a new file that got it for this one.
void keep_number(const std::filesystem::path& path) noexcept;

/// What the system says to writing a little more to a file, and to having it on the disk. Empty if
/// that works.
[[nodiscard]] std::string write_problem(const std::filesystem::path& path);

/// Cuts a file to `bytes`, giving back the space it holds beyond.
void set_size(const std::filesystem::path& path, std::uint64_t bytes) noexcept;

/// Runs `step`; with a communicator, all ranks do so and all throw if any of them did.
void together(const Communicator* comm, const std::function<void()>& step);

}  // namespace ebsnn::h5::detail
