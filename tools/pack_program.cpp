// ebsnn_pack: packs recordings into one HDF5 file that any number of ranks read at once.

#include "pack_program.hpp"

#include "core/error.hpp"
#include "core/partition.hpp"
#include "data_options.hpp"
#include "events/event_cut.hpp"
#include "events/zip_dataset.hpp"
#include "option_checks.hpp"
#include "pipeline/log.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stop.hpp"
#include "program.hpp"
#include "storage/output_place.hpp"
#include "storage/packed_recordings.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace ebsnn {
namespace {

struct Options {
  DataOptions data;
  std::filesystem::path out;
  bool force = false;
  std::string window;
  std::string crop;
  int downsample = 1;

  [[nodiscard]] bool cuts() const { return !window.empty() || !crop.empty() || downsample > 1; }
};

void declare(OptionList& list, Options& o) {
  declare_data(list, o.data)->required();
  list.add_option("--out", o.out, "Packed file to write, F.h5; it appears only when it is complete")
      ->required();
  list.add_flag("--force", o.force, "Replace the file if it exists");
  list.add_option("--window", o.window,
                  "START:END (ms): keep events with START <= t < END; time then counts from START");
  list.add_option("--crop", o.crop,
                  "LEFT,TOP,WIDTH,HEIGHT (px): keep this region of the sensor; after --window");
  list.add_option("--downsample", o.downsample,
                  "N x N pixels become one, which gets the events of all; after --crop")
      ->capture_default_str()
      ->transform(whole_number(1, kMaxSensorSide));
}

/// Throws InputError naming the option.
EventCut cut_of(const Options& o) {
  const auto parsed = [](const char* option, const std::string& text, auto parse) {
    try {
      return text.empty() ? std::nullopt : std::optional(parse(text));
    } catch (const InputError& error) {
      throw InputError(fmt::format("{}: {}", option, error.what()));
    }
  };
  return {parsed("--window", o.window, parse_time_window),
          parsed("--crop", o.crop, parse_crop_region), o.downsample};
}

DataSource source_of(const Options& o) {
  DataSource source = open_data(o.data);
  if (!o.cuts()) return source;
  const EventCut cut = cut_of(o);
  for (std::unique_ptr<Dataset>* split : {&source.train, &source.test}) {
    if (*split) *split = cut_dataset(std::move(*split), cut);
  }
  return source;
}

void check_out(const Options& o) {
  if (output_file(o.out, "--out").replaces() && !o.force) {
    throw InputError(
        fmt::format("--out {}: exists already; --force replaces it", printable(o.out.native())));
  }
}

void report(const PackSummary& summary, const Options& o, double seconds) {
  if (summary.empty > 0) {
    log_warning(fmt::format("{} recording(s) without events, the first is {}", summary.empty,
                            summary.first_empty));
  }
  if (summary.time_back > 0) {
    log_warning(
        fmt::format("{} recording(s) whose times are not ascending (order kept), the first is {}",
                    summary.time_back, summary.first_time_back));
  }
  log_info(fmt::format("{}: {} recordings, {} events, {:.1f} MB, in {}", o.out.string(),
                       summary.recordings, summary.events, static_cast<double>(summary.bytes) / 1e6,
                       duration_text(seconds)));
}

/// How many recordings this rank reads.
std::size_t share_of(const DataSource& source, const Communicator& comm) {
  std::size_t share = 0;
  for (const std::unique_ptr<Dataset>* split : {&source.train, &source.test}) {
    if (!*split) continue;
    share += block_of((*split)->size(), static_cast<std::size_t>(comm.rank()),
                      static_cast<std::size_t>(comm.size()))
                 .count;
  }
  return share;
}

/// Collective.
PackSummary write(const Program& program, const DataSource& source, const Options& o,
                  Communicator& comm) {
  Provenance provenance = program.provenance();
  provenance.library_versions += ", libzip " + zip_library_version();
  const StopCondition stop;
  Progress progress("packing", comm.size() == 1 ? "recordings" : "recordings per rank",
                    share_of(source, comm), program.verbosity());
  return write_packed(comm, source, o.out, provenance, [&](std::size_t done) {
    progress.update(done);
    if (const std::string reason = stop.reason(); !reason.empty()) {
      throw Error(fmt::format("stopped by {}; nothing is kept of {}", reason, o.out.string()));
    }
  });
}

/// Collective.
void pack(const Program& program, const Options& o, Communicator& comm) {
  const auto start = std::chrono::steady_clock::now();
  DataSource source;
  agree(comm, [&] { source = source_of(o); });
  warn_of(source);
  const PackSummary summary = write(program, source, o, comm);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (comm.is_root()) report(summary, o, elapsed.count());
}

/// Collective. Whether --out is a plain file, or nothing yet. Of /dev/stdout and the like, each rank
/// has its own, and that of the root counts.
bool is_plain(const Options& o, const Communicator& comm) {
  const bool plain = comm.is_root() && output_place(o.out).kind == OutputPlace::Kind::plain;
  return comm.sum(plain ? 1 : 0) > 0;
}

}  // namespace

int pack_program(Communicator& comm, int argc, const char* const* argv) {
  Program program("ebsnn_pack", "Packs recordings into one HDF5 file that ranks read in parallel.",
                  "ebsnn_pack --data N-MNIST --out nmnist.h5");
  Options options;
  declare(program.options(), options);
  return program.run(comm, argc, argv, [&] {
    agree(comm, [&] {
      if (comm.is_root()) check_out(options);
    });
    if (is_plain(options, comm)) return pack(program, options, comm);
    // Into a pipe or a device, one process writes.
    agree(comm, [&] {
      if (comm.is_root()) pack(program, options, *make_local_communicator());
    });
  });
}

}  // namespace ebsnn
