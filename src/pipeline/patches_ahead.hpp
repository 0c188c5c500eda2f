#pragma once
// Training patches read and encoded by a second thread while the first one presents those before:
// what a file system takes to answer, and a little computing, costs no time. Used by training
// alone.

#include "pipeline/patch_source.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <thread>
#include <vector>

namespace ebsnn {

/// Patches first .. first + count - 1 of a source, one after the other. The source belongs to the
/// object as long as that lives. So does HDF5, in which the recordings may be, and which bears one
/// thread at a time: nobody else may call it meanwhile.
class PatchesAhead {
 public:
  PatchesAhead(PatchSource& source, std::uint64_t first, std::uint64_t count);
  /// Waits for the thread, which prepares no more than the patch at hand.
  ~PatchesAhead();
  PatchesAhead(const PatchesAhead&) = delete;
  PatchesAhead& operator=(const PatchesAhead&) = delete;

  /// The next patch; call it `count` times at most. Throws what PatchSource::patch() threw for it.
  [[nodiscard]] SpikeRaster next();

 private:
  struct Prepared {
    SpikeRaster patch{0};
    std::exception_ptr problem;  ///< instead
  };
  void prepare(PatchSource& source, std::uint64_t first);

  std::vector<Prepared> patches_;  // the first ready_ of them are no longer the second thread's
  std::size_t taken_ = 0;
  std::atomic<std::size_t> ready_ = 0;
  std::atomic<bool> given_up_ = false;
  std::thread thread_;
};

}  // namespace ebsnn
