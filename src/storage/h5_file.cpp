#include "core/error.hpp"
#include "storage/h5_detail.hpp"

#include <hdf5.h>

#include <system_error>

namespace ebsnn::h5 {

using detail::fail;
using detail::Id;

namespace {

/// Access to a file of this process alone, or of all ranks of the MPI_Comm at `mpi_comm`.
Id access_list(const std::filesystem::path& path, const void* mpi_comm) {
  Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  // HDF5's own lock fails on read-only and on some network file systems; runs are guarded by
  // RunLock.
  bool good = access.valid() && H5Pset_file_locking(access.get(), 0, 1) >= 0 &&
              H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG) >= 0;
  if (mpi_comm != nullptr) {
    good = good &&
           H5Pset_fapl_mpio(access.get(), *static_cast<const MPI_Comm*>(mpi_comm), MPI_INFO_NULL) >=
               0 &&
           H5Pset_all_coll_metadata_ops(access.get(), 1) >= 0 &&
           H5Pset_coll_metadata_write(access.get(), 1) >= 0;
  }
  if (!good) {
    fail<StorageError>(path, "set up access");
  }
  return access;
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

File File::create(const std::filesystem::path& path, const Communicator* comm) {
  detail::initialise();
  const void* mpi_comm = comm != nullptr ? comm->mpi_handle() : nullptr;
  const Communicator* shared = mpi_comm != nullptr ? comm : nullptr;
  detail::together(shared, [&] {
    const std::string problem = shared == nullptr || shared->is_root()
                                    ? detail::space_problem(path, detail::kSpareBytes)
                                    : "";
    if (!problem.empty()) {
      fail<StorageError>(path, "make the file", problem);
    }
  });
  std::int64_t id = -1;
  detail::together(shared, [&] {
    const Id access = access_list(path, mpi_comm);
    const Id creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
    if (H5Pset_obj_track_times(creation.get(), 0) < 0) {
      fail<StorageError>(path, "set up the file");
    }
    id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get());
    if (id < 0) {
      fail<StorageError>(path, "make the file");
    }
  });
  return {id, path, shared};
}

File File::open(const std::filesystem::path& path) {
  detail::initialise();
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error) {
    fail<InputError>(path, "open", error.message());
  }
  const Id access = access_list(path, nullptr);
  const std::int64_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get());
  if (id < 0) {
    fail<InputError>(path, "open as an HDF5 file");
  }
  File file(id, path, nullptr);
  file.bytes_ = bytes;
  return file;
}

File::File(File&& other) noexcept
    : id_(std::exchange(other.id_, -1)),
      path_(std::move(other.path_)),
      comm_(other.comm_),
      held_bytes_(other.held_bytes_),
      doomed_(other.doomed_),
      bytes_(other.bytes_) {}

File& File::operator=(File&& other) noexcept {
  if (this != &other) {
    close_silently();
    id_ = std::exchange(other.id_, -1);
    path_ = std::move(other.path_);
    comm_ = other.comm_;
    held_bytes_ = other.held_bytes_;
    doomed_ = other.doomed_;
    bytes_ = other.bytes_;
  }
  return *this;
}

File::~File() { close_silently(); }

void File::close_silently() noexcept {
  if (id_ < 0) {
    return;
  }
  if (doomed_ && speaks()) {
    // HDF5 writes while it closes, and crashes or hangs if that fails: make room.
    detail::set_size(path_, 0);
  }
  H5Fclose(std::exchange(id_, -1));
  H5Eclear2(H5E_DEFAULT);
}

void File::write_together(const std::function<void()>& step) {
  try {
    detail::together(comm_, step);
  } catch (...) {
    doomed_ = true;
    throw;
  }
}

void File::hold_space(std::uint64_t bytes, const std::string& what) {
  // Headers, groups, heaps and the gaps between them.
  constexpr std::uint64_t kOverheadBytes = 8192;
  write_together([&] {
    held_bytes_ += bytes + kOverheadBytes;
    const std::string problem =
        speaks() ? detail::space_problem(path_, held_bytes_ + detail::kSpareBytes) : std::string();
    if (!problem.empty()) {
      fail<StorageError>(path_, fmt::format("write {} ({} bytes)", what, bytes), problem);
    }
  });
}

void File::close() {
  if (id_ < 0) {
    return;
  }
  const bool reading = bytes_ != std::numeric_limits<std::uint64_t>::max();
  write_together([&] {
    if (doomed_ || (!reading && H5Fflush(id_, H5F_SCOPE_LOCAL) < 0)) {
      fail<StorageError>(path_, "write the file",
                         doomed_ ? "an earlier write failed" : detail::take_error());
    }
  });
  detail::together(comm_, [&] {
    if (H5Fclose(std::exchange(id_, -1)) < 0) {
      fail<StorageError>(path_, "close the file");
    }
    if (!reading && speaks()) {
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
    if (H5Lexists(id_, prefix.c_str(), H5P_DEFAULT) <= 0 ||
        H5Oexists_by_name(id_, prefix.c_str(), H5P_DEFAULT) <= 0) {
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
