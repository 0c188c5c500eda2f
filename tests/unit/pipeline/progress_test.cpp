#include "pipeline/progress.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <string>
#include <thread>

namespace ebsnn::test {
namespace {

using testing::HasSubstr;

/// What `work` writes to standard error where that is a terminal.
std::string on_a_terminal(const std::function<void()>& work) {
  int master = -1;
  int slave = -1;
  EXPECT_EQ(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
  const int kept = ::dup(STDERR_FILENO);
  ::dup2(slave, STDERR_FILENO);
  work();
  std::fflush(stderr);
  ::dup2(kept, STDERR_FILENO);
  ::close(kept);
  ::close(slave);
  std::string shown;
  std::array<char, 4096> bytes{};
  for (ssize_t count = 0; (count = ::read(master, bytes.data(), bytes.size())) > 0;) {
    shown.append(bytes.data(), static_cast<std::size_t>(count));
  }
  ::close(master);
  return shown;
}

void wait_until_the_next_line() { std::this_thread::sleep_for(std::chrono::milliseconds(220)); }

TEST(Progress, IsShownBeforeTheFirstStepEnds) {
  EXPECT_THAT(on_a_terminal([] { const Progress bar("fit", "classes", 10, Verbosity::normal); }),
              HasSubstr("fit [..............................] 0/10 classes (0 %)"));
}

TEST(Progress, NamesThePartThatBegan) {
  EXPECT_THAT(on_a_terminal([] {
                Progress bar("units", "recordings", 40, Verbosity::normal);
                bar.begin("unit 2/4");
                wait_until_the_next_line();
                bar.update(20);
              }),
              HasSubstr("unit 2/4 [###############...............] 20/40 recordings (50 %)"));
}

TEST(Progress, CountsOnlyWhatIsToBeDone) {
  EXPECT_THAT(on_a_terminal([] {
                Progress bar("units", "recordings", 40, Verbosity::normal);
                bar.skip(20);
                wait_until_the_next_line();
                bar.update(5);
              }),
              HasSubstr("5/20 recordings (25 %)"));
}

TEST(Progress, LeavesAnEmptyLine) {
  EXPECT_THAT(on_a_terminal([] { const Progress bar("fit", "classes", 10, Verbosity::normal); }),
              testing::EndsWith("\r\033[K"));
}

TEST(Progress, IsNotShownWhereItIsNotWanted) {
  for (const Verbosity verbosity : {Verbosity::silent, Verbosity::quiet}) {
    EXPECT_EQ(on_a_terminal([&] { const Progress bar("fit", "classes", 10, verbosity); }), "");
  }
}

}  // namespace
}  // namespace ebsnn::test
