// ebsnn_synth: makes N-MNIST-like recordings with an emulated event camera.

#include "synth_program.hpp"

#include "core/error.hpp"
#include "emulator/mnist_images.hpp"
#include "emulator/synthetic_dataset.hpp"
#include "option_checks.hpp"
#include "pipeline/log.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stop.hpp"
#include "program.hpp"
#include "recording_folder.hpp"
#include "storage/output_place.hpp"
#include "storage/packed_recordings.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace ebsnn {
namespace {

/// File in a folder of recordings that tells how to make them again, in the form of --config.
constexpr const char* kNotesName = "ebsnn_synth.toml";

struct Options {
  std::filesystem::path out;
  std::filesystem::path mnist;
  Option* train = nullptr;  ///< knows whether the number was given
  Option* test = nullptr;
  bool force = false;
  SyntheticConfig config;
};

void declare_camera(OptionList& list, CameraParameters& camera) {
  visit_parameters(camera, [&list](const CameraParameterInfo& info, double& value) {
    list.add_option(fmt::format("--{}", info.name), value, std::string(info.summary))
        ->type_name(info.unit.empty() ? "NUMBER" : std::string(info.unit))
        ->default_str(fmt::format("{}", value))
        ->group("Emulated camera (the defaults fit N-MNIST)");
  });
}

Option* declare_number(OptionList& list, const char* name, std::uint64_t& value,
                       const OptionCheck& check, const char* summary) {
  return list.add_option(name, value, summary)->capture_default_str()->transform(check);
}

void declare(OptionList& list, Options& o) {
  list.add_option("--out", o.out,
                  "Where to write: F.h5, a packed file; or a new folder, for the published layout "
                  "Train/<digit>/<number>.bin. It appears only when it is complete")
      ->required();
  const OptionCheck size = whole_number(0, kMaxRecordings);
  o.train = declare_number(list, "--train", o.config.train, size,
                           "Training recordings; with --mnist: by default all images");
  o.test = declare_number(list, "--test", o.config.test, size,
                          "Test recordings; with --mnist: by default all images");
  list.add_option(
          "--mnist", o.mnist,
          "Folder with the IDX files of MNIST (train-images-idx3-ubyte, ..., or .gz), to show "
          "its images; default: digits from built-in strokes")
      ->each([&o](const std::string&) {  // the numbers of images are not known yet
        o.train->default_str("");
        o.test->default_str("");
      });
  declare_number(list, "--seed", o.config.seed, whole_number(), "Seed of sensor, digits and noise");
  list.add_flag("--force", o.force, "Replace the packed file if it exists");
  declare_camera(list, o.config.camera);
}

/// A name with a slash at its end is a folder's.
bool to_packed_file(const Options& o) { return o.out.has_filename() && o.out.extension() == ".h5"; }

void check_out(const Options& o) {
  if (!to_packed_file(o)) {
    require_new_or_empty(o.out);
  } else if (output_file(o.out, "--out").replaces() && !o.force) {
    throw InputError(
        fmt::format("--out {}: exists already; --force replaces it", printable(o.out.native())));
  }
}

/// Reads the images that a split shows, if any, and uses their number as its size unless one was
/// given.
void choose_images(const Options& o, Split split, const Option& size_option, std::uint64_t& count,
                   std::shared_ptr<const MnistImages>& images) {
  if (o.mnist.empty() || count == 0) return;
  images = std::make_shared<const MnistImages>(read_mnist(o.mnist, split));
  if (size_option.count() == 0) count = images->images.size();
}

/// Everything that the recordings depend on, as lines with the names of the options.
std::string dependencies(const Options& o) {
  std::string text = fmt::format("train = {}\ntest = {}\nseed = {}\n", o.config.train,
                                 o.config.test, o.config.seed);
  if (!o.mnist.empty()) text += fmt::format("mnist = {}\n", toml_string(o.mnist.string()));
  return text + to_toml(o.config.camera);
}

Provenance provenance_of(const Program& program, const Options& o) {
  Provenance provenance = program.provenance();
  provenance.seed = o.config.seed;
  provenance.depends_on = dependencies(o);
  provenance.full_configuration = program.configuration(
      {{"train", fmt::format("{}", o.config.train)}, {"test", fmt::format("{}", o.config.test)}});
  provenance.library_versions += ", zlib " + zlib_library_version();
  return provenance;
}

FolderSummary write(const DataSource& source, const Provenance& provenance, const Options& o,
                    Verbosity verbosity) {
  const StopCondition stop;
  Progress bar("synthesising", "recordings", o.config.train + o.config.test, verbosity);
  const auto progress = [&](std::uint64_t done) {
    bar.update(done);
    if (const std::string reason = stop.reason(); !reason.empty()) {
      throw Error(fmt::format("stopped by {}; nothing is kept of {}", reason, o.out.string()));
    }
  };
  if (!to_packed_file(o)) {
    return write_recording_folder(source, published_form(), o.out, kNotesName, notes_of(provenance),
                                  progress);
  }
  const PackSummary packed = write_packed(source, o.out, provenance, progress);
  return {packed.recordings, packed.events, packed.bytes};
}

void synthesise(const Program& program, Options& o) {
  check_out(o);
  const auto start = std::chrono::steady_clock::now();
  SyntheticConfig& config = o.config;
  choose_images(o, Split::train, *o.train, config.train, config.train_images);
  choose_images(o, Split::test, *o.test, config.test, config.test_images);
  const DataSource source = open_synthetic(config);
  const FolderSummary written = write(source, provenance_of(program, o), o, program.verbosity());
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  log_info(fmt::format("{}: {} recordings, {} events, {:.1f} MB, in {}", o.out.string(),
                       written.recordings, written.events, static_cast<double>(written.bytes) / 1e6,
                       duration_text(elapsed.count())));
}

}  // namespace

int synth_program(Communicator& comm, int argc, const char* const* argv) {
  Program program(
      "ebsnn_synth",
      "Makes recordings like those of N-MNIST: digits in front of an emulated event camera.",
      "ebsnn_synth --out synthetic.h5 --train 60000 --test 10000 --seed 1");
  Options options;
  declare(program.options(), options);
  // One process makes 70,000 recordings in about a minute.
  return program.run(comm, argc, argv, [&] {
    agree(comm, [&] {
      if (comm.is_root()) synthesise(program, options);
    });
  });
}

}  // namespace ebsnn
