#include "storage/output_folder.hpp"

#include "core/error.hpp"
#include "storage/output_place.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

class OutputFolder : public testing::Test {
 protected:
  void SetUp() override { std::ofstream(at("file")) << "of the user"; }
  [[nodiscard]] fs::path at(const std::string& name) const { return folder_.path() / name; }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(OutputFolder, ExistsUpToAPart) {
  EXPECT_EQ(existing_part_of(at("a/b/c")), fs::absolute(at("")).parent_path());
  EXPECT_EQ(existing_part_of(at("file")), fs::absolute(at("file")));
  EXPECT_NO_THROW(require_room_in("", "--out"));
}

TEST_F(OutputFolder, HasRoomIfItCanBeMade) {
  EXPECT_NO_THROW(require_room_in(at("a/b"), "--out"));
  EXPECT_FALSE(fs::exists(at("a")));
  EXPECT_THAT([this] { require_room_in(at("file/b"), "--out"); },
              ThrowsMessage<InputError>(
                  AllOf(HasSubstr("--out"), HasSubstr("file/b"), HasSubstr("Not a directory"))));
}

TEST_F(OutputFolder, HasRoomForFilesOrTheyAreRefused) {
  EXPECT_NO_THROW((void)output_file(at("a/b.csv"), "--csv"));
  EXPECT_THAT([this] { (void)output_file(at("file/b.csv"), "--csv"); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("--csv"), HasSubstr("Not a directory"))));
}

TEST_F(OutputFolder, IsNoNameOfAFile) {
  for (const char* name : {"new/", "new/.", "new/.."}) {
    EXPECT_THAT([&] { (void)output_file(at(name), "--out"); },
                ThrowsMessage<InputError>(HasSubstr("expected the name of a file")))
        << name;
  }
}

TEST_F(OutputFolder, IsMadeButNotBehindALinkThatLeadsNowhere) {
  make_output_folder(at("a/b"), "--out");
  EXPECT_TRUE(fs::is_directory(at("a/b")));
  make_output_folder(at("a/b"), "--out");
  fs::create_symlink("nowhere", at("link"));
  EXPECT_THAT([this] { make_output_folder(at("link"), "--out"); },
              ThrowsMessage<InputError>(AllOf(HasSubstr("--out"), HasSubstr("leads nowhere"))));
  EXPECT_THAT([this] { make_output_folder(at("file"), "--out"); },
              ThrowsMessage<InputError>(HasSubstr("cannot be made")));
}

}  // namespace
}  // namespace ebsnn
