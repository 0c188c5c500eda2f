#include "core/file_text.hpp"

#include "core/error.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace ebsnn::test {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(FileText, IsAllBytes) {
  const TemporaryFolder folder;
  std::string text(200000, 'a');
  text[5] = '\0';
  text[100000] = '\r';
  std::ofstream(folder / "text", std::ios::binary) << text;
  EXPECT_TRUE(file_text(folder / "text") == text);
  std::ofstream(folder / "empty");
  EXPECT_EQ(file_text(folder / "empty"), "");
}

TEST(FileText, OfAMissingFileIsAnErrorWithTheReason) {
  const TemporaryFolder folder;
  EXPECT_THAT(
      [&] { (void)file_text(folder / "none"); },
      ThrowsMessage<InputError>(HasSubstr("none: cannot be read: No such file or directory")));
}

TEST(FileText, WithoutAnEndIsAnError) {
  EXPECT_THAT([] { (void)file_text("/dev/zero"); },
              ThrowsMessage<InputError>(HasSubstr("/dev/zero: is longer than 67108864 bytes")));
}

// Linux opens folders, and fails at the first read.
TEST(FileText, AReadThatFailsIsNotTheEndOfTheFile) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { (void)file_text(folder.path()); },
              ThrowsMessage<InputError>(HasSubstr("cannot be read: Is a directory")));
}

TEST(RequireReadable, TellsWhyAFileCannotBeRead) {
  const TemporaryFolder folder;
  std::ofstream(folder / "empty");
  std::ofstream(folder / "text") << "text";
  EXPECT_NO_THROW(require_readable(folder / "empty"));
  EXPECT_NO_THROW(require_readable(folder / "text"));
  EXPECT_THAT(
      [&] { require_readable(folder / "none"); },
      ThrowsMessage<InputError>(HasSubstr("none: cannot be read: No such file or directory")));
  EXPECT_THAT([&] { require_readable(folder.path()); },
              ThrowsMessage<InputError>(HasSubstr("cannot be read: Is a directory")));
}

}  // namespace
}  // namespace ebsnn::test
