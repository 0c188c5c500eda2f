#pragma once
// Reads and encodes training patches in a second thread while the first one presents earlier
// patches. This hides the latency of the file system and some computing. Only for training.

#include "parallel/cores.hpp"
#include "pipeline/patch_source.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <thread>
#include <vector>

namespace ebsnn {

/// Patches first .. first + count - 1 of a source, one after the other. While the object exists,
/// nothing else may use the source, or HDF5, in which the recordings may be stored: HDF5 supports
/// one thread at a time.
class PatchesAhead {
 public:
  /// The second thread runs on these cores; if there are none, on those of the first.
  PatchesAhead(PatchSource& source, std::uint64_t first, std::uint64_t count,
               const Cores& cores = {});
  /// Waits for the thread, which finishes only its current patch.
  ~PatchesAhead();
  PatchesAhead(const PatchesAhead&) = delete;
  PatchesAhead& operator=(const PatchesAhead&) = delete;

  /// The next patch; call it at most `count` times. Throws what PatchSource::patch() threw for it.
  [[nodiscard]] SpikeRaster next();

 private:
  struct Prepared {
    SpikeRaster patch{0};
    std::exception_ptr problem;  ///< set instead of the patch
  };
  void prepare(PatchSource& source, std::uint64_t first, const Cores& cores);

  std::vector<Prepared> patches_;  // the second thread has finished the first ready_ of them
  std::size_t taken_ = 0;
  std::atomic<std::size_t> ready_ = 0;
  std::atomic<bool> given_up_ = false;
  std::thread thread_;
};

}  // namespace ebsnn
