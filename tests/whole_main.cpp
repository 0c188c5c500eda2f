// main() of test programs that ctest runs as a whole: GoogleTest's, but for the exit code that says
// that all tests were skipped.

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  constexpr int kAllSkipped = 77;
  testing::InitGoogleTest(&argc, argv);
  const int failed = RUN_ALL_TESTS();
  const testing::UnitTest& tests = *testing::UnitTest::GetInstance();
  const bool all_skipped =
      tests.test_to_run_count() > 0 && tests.skipped_test_count() == tests.test_to_run_count();
  return failed == 0 && all_skipped ? kAllSkipped : failed;
}
