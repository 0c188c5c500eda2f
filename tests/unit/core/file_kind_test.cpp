// What files are by their content.

#include "core/file_kind.hpp"

#include "core/few_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::HasSubstr;
using Form = FileKind::Form;

class FileKindTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "ebsnn-kind-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] FileKind kind_of(const std::string& bytes) const {
    std::ofstream(folder_ / "file", std::ios::binary | std::ios::trunc) << bytes;
    return kind_of_file(folder_ / "file");
  }

  fs::path folder_;
};

/// `text` and zeros behind it.
std::string padded(std::string text, std::size_t zeros) {
  text.resize(text.size() + zeros);
  return text;
}

const std::string kHdf5 = "\x89HDF\r\n\x1a\n";

TEST_F(FileKindTest, KnownFormsAreRecognised) {
  EXPECT_EQ(kind_of(kHdf5 + "..."s).form, Form::hdf5);
  EXPECT_EQ(kind_of("PK\3\4...."s).form, Form::zip);
  EXPECT_EQ(kind_of(padded("#!/bin/sh\nPK\5\6", 18)).form, Form::zip);
  EXPECT_EQ(kind_of("\x1f\x8b\x08"s).description, "a file compressed by gzip");
  EXPECT_EQ(kind_of(padded("", 257).append("ustar")).description, "a tar archive");
  EXPECT_EQ(kind_of("MATLAB 7.3 MAT-file, ..."s).description, "a MATLAB file (version 7.3)");
  EXPECT_EQ(kind_of("\0\0\x08\3...."s).description, "an IDX file, as MNIST has");
  EXPECT_EQ(kind_of("<!DOCTYPE html>"s).description, "a web page");
}

TEST_F(FileKindTest, UserBlocksAreMeasured) {
  for (const std::size_t bytes : {512U, 1024U, 65536U}) {
    const FileKind kind = kind_of(std::string(bytes, '\0') + kHdf5);
    EXPECT_EQ(kind.form, Form::user_block);
    EXPECT_THAT(kind.description, HasSubstr("user block of " + std::to_string(bytes) + " bytes"));
  }
  EXPECT_EQ(kind_of(std::string(700, '\0') + kHdf5).form, Form::unknown);
}

TEST_F(FileKindTest, TextIsQuotedInShortAndEscaped) {
  const FileKind kind = kind_of("\x1b[31mx,y\n1,2\n"s);
  EXPECT_EQ(kind.form, Form::text);
  EXPECT_EQ(kind.description, "a text file that begins with \"\\x1b[31mx,y\"");
  EXPECT_LT(kind_of(std::string(5000, '1')).description.size(), 130U);
}

TEST_F(FileKindTest, OtherFilesAreUnknown) {
  EXPECT_EQ(kind_of("").description, "empty");
  EXPECT_EQ(kind_of("\1\2\3"s).form, Form::unknown);
  EXPECT_EQ(kind_of_file(folder_).form, Form::unknown);
  EXPECT_EQ(kind_of_file(folder_ / "absent").form, Form::unknown);
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(kind_of_file(folder_ / "pipe").form, Form::unknown);  // and does not wait
}

TEST(FewNamesTest, KeepTheFirstInOrder) {
  FewNames names;
  EXPECT_EQ(names.text(), "no files");
  for (const std::string name : {"d", "b", "a\n", "c", "e"}) names.add(name);
  EXPECT_EQ(names.count(), 5U);
  EXPECT_EQ(names.first(), "a\\n");
  EXPECT_EQ(names.text(), "a\\n, b, c and 2 more");
}

}  // namespace
}  // namespace ebsnn
