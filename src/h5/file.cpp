#include "core/error.hpp"
#include "h5/detail.hpp"

#include <hdf5.h>

#include <algorithm>

namespace ebsnn::h5 {

using detail::fail;
using detail::Id;

namespace {

/// Throws an error of writing again, and adds the reason of the system if MPI-IO did not pass it
/// on.
[[noreturn]] void add_reason_of_disk(const StorageError& error, const std::filesystem::path& path) {
  const std::string problem = detail::write_problem(path);
  const std::string message = error.what();
  if (problem.empty() || message.find(problem) != std::string::npos) {
    throw error;
  }
  throw StorageError(fmt::format("{} ({})", message, problem));
}

/// "/a/b" of "/a/b/c".
std::string parent_of(const std::string& name) {
  return name.substr(0, std::max<std::size_t>(name.rfind('/'), 1));
}

/// Whether that is a dataset, which has no members.
bool is_dataset(std::int64_t file, const std::string& name) {
  const Id object(H5Oopen(file, name.c_str(), H5P_DEFAULT), H5Oclose);
  return object.valid() && H5Iget_type(object.get()) == H5I_DATASET;
}

/// Every prefix of "/a/b/c" that ends a component: "/a", "/a/b", "/a/b/c".
std::vector<std::string> prefixes(const std::string& name) {
  std::vector<std::string> found;
  for (std::size_t end = name.find('/', 1); end != std::string::npos;
       end = name.find('/', end + 1)) {
    found.push_back(name.substr(0, end));
  }
  found.push_back(name);
  return found;
}

}  // namespace

File::File(File&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      path_(std::move(other.path_)),
      comm_(other.comm_),
      held_bytes_(other.held_bytes_),
      trouble_(other.trouble_),
      bytes_(other.bytes_) {}

File& File::operator=(File&& other) noexcept {
  if (this != &other) {
    close_silently();
    id_ = std::exchange(other.id_, -1);
    path_ = std::move(other.path_);
    comm_ = other.comm_;
    held_bytes_ = other.held_bytes_;
    trouble_ = other.trouble_;
    bytes_ = other.bytes_;
  }
  return *this;
}

File::~File() { close_silently(); }

void File::close_silently() noexcept {
  if (id_ < 0) {
    return;
  }
  if (trouble_ == Trouble::failed_write) {
    // HDF5 can no longer close the file: it hangs, or tries again later and crashes.
    id_ = -1;
    return;
  }
  release();
  H5Eclear2(H5E_DEFAULT);
}

bool File::release() noexcept {
  // HDF5 now writes the header of the file again, which in a shared file has not changed. If the
  // disk refused this on one rank, the others would wait forever. So it goes to memory.
  if (comm_ != nullptr) detail::abandon(path_);
  return H5Fclose(std::exchange(id_, -1)) >= 0;
}

void File::write_together(const std::function<void()>& step, Trouble trouble) {
  if (reading()) {
    detail::together(comm_, step);
    return;
  }
  try {
    detail::together(comm_, [&] {
      try {
        step();
      } catch (const StorageError& error) {
        add_reason_of_disk(error, path_);
      }
    });
  } catch (...) {
    trouble_ = trouble;
    detail::abandon(path_);
    if (trouble == Trouble::failed_write) detail::keep_number(path_);
    if (speaks()) detail::set_size(path_, 0);
    throw;
  }
}

void File::hold_space(std::uint64_t bytes, const std::string& what) {
  // Room for headers, groups, heaps and the gaps between them.
  constexpr std::uint64_t kOverheadBytes = 8192;
  write_together(
      [&] {
        held_bytes_ += bytes + kOverheadBytes;
        const std::string problem = detail::space_problem(path_, held_bytes_ + detail::kSpareBytes);
        if (!problem.empty()) {
          fail<StorageError>(path_, fmt::format("write {} ({} bytes)", what, bytes), problem);
        }
      },
      Trouble::no_space);
}

void File::close() {
  if (id_ < 0) {
    return;
  }
  detail::together(comm_, [&] {
    if (trouble_ != Trouble::none) {
      fail<StorageError>(path_, "write the file", "an earlier write failed");
    }
  });
  write_together([&] {
    if (!reading() && H5Fflush(id_, H5F_SCOPE_LOCAL) < 0) {
      fail<StorageError>(path_, "write the file");
    }
  });
  write_together([&] {
    if (!release()) {
      fail<StorageError>(path_, "close the file");
    }
    if (!reading() && speaks()) {
      detail::set_size(path_, std::filesystem::file_size(path_));
    }
  });
}

bool File::contains(const std::string& name) const {
  if (name == "/") {
    return true;
  }
  for (const std::string& prefix : prefixes(name)) {
    // A link can lead nowhere, so ask for both.
    const int link = H5Lexists(id_, prefix.c_str(), H5P_DEFAULT);
    if (link < 0 && !is_dataset(id_, parent_of(prefix))) {
      fail<InputError>(path_, "look for " + prefix);
    }
    if (link <= 0 || H5Oexists_by_name(id_, prefix.c_str(), H5P_DEFAULT) <= 0) {
      H5Eclear2(H5E_DEFAULT);
      return false;
    }
  }
  return true;
}

std::vector<std::string> File::members(const std::string& group) const {
  const Id open_group(H5Gopen2(id_, group.c_str(), H5P_DEFAULT), H5Gclose);
  H5G_info_t info{};
  if (!open_group.valid() || H5Gget_info(open_group.get(), &info) < 0) {
    fail<InputError>(path_, "list group " + group);
  }
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto name_of = [&](char* text, std::size_t size) {
      const ssize_t length = H5Lget_name_by_idx(open_group.get(), ".", H5_INDEX_NAME, H5_ITER_INC,
                                                i, text, size, H5P_DEFAULT);
      if (length < 0) {
        fail<InputError>(path_, "list group " + group);
      }
      return static_cast<std::size_t>(length);
    };
    std::string name(name_of(nullptr, 0), '\0');
    name_of(name.data(), name.size() + 1);
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace ebsnn::h5
