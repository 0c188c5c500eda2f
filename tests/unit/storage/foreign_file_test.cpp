#include "storage/foreign_file.hpp"

#include "core/error.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

namespace ebsnn {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

class ForeignFile : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "results.h5"; }
  void write(const std::string& text) const { std::ofstream(path(), std::ios::binary) << text; }
  void write_hdf5(const std::function<void(h5::File&)>& fill) const {
    h5::File file = h5::File::create(path());
    fill(file);
    file.close();
  }
  void refuse() const { refuse_foreign_file(path(), kResultsFormat); }
  void refuse_table() const { refuse_foreign_table(path(), "corruption,level,"); }

 private:
  test::TemporaryFolder folder_;
};

TEST_F(ForeignFile, IsATextOrAnArchive) {
  write("my notes\n");
  EXPECT_THAT([this] { refuse(); }, ThrowsMessage<InputError>(AllOf(
                                        HasSubstr("results.h5: it is a text file"),
                                        HasSubstr("'ebsnn results', and would be replaced"))));
  write(std::string("PK\3\4", 4) + std::string(40, '\0'));
  EXPECT_THROW(refuse(), InputError);
}

TEST_F(ForeignFile, IsHdf5OfOtherPrograms) {
  write_hdf5([](h5::File& file) { file.write_text("/", "title", "events"); });
  EXPECT_THROW(refuse(), InputError);
  write_hdf5([](h5::File& file) { write_format(file, kNetworkFormat); });
  EXPECT_THROW(refuse(), InputError);
}

TEST_F(ForeignFile, IsNoneOfOursAlsoOfOldVersions) {
  write_hdf5([](h5::File& file) { write_format(file, kResultsFormat); });
  EXPECT_NO_THROW(refuse());
  write_hdf5([](h5::File& file) { file.write_text("/", "program", "ebsnn_eval"); });
  EXPECT_NO_THROW(refuse());
}

TEST_F(ForeignFile, IsNoneThatIsMissingEmptyOrDamaged) {
  EXPECT_NO_THROW(refuse());
  write("");
  EXPECT_NO_THROW(refuse());
  write(std::string(4096, '\0'));
  EXPECT_NO_THROW(refuse());
  write("\x89HDF\r\n\x1a\n" + std::string(100, '\1'));
  EXPECT_NO_THROW(refuse());
}

TEST_F(ForeignFile, IsATableWithAnotherHeader) {
  EXPECT_NO_THROW(refuse_table());
  write("");
  EXPECT_NO_THROW(refuse_table());
  write("corruption,level,unit\n");
  EXPECT_NO_THROW(refuse_table());
  write("name,value\nb,1\n");
  EXPECT_THAT([this] { refuse_table(); },
              ThrowsMessage<InputError>(HasSubstr("begins with 'corruption,level,'")));
  write("corr");
  EXPECT_THROW(refuse_table(), InputError);
}

}  // namespace
}  // namespace ebsnn
