#include "bench/machine.hpp"

#include "kernels/kernels.hpp"

#include <fmt/format.h>

#include <fstream>

namespace ebsnn::bench {
namespace {

std::string line_of(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(": ") + 2);
  }
  return "unknown processor";
}

/// "L1 data 48K, L2 2048K, L3 ...", as the kernel of the system reports them.
std::string caches() {
  std::string text;
  for (int i = 0; i < 8; ++i) {
    const std::string folder = fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}/", i);
    const std::string level = line_of(folder + "level");
    const std::string type = line_of(folder + "type");
    if (level.empty() || type == "Instruction") continue;
    text += fmt::format("{}L{}{} {}", text.empty() ? "" : ", ", level,
                        type == "Data" ? " data" : "", line_of(folder + "size"));
  }
  return text.empty() ? "unknown caches" : text;
}

}  // namespace

std::string machine_description() {
  return fmt::format("{}; {}. {}, `{}`. Instruction set: {}.", processor(), caches(),
                     EBSNN_BENCH_COMPILER, EBSNN_BENCH_FLAGS, instruction_set());
}

}  // namespace ebsnn::bench
