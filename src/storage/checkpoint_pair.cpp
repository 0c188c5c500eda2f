#include "storage/checkpoint_pair.hpp"

#include "core/error.hpp"
#include "storage/atomic_file.hpp"
#include "storage/format.hpp"
#include "storage/run_lock.hpp"

#include <fmt/format.h>

#include <system_error>

namespace ebsnn {
namespace {

/// A checkpoint, or its damage; neither if the file does not exist.
struct Attempt {
  std::optional<LoadedCheckpoint> checkpoint;
  std::string damage;
};

Attempt attempt(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) {
    return {};
  }
  try {
    return {read_checkpoint(path), ""};
  } catch (const OtherFormatVersion&) {
    throw;  // it is not damaged, so nothing may replace it
  } catch (const InputError& error) {
    return {std::nullopt, error.what()};
  }
}

}  // namespace

CheckpointPair::CheckpointPair(const std::filesystem::path& run_folder)
    : newest_(run_folder / "checkpoint.h5"), previous_(run_folder / "checkpoint-previous.h5") {}

std::optional<CheckpointPair::Found> CheckpointPair::read() {
  Attempt newest = attempt(newest_);
  if (newest.checkpoint) {
    return Found{std::move(*newest.checkpoint), newest_, ""};
  }
  newest_is_damaged_ = !newest.damage.empty();
  Attempt previous = attempt(previous_);
  if (previous.checkpoint) {
    const std::string warning = newest_is_damaged_ ? fmt::format("{}; using the previous one: {}",
                                                                 newest.damage, previous_.string())
                                                   : "";
    return Found{std::move(*previous.checkpoint), previous_, warning};
  }
  if (newest.damage.empty() && previous.damage.empty()) {
    return std::nullopt;
  }
  const std::string separator = newest.damage.empty() || previous.damage.empty() ? "" : "\n  ";
  throw InputError(
      fmt::format("{}{}{}\nNo intact checkpoint is left. Use another folder, or remove what is "
                  "damaged to train from the beginning.",
                  newest.damage, separator, previous.damage));
}

void CheckpointPair::write(const TrainingState& state, const ModelParameters& parameters,
                           const Provenance& provenance) {
  write_checkpoint(newest_, state, parameters, provenance, [this] {
    if (!newest_is_damaged_ && std::filesystem::exists(newest_)) {
      rename_file(newest_, previous_);
    }
  });
  newest_is_damaged_ = false;
}

void CheckpointPair::remove() const {
  require_locked_folder(newest_);
  remove_leftovers(newest_);
  for (const std::filesystem::path& path : {previous_, newest_}) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
}

}  // namespace ebsnn
