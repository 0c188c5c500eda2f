#include "parallel/patient_wait.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace ebsnn {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr Clock::duration kBusy = 1ms;  // messages of ranks that work alike come earlier
constexpr Clock::duration kLongestSleep = 10ms;

}  // namespace

void wait_patiently(const std::function<bool()>& is_complete) {
  const Clock::time_point start = Clock::now();
  while (!is_complete()) {
    const Clock::duration waited = Clock::now() - start;
    if (waited > kBusy) {
      std::this_thread::sleep_for(std::min(waited / 50, kLongestSleep));
    }
  }
}

}  // namespace ebsnn
