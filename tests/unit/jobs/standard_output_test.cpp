// Output that cannot be written is an error, and no file gets the number of a closed stream.

#include "standard_output.hpp"

#include "core/error.hpp"
#include "unit/jobs/some_program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace ebsnn::test {
namespace {

/// In a process of its own: leads standard output to `path`, prints, and tells by its exit code
/// whether flush_standard_output() refused.
template <class Print>
[[noreturn]] void print_to(const char* path, const Print& print) {
  ::close(STDOUT_FILENO);
  if (path != nullptr) {
    (void)::open(path, O_WRONLY);
  }
  occupy_closed_streams();
  print();
  try {
    flush_standard_output();
  } catch (const StorageError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    std::_Exit(1);
  }
  std::_Exit(0);
}

void print_by_stdio() { std::fputs("a line\n", stdout); }
void print_by_stream() { std::cout << "a line" << std::endl; }
void print_much() {
  for (int i = 0; i < 100000; ++i) std::fputs("a line\n", stdout);
}
void print_nothing() {}

TEST(StandardOutput, ThatIsFullIsAnError) {
  const auto exits = testing::ExitedWithCode(1);
  EXPECT_EXIT(print_to("/dev/full", print_by_stdio), exits,
              "standard output: cannot be written: No space left on device");
  EXPECT_EXIT(print_to("/dev/full", print_by_stream), exits, "standard output: cannot be written");
  EXPECT_EXIT(print_to("/dev/full", print_much), exits, "standard output: cannot be written");
}

TEST(StandardOutput, ThatIsClosedIsAnErrorWhereSomethingIsPrinted) {
  EXPECT_EXIT(print_to(nullptr, print_by_stdio), testing::ExitedWithCode(1),
              "standard output: cannot be written: Bad file descriptor");
  EXPECT_EXIT(print_to(nullptr, print_nothing), testing::ExitedWithCode(0), "");
}

TEST(StandardOutput, ThatTakesAllIsFine) {
  EXPECT_EXIT(print_to("/dev/null", print_by_stdio), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(print_to("/dev/full", print_nothing), testing::ExitedWithCode(0), "");
}

TEST(StandardOutput, LeavesItsNumberToNoFile) {
  EXPECT_EXIT(
      {
        ::close(STDIN_FILENO);
        ::close(STDOUT_FILENO);
        occupy_closed_streams();
        std::_Exit(::open("/dev/null", O_RDWR) > STDERR_FILENO ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

using FailingProgram = SomeProgram;

/// A log on a full disk does not change the exit code.
TEST_F(FailingProgram, EndsWithItsCodeWhereStandardErrorIsFull) {
  const std::vector<const char*> words{"ebsnn_some", "--no-option"};
  const auto run = [&] {
    ::close(STDERR_FILENO);
    (void)::open("/dev/full", O_WRONLY);
    const std::unique_ptr<Communicator> alone = make_local_communicator();
    std::_Exit(program_.run(*alone, static_cast<int>(words.size()), words.data(), [] {}));
  };
  EXPECT_EXIT(run(), testing::ExitedWithCode(static_cast<int>(ExitCode::bad_input)), "");
}

}  // namespace
}  // namespace ebsnn::test
