#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "h5/detail.hpp"
#include "h5/structure.hpp"

#include <fcntl.h>
#include <hdf5.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace ebsnn::h5 {

using detail::fail;
using detail::Id;

namespace {

/// Hints for ROMIO, the usual implementation of MPI-IO. Collective writes go through one rank per
/// host, which tells the others if it fails. If each rank wrote by itself, one that fails would
/// leave the collective call of HDF5, and the others would wait in it forever. Scattered rows are
/// written one by one: the alternative, to read what lies between and write it back, needs locks,
/// which some file systems lack.
class Hints {
 public:
  Hints() {
    const std::string buffer = std::to_string(detail::kBytesAtOnce);
    good_ = MPI_Info_create(&info_) == MPI_SUCCESS &&
            MPI_Info_set(info_, "romio_cb_write", "enable") == MPI_SUCCESS &&
            MPI_Info_set(info_, "cb_buffer_size", buffer.c_str()) == MPI_SUCCESS &&
            MPI_Info_set(info_, "romio_ds_write", "disable") == MPI_SUCCESS;
  }
  ~Hints() {
    if (info_ != MPI_INFO_NULL) MPI_Info_free(&info_);
  }
  Hints(const Hints&) = delete;
  Hints& operator=(const Hints&) = delete;
  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] MPI_Info get() const { return info_; }

 private:
  MPI_Info info_ = MPI_INFO_NULL;
  bool good_ = false;
};

/// Adds advice if the reason why a file could not be opened is its lock; HDF5 gives only the error
/// text of the system.
std::string with_advice_on_locks(std::string reason) {
  for (const int error : {EAGAIN, ENOLCK, ENOSYS}) {
    if (reason.find(std::generic_category().message(error)) != std::string::npos) {
      return reason +
             ": it cannot be locked, because another program writes to it or its file system has "
             "no locks; set HDF5_USE_FILE_LOCKING=FALSE to open it without a lock";
    }
  }
  return reason;
}

/// What a file is that does not start as HDF5 files do; empty if it does, or cannot be read.
std::string other_kind(const std::filesystem::path& path) {
  const FileKind kind = kind_of_file(path);
  const bool starts = kind.form == FileKind::Form::hdf5 || kind.form == FileKind::Form::user_block;
  return starts || kind.unreadable() ? "" : "it is " + kind.description;
}

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

/// The oldest format that can hold what this program writes, whatever the library's default is:
/// files of equal content are equal, every HDF5 since 1.8 reads them, and so do the checks of
/// structure.cpp.
bool set_oldest_format(const Id& access) {
  return H5Pset_libver_bounds(access.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V18) >= 0;
}

/// Access to a file of this process alone, or of all ranks of the MPI_Comm at `mpi_comm`.
Id access_list(const std::filesystem::path& path, const void* mpi_comm) {
  Id access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  // HDF5's own lock fails on read-only and on some network file systems; runs are protected by
  // RunLock.
  bool good = access.valid() && H5Pset_file_locking(access.get(), 0, 1) >= 0 &&
              H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG) >= 0;
  if (mpi_comm != nullptr) {
    const Hints hints;
    good =
        good && hints.good() &&
        H5Pset_fapl_mpio(access.get(), *static_cast<const MPI_Comm*>(mpi_comm), hints.get()) >= 0 &&
        H5Pset_all_coll_metadata_ops(access.get(), 1) >= 0;
  }
  if (!good) {
    fail<StorageError>(path, "set up access");
  }
  return access;
}

/// A name for MPI-IO. It takes what stands before a colon for the name of a file system, so a path
/// with colons goes by the number of its open folder.
class PathForMpi {
 public:
  explicit PathForMpi(const std::filesystem::path& path) : name_(path.native()) {
    if (name_.find(':') == std::string::npos) return;
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    folder_ = Descriptor(folder, O_PATH | O_DIRECTORY);
    name_ = fmt::format("/proc/self/fd/{}/{}", folder_.number(), path.filename().native());
  }
  [[nodiscard]] const char* c_str() const { return name_.c_str(); }

 private:
  std::string name_;
  Descriptor folder_;
};

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

File File::create(const std::filesystem::path& path) {
  detail::initialise();
  const std::string problem = detail::space_problem(path, detail::kSpareBytes);
  if (!problem.empty()) {
    fail<StorageError>(path, "make the file", problem);
  }
  const Id access = access_list(path, nullptr);
  const Id creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  if (!set_oldest_format(access) || H5Pset_obj_track_times(creation.get(), 0) < 0) {
    fail<StorageError>(path, "set up the file");
  }
  const std::int64_t id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.get(), access.get());
  if (id < 0) {
    fail<StorageError>(path, "make the file");
  }
  return {id, path, nullptr};
}

File File::share(const std::filesystem::path& path, const Communicator& comm) {
  detail::initialise();
  const void* mpi_comm = comm.mpi_handle();
  const Communicator* shared = mpi_comm != nullptr ? &comm : nullptr;
  std::int64_t id = -1;
  detail::together(shared, [&] {
    const Id access = access_list(path, mpi_comm);
    const PathForMpi name(path);
    if (set_oldest_format(access)) id = H5Fopen(name.c_str(), H5F_ACC_RDWR, access.get());
    if (id < 0) {
      fail<StorageError>(path, "open for writing");
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
  if (const std::string kind = other_kind(path); !kind.empty()) {
    fail<InputError>(path, "open as an HDF5 file", kind);
  }
  const detail::Structure structure = detail::check_structure(path, bytes);
  if (structure.verdict == detail::Structure::Verdict::contradictory) {
    fail<InputError>(path, "open as an HDF5 file", structure.problem);
  }
  const Id access = access_list(path, nullptr);
  const std::int64_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get());
  if (id < 0) {
    fail<InputError>(path, "open as an HDF5 file", with_advice_on_locks(detail::take_error()));
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
