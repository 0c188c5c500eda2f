#include "system/launch.hpp"

#include <chrono>
#include <fstream>
#include <ostream>
#include <sstream>
#include <thread>

namespace ebsnn::test {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void nap() { std::this_thread::sleep_for(std::chrono::milliseconds(5)); }

std::string without_crowding(const std::string& text) {
  std::istringstream lines(text);
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(": more ranks than cores") == std::string::npos) kept += line + "\n";
  }
  return kept;
}

std::ostream& operator<<(std::ostream& stream, const Outcome& outcome) {
  return stream << "exit code " << outcome.exit_code << ", signal " << outcome.signal
                << (outcome.in_time ? "" : ", killed at the time limit") << ", after "
                << outcome.seconds << " s\n--- standard output\n"
                << outcome.out << "--- standard error\n"
                << outcome.err;
}

}  // namespace ebsnn::test
