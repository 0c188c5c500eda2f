#pragma once
// A signal that comes in the middle of a program that the test calls.

#include "pipeline/stop.hpp"
#include "system/launch.hpp"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <thread>

namespace ebsnn::test {

/// Sends SIGTERM to this process as soon as a file or folder exists (after a minute in any case).
class StopOnceThere {
 public:
  explicit StopOnceThere(const std::filesystem::path& path) {
    watch_stop_signals();
    thread_ = std::thread([path] {
      (void)wait_until([&] { return std::filesystem::exists(path); });
      ::kill(::getpid(), SIGTERM);
    });
  }
  ~StopOnceThere() { thread_.join(); }
  StopOnceThere(const StopOnceThere&) = delete;
  StopOnceThere& operator=(const StopOnceThere&) = delete;

 private:
  std::thread thread_;
};

}  // namespace ebsnn::test
