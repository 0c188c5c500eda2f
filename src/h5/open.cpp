#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "h5/detail.hpp"
#include "h5/structure.hpp"

#include <fcntl.h>
#include <hdf5.h>

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
    const bool other = std::filesystem::is_other(std::filesystem::status(path));
    fail<InputError>(path, "open", other ? "it is a pipe or a device" : error.message());
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

}  // namespace ebsnn::h5
