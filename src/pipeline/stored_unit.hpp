#pragma once
// Which unit an activity file says it holds. A file's name says nothing about its content: files
// get copied, renamed and swapped.

#include "pipeline/unit.hpp"
#include "storage/activity_file.hpp"

#include <cstdint>
#include <filesystem>
#include <span>

namespace ebsnn {

/// The unit that the configuration of an activity file names (split, corruption, level). Throws
/// InputError naming `path` and the program and version that wrote it where it names none, or one
/// that is unknown here.
[[nodiscard]] Unit stored_unit(const std::filesystem::path& path, const Provenance& provenance);

/// Throws InputError naming `path`, what it holds and what was expected unless that is `expected`.
void require_unit(const std::filesystem::path& path, const Provenance& provenance,
                  const Unit& expected);

/// Throws InputError naming `path` and the first difference unless the rows are those of
/// recordings `recording` with labels `label`, and of `neurons` V1 neurons.
void require_rows(const std::filesystem::path& path, const Activity& activity, std::size_t neurons,
                  std::span<const std::uint64_t> recording, std::span<const std::uint8_t> label);

}  // namespace ebsnn
