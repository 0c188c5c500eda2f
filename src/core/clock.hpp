#pragma once
// Elapsed time, on a clock that never jumps.

#include <chrono>

namespace ebsnn {

[[nodiscard]] inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace ebsnn
