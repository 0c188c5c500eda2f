#pragma once
// Which unit an activity file says it holds. A file's name says nothing about its content: files
// get copied, renamed and swapped.

#include "pipeline/unit.hpp"
#include "storage/activity_file.hpp"

#include <cstdint>
#include <filesystem>
#include <span>

namespace ebsnn {

/// Name of a file of level 0 in run folders of versions that simulated it for each corruption.
inline constexpr const char* kLevelZeroFile = "0.h5";

/// Where a unit's file is, and the unit that it should name.
struct StoredUnit {
  std::filesystem::path path;
  Unit unit;
};

/// The clean test set may be in the file of level 0 of a corruption, in older run folders. If there
/// is no file at all, the path is where it would be.
[[nodiscard]] StoredUnit find_unit(const std::filesystem::path& run_folder, const Unit& unit);

/// The "name = value" lines of a unit in the configuration of its file: split, and corruption and
/// level, or condition.
[[nodiscard]] std::string unit_settings(const Unit& unit);

/// The unit that the configuration of an activity file names (unit_settings()). Throws
/// InputError naming `path` and the program and version that wrote it where it names none, or one
/// that is unknown here.
[[nodiscard]] Unit stored_unit(const std::filesystem::path& path, const Provenance& provenance);

/// Throws InputError naming `path`, what it holds and what was expected unless that is `expected`.
void require_unit(const std::filesystem::path& path, const Provenance& provenance,
                  const Unit& expected);

/// Throws InputError naming `path` and the first difference unless the rows are those of
/// recordings `recording` with labels `label`, and of `windows` windows and `neurons` V1 neurons.
void require_rows(const std::filesystem::path& path, const Activity& activity, std::size_t windows,
                  std::size_t neurons, std::span<const std::uint64_t> recording,
                  std::span<const Label> label);

}  // namespace ebsnn
