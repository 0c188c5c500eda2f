// fuzz_seeds FOLDER: small valid files, one folder per fuzzer. The kept corpus was made from them,
// and a long run can start with them.

#include "events/nmnist.hpp"
#include "fuzz/small_training.hpp"
#include "storage/checkpoint_file.hpp"
#include "storage/packed_recordings.hpp"
#include "storage/text_weights.hpp"
#include "support/digits_dataset.hpp"
#include "unit/events/zip_writer.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string_view>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

/// Two recordings per split, one of them empty.
class TwoRecordings final : public test::DigitsDataset {
 public:
  [[nodiscard]] std::size_t size() const override { return 2; }
  [[nodiscard]] Label label(std::size_t index) const override { return static_cast<Label>(index); }
  [[nodiscard]] std::string name(std::size_t index) const override {
    return fmt::format("recording {}", index);
  }
  [[nodiscard]] Recording read(std::size_t index) const override {
    return {made_up_events(3 * index, index), label(index)};
  }
};

void write_text(const fs::path& path, std::string_view text) {
  write_bytes(path, std::as_bytes(std::span(text)));
}

void make_recordings(const fs::path& folder) {
  write_bytes(folder / "empty", {});
  write_bytes(folder / "three", encode_nmnist(made_up_events(3, 1), "three"));
  const std::vector<Event> late{{100, 1, 2, true}, {8'450'000, 33, 0, false}};
  write_bytes(folder / "late", encode_nmnist(late, "late"));
}

void make_archives(const fs::path& folder) {
  Files files;
  for (const std::string split : {"Train", "Test"}) {
    files[split + "/0/1.bin"] = encode_nmnist(made_up_events(4, 1), "1");
    files[split + "/7/2.bin"] = {};
  }
  fs::create_directories(folder);
  write_zip(folder / "deflated", files, "", "a/");
  files["Train/0/"] = {};
  files["notes"] = {};
  write_zip(folder / "stored", files, "", "", ZIP_CM_STORE);
}

void make_text_weights(const fs::path& folder) {
  const NetworkWeights weights = initial_weights(small_training(), 1);
  const fs::path written = folder.parent_path() / "text";
  write_text_weights(written, weights);
  std::string all;
  for (const WeightField& field : weight_fields()) {
    const Bytes bytes = read_bytes(written / (std::string(field.name) + ".txt"));
    for (const std::byte byte : bytes) all += static_cast<char>(byte);
    all += '\f';
  }
  fs::remove_all(written);
  write_text(folder / "written", all);
  write_text(folder / "by-hand", "0,0\n1e-3 +1\r\n\f\n0\t0\n0 .5\f0 0\n0 0\f0 0\n0 0\f0\n0\n");
}

void make_configurations(const fs::path& folder) {
  write_text(folder / "all", to_toml(ModelParameters{}));
  write_text(folder / "some",
             "\xEF\xBB\xBF# comment\nseed = 0x5 # more\ncorruption = [\"a\", 'b', # c\n 0.5]\n"
             "quiet = true\ntau-z-ms=5e1\nout = \"\"\"\n\\u00E4 \\\n b\"\"\"\n");
  write_text(folder / "large", "seed = \"18446744073709551615\"\nout = '''#'''\n");
  write_text(folder / "wrong", "[section]\nv1 = nan\nsteps = 1e9\n[a.b]\nx.y = [1,\n2]\n");
}

void make_h5(const fs::path& folder) {
  Provenance provenance;
  provenance.depends_on = "seed = 1\n";
  provenance.end_time = "2000-01-01T00:00:00Z";
  DataSource source;
  source.train = std::make_unique<TwoRecordings>();
  source.test = std::make_unique<TwoRecordings>();
  write_packed(source, folder / "packed" / "both", provenance, [](std::size_t) {});
  source.test.reset();
  write_packed(source, folder / "packed" / "train", provenance, [](std::size_t) {});
  const TrainingState state = small_state();
  const TrainedBy trained{1, &state.history, &state};
  write_network(folder / "network" / "history", state.weights, small_training(), &trained,
                provenance);
  write_network(folder / "network" / "plain", state.weights, small_training(), nullptr, provenance);
  write_checkpoint(folder / "checkpoint" / "whole", state, small_training(), provenance);
}

}  // namespace
}  // namespace ebsnn::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: fuzz_seeds FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  ebsnn::test::make_recordings(folder / "recording");
  ebsnn::test::make_archives(folder / "archive");
  ebsnn::test::make_text_weights(folder / "text_weights");
  ebsnn::test::make_configurations(folder / "configuration");
  ebsnn::test::make_h5(folder);
}
