#include "unit/layers/layer_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;
using test::breaches;
using test::Layers;
using test::TableError;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const fs::path kSource = EBSNN_SOURCE_DIR;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string readme() { return text_of(kSource / "src/README.md"); }

Layers layers() { return test::read_layers(readme()); }

std::vector<fs::path> source_files() {
  std::vector<fs::path> files;
  for (const char* folder : {"src", "jobs", "tools"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kSource / folder)) {
      const auto extension = entry.path().extension();
      if (extension == ".cpp" || extension == ".hpp" || extension == ".h" || extension == ".c") {
        files.push_back(fs::relative(entry.path(), kSource));
      }
    }
  }
  return files;
}

TEST(Layers, EveryFileIncludesOnlyWhatTheTableAllows) {
  const Layers table = layers();
  const auto files = source_files();
  EXPECT_GT(files.size(), 40U) << "the check looked at too little below " << kSource;
  for (const fs::path& file : files) {
    for (const std::string& message :
         breaches(table, file.generic_string(), text_of(kSource / file))) {
      ADD_FAILURE() << message;
    }
  }
}

TEST(Layers, TheTableHasARowForEveryRoom) {
  const Layers table = layers();
  for (const auto& entry : fs::directory_iterator(kSource / "src")) {
    if (entry.is_directory()) {
      EXPECT_TRUE(table.rooms.contains(entry.path().filename().string())) << entry.path();
    }
  }
}

TEST(Table, IsReadAsItIsWritten) {
  const Layers table = layers();
  EXPECT_THAT(table.rooms.at("core"), ElementsAre("core"));
  EXPECT_THAT(table.rooms.at("encoding"), ElementsAre("core", "encoding", "events"));
  EXPECT_THAT(table.rooms.at("network"),
              ElementsAre("core", "encoding", "events", "kernels", "network"));
  EXPECT_EQ(table.rooms.at("studies").size(), table.rooms.size());
  EXPECT_THAT(table.owners.at("Eigen"), ElementsAre("network", "readout", "statistics"));
  EXPECT_THAT(table.owners.at("mpi.h"), ElementsAre("parallel"));
}

struct Planted {
  const char* path;
  const char* line;
  const char* reason;
};

void PrintTo(const Planted& planted, std::ostream* stream) {
  *stream << planted.path << ": " << planted.line;
}

class PlantedBreach : public testing::TestWithParam<Planted> {};

TEST_P(PlantedBreach, IsFoundWithItsLineAndReason) {
  const Planted& planted = GetParam();
  const std::string text =
      std::string("#pragma once\n#include <vector>\n") + planted.line + "\nint x;\n";
  const auto found = breaches(layers(), planted.path, text);
  ASSERT_EQ(found.size(), 1U) << planted.path << ' ' << planted.line;
  EXPECT_THAT(found[0], HasSubstr(std::string(planted.path) + ":3:"));
  EXPECT_THAT(found[0], HasSubstr(planted.reason));
}

INSTANTIATE_TEST_SUITE_P(
    Rooms, PlantedBreach,
    testing::Values(
        Planted{"src/core/x.cpp", "#include \"events/event.hpp\"", "core may include core only"},
        Planted{"src/kernels/x.cpp", "#include \"events/event.hpp\"", "core, kernels"},
        Planted{"src/events/x.cpp", "#include \"network/weights.hpp\"", "core, events"},
        Planted{"src/corruption/x.cpp", "#include \"encoding/spike_raster.hpp\"",
                "core, corruption"},
        Planted{"src/network/x.cpp", "#include \"corruption/corruption.hpp\"",
                "network may include"},
        Planted{"src/network/x.cpp", "#include \"parallel/communicator.hpp\"",
                "network may include"},
        Planted{"src/readout/x.hpp", "  #  include \"network/weights.hpp\"", "core, readout"},
        Planted{"src/parallel/x.cpp", "#include \"h5/file.hpp\"", "core, parallel"},
        Planted{"src/statistics/x.cpp", "#include \"readout/metrics.hpp\"", "core, statistics"},
        Planted{"src/h5/x.cpp", "#include \"storage/atomic_file.hpp\"", "core, h5, parallel"},
        Planted{"src/storage/x.cpp", "#include \"pipeline/train.hpp\"", "storage may include"},
        Planted{"src/events/x.cpp", "#include <core/../network/weights.hpp>", "path"},
        Planted{"src/events/x.cpp", "#include \"dataset.hpp\"", "room/file.hpp"},
        Planted{"src/events/x.cpp", "#include \"../network/weights.hpp\"", "path"},
        Planted{"src/events/x.cpp", "#include \"ebsnn_revision.hpp\"", "room/file.hpp"}));

INSTANTIATE_TEST_SUITE_P(
    Libraries, PlantedBreach,
    testing::Values(
        Planted{"src/pipeline/x.cpp", "#include <mpi.h>", "mpi.h belongs to parallel alone"},
        Planted{"src/storage/x.cpp", "#include <mpi.h>", "mpi.h belongs to parallel alone"},
        Planted{"jobs/x.cpp", "#include \"mpi.h\"", "mpi.h belongs to parallel alone"},
        Planted{"src/parallel/x.hpp", "#include <mpi.h>", ".cpp files only"},
        Planted{"src/pipeline/x.cpp", "#include <hdf5.h>", "hdf5.h belongs to h5 alone"},
        Planted{"src/events/x.cpp", "#include <H5public.h>", "hdf5.h belongs to h5 alone"},
        Planted{"tools/x.cpp", "#include <hdf5.h>", "hdf5.h belongs to h5 alone"},
        Planted{"src/storage/x.cpp", "#include <hdf5.h>", "hdf5.h belongs to h5 alone"},
        Planted{"src/h5/x.hpp", "#include <hdf5.h>", ".cpp files only"},
        Planted{"src/pipeline/x.cpp", "#include <linear.h>", "readout alone"},
        Planted{"src/kernels/x.cpp", "#include <Eigen/Core>", "readout, statistics alone"},
        Planted{"src/corruption/x.cpp", "#include <Random123/philox.h>", "core alone"},
        Planted{"src/storage/x.cpp", "#include <xxhash.h>", "core alone"},
        Planted{"src/storage/x.cpp", "#include <zip.h>", "events alone"},
        Planted{"src/network/x.cpp", "#include <hwy/highway.h>", "kernels alone"},
        Planted{"src/network/x.hpp", "#include <boost/serialization/vector.hpp>", "parallel alone"},
        Planted{"src/readout/x.cpp", "#include <boost/math/distributions.hpp>", "statistics alone"},
        Planted{"src/parallel/x.cpp", "#include <boost/regex.hpp>", "no room owns"},
        Planted{"src/kernels/x.cpp", "#include <immintrin.h>", "no room owns"},
        Planted{"src/core/x.cpp", "#include <spdlog/spdlog.h>", "pipeline"},
        Planted{"src/pipeline/x.cpp", "#include <CLI/CLI.hpp>", "jobs only"},
        Planted{"tools/x.cpp", "#include <CLI/CLI.hpp>", "jobs only"}));

INSTANTIATE_TEST_SUITE_P(
    Restricted, PlantedBreach,
    testing::Values(Planted{"src/pipeline/x.cpp", "#include \"parallel/mpi_session.hpp\"",
                            "jobs, parallel, tools"},
                    Planted{"src/storage/x.cpp", "#include \"parallel/archive.hpp\"",
                            "jobs, parallel, pipeline"},
                    Planted{"src/pipeline/x.cpp", "#include \"corruption/transforms.hpp\"",
                            "corruption only"},
                    Planted{"src/storage/x.cpp", "#include \"h5/detail.hpp\"", "h5 only"}));

TEST(UnknownRoom, MayIncludeNothing) {
  EXPECT_THAT(breaches(layers(), "src/attic/x.cpp", "#include <map>"),
              ElementsAre(HasSubstr("src/attic is no room")));
}

TEST(Allowed, IncludesAreNoBreaches) {
  const Layers table = layers();
  const auto allowed = [&](const char* path, const char* line) {
    EXPECT_THAT(breaches(table, path, line), IsEmpty());
  };
  allowed("src/core/random.cpp", "#include <Random123/philox.h>");
  allowed("src/core/version.cpp", "#include \"ebsnn_revision.hpp\"");
  allowed("src/events/x.cpp",
          "#include <zip.h>\n#include <fmt/format.h>\n#include <sys/stat.h>\n#include "
          "\"events/y.hpp\"");
  allowed("src/network/x.hpp", "#include <Eigen/Core>\n#include \"kernels/kernels.hpp\"");
  allowed("src/h5/x.cpp", "#include <hdf5.h>\n#include \"parallel/communicator.hpp\"");
  allowed("src/pipeline/x.cpp", "#include \"parallel/archive.hpp\"\n#include \"h5/file.hpp\"");
  allowed("src/pipeline/x.cpp", "// like #include <mpi.h>, but without");
  allowed(
      "jobs/x.cpp",
      "#include <CLI/CLI.hpp>\n#include \"parallel/mpi_session.hpp\"\n#include \"options.hpp\"");
}

/// The real table with one text in it replaced.
std::string readme_with(const std::string& old_text, const std::string& new_text) {
  std::string text = readme();
  const auto place = text.find(old_text);
  EXPECT_NE(place, std::string::npos) << old_text;
  return text.replace(place, old_text.size(), new_text);
}

TEST(Table, ThatTheCheckCannotReadIsAnError) {
  EXPECT_THROW(test::read_layers(""), TableError);
  EXPECT_THROW(test::read_layers(readme_with("Highway", "Lowway")), TableError);
  EXPECT_THROW(test::read_layers(readme_with("| `hdf5.h` |", "| |")), TableError);
  EXPECT_THROW(test::read_layers(readme_with("| core, events |", "| core, evens |")), TableError);
}

TEST(Table, DecidesWhatIsABreach) {
  const Layers strict =
      test::read_layers(readme_with("| core, events, encoding, kernels |", "| core, kernels |"));
  EXPECT_THAT(breaches(strict, "src/network/x.cpp", "#include \"encoding/spike_raster.hpp\""),
              ElementsAre(HasSubstr("core, kernels, network")));
}

}  // namespace
}  // namespace ebsnn
