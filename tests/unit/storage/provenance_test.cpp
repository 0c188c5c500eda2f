// Provenance is written to a file and read back.

#include "storage/provenance.hpp"

#include "core/error.hpp"
#include "core/version.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ebsnn::test {
namespace {

using testing::Ge;
using testing::MatchesRegex;

Provenance full() {
  Provenance all;
  all.program = "ebsnn_eval";
  all.version = "0.1.0";
  all.git_revision = "0123456789ab-dirty";
  all.command_line = "ebsnn_eval --data \"a b\" --seed 18446744073709551615";
  all.arguments = {"ebsnn_eval", "--data", "a b", "", "caf\xE9\n", "--seed=18446744073709551615"};
  all.full_configuration = "data = \"a b\"\n";
  all.depends_on = "[model]\ntau-ms = 10\n# Größe\n";
  all.seed = 18446744073709551615U;
  all.data_checksum = "0123456789abcdef";
  all.network_checksum = "fedcba9876543210";
  all.ranks = 128;
  all.instruction_set = "AVX2";
  all.library_versions = "HDF5 1.10.8, Open MPI v4.1.4";
  all.host = "node-1";
  all.start_time = "2026-01-02T03:04:05Z";
  all.end_time = "2026-01-02T04:04:05Z";
  return all;
}

class ProvenanceFile : public testing::Test {
 protected:
  [[nodiscard]] Provenance round_trip(const Provenance& provenance) const {
    h5::File file = h5::File::create(path());
    write_provenance(file, provenance);
    file.close();
    return read_provenance(h5::File::open(path()));
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "a.h5"; }
  TemporaryFolder folder_;
};

TEST_F(ProvenanceFile, ComesBackWhole) { EXPECT_EQ(round_trip(full()), full()); }

TEST_F(ProvenanceFile, HasTheNamesThatUsersKnow) {
  (void)round_trip(full());
  const h5::File file = h5::File::open(path());
  for (const char* name :
       {"program", "version", "git_revision", "arguments", "command_line", "configuration",
        "depends_on", "seed", "data_checksum", "network_checksum", "ranks", "instruction_set",
        "library_versions", "host", "start_time", "end_time"}) {
    EXPECT_TRUE(file.has_attribute("/", name)) << name;
  }
}

TEST_F(ProvenanceFile, EndIsTheTimeOfWriting) {
  Provenance open = full();
  open.end_time.clear();
  const std::string before = timestamp();
  EXPECT_THAT(round_trip(open).end_time, Ge(before));
}

TEST_F(ProvenanceFile, OfOlderFilesHasNoArguments) {
  // A file as it was before: what content depends on was called the configuration.
  h5::File file = h5::File::create(path());
  for (const char* name :
       {"program", "version", "git_revision", "command_line", "data_checksum", "network_checksum",
        "instruction_set", "library_versions", "host", "start_time", "end_time"}) {
    file.write_text("/", name, name);
  }
  file.write_text("/", "configuration", "patches = 20\n");
  file.write_count("/", "seed", 1);
  file.write_count("/", "ranks", 1);
  file.close();
  const Provenance old = read_provenance(h5::File::open(path()));
  EXPECT_EQ(old.depends_on, "patches = 20\n");
  EXPECT_TRUE(old.arguments.empty());
  EXPECT_EQ(old.command_line, "command_line");
}

TEST_F(ProvenanceFile, ListOfArgumentsHasToBeOne) {
  h5::File file = h5::File::create(path());
  write_provenance(file, full());
  file.write_number("/", "arguments", 3.0);
  file.close();
  EXPECT_THROW((void)read_provenance(h5::File::open(path())), InputError);
}

TEST_F(ProvenanceFile, MissingAttributeIsAnError) {
  h5::File::create(path()).write_text("/", "program", "something else");
  EXPECT_THROW((void)read_provenance(h5::File::open(path())), InputError);
}

TEST(Provenance, IsCollectedHere) {
  const auto comm = make_local_communicator();
  const std::vector<std::string> arguments{"ebsnn_train", "--out", "RUN 2", ""};
  const Provenance collected = collect_provenance(*comm, "ebsnn_train", arguments);
  EXPECT_EQ(collected.program, "ebsnn_train");
  EXPECT_EQ(collected.arguments, arguments);
  EXPECT_EQ(collected.command_line, "ebsnn_train --out 'RUN 2' ''");
  EXPECT_EQ(collected.version, version());
  EXPECT_EQ(collected.git_revision, git_revision());
  EXPECT_EQ(collected.ranks, 1);
  EXPECT_NE(collected.host, "");
  EXPECT_NE(collected.start_time, "");
  EXPECT_EQ(collected.end_time, "");
}

TEST(Provenance, TimesAreOfTheStandardForm) {
  EXPECT_THAT(timestamp(), MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"));
}

}  // namespace
}  // namespace ebsnn::test
