#include "pipeline/patches_ahead.hpp"

#include <utility>

namespace ebsnn {

PatchesAhead::PatchesAhead(PatchSource& source, std::uint64_t first, std::uint64_t count,
                           const Cores& cores)
    : patches_(count), thread_([this, &source, first, cores] { prepare(source, first, cores); }) {}

PatchesAhead::~PatchesAhead() {
  given_up_ = true;
  thread_.join();
}

void PatchesAhead::prepare(PatchSource& source, std::uint64_t first, const Cores& cores) {
  run_on(cores);
  for (std::size_t i = 0; i < patches_.size() && !given_up_; ++i) {
    try {
      patches_[i].patch = source.patch(first + i);
    } catch (...) {
      patches_[i].problem = std::current_exception();
    }
    ready_ = i + 1;
    ready_.notify_one();
  }
}

SpikeRaster PatchesAhead::next() {
  for (std::size_t ready = ready_; ready <= taken_; ready = ready_) {
    ready_.wait(ready);
  }
  Prepared& prepared = patches_[taken_++];
  if (prepared.problem) {
    std::rethrow_exception(prepared.problem);
  }
  return std::move(prepared.patch);
}

}  // namespace ebsnn
