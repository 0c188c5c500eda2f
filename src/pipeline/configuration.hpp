#pragma once
// Whether a file that is already there was made by the same run as the present one.

#include "storage/provenance.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>

namespace ebsnn {

/// The value of a line "name = value" of the configuration, as it stands there (text in quotes);
/// nothing where there is no such line.
[[nodiscard]] std::optional<std::string> setting_of(const Provenance& provenance,
                                                    const std::string& name);

/// The same, without quotes; where older files lack a setting because there was no choice, what it
/// was.
[[nodiscard]] std::optional<std::string> text_setting_of(const Provenance& provenance,
                                                         const std::string& name);

/// Seeds that may differ from the seed of a run: of what belongs to the sensor (CorruptionContext),
/// of the initial weights, of the training patches.
inline constexpr const char* kSensorSeed = "sensor-seed";
inline constexpr const char* kWeightSeed = "weight-seed";
inline constexpr const char* kPatchSeed = "patch-seed";

/// The line of such a seed: none where it is that of the run, as in older files.
[[nodiscard]] std::string own_seed_setting(const char* name,
                                           const std::optional<std::uint64_t>& own,
                                           std::uint64_t seed);

/// The same from a file.
[[nodiscard]] std::uint64_t own_seed_of(const Provenance& provenance, const char* name);

/// "ebsnn_eval 0.1.0 (revision)": what wrote a file, for messages.
[[nodiscard]] std::string writer_of(const Provenance& provenance);

/// What distinguishes `found` from `expected`, in configuration lines, seed, data and network: one
/// line a difference, e.g. "patches: 400 there, 800 now". Empty: none. Settings called as in
/// `ignored` may differ.
[[nodiscard]] std::string differences(const Provenance& found, const Provenance& expected,
                                      const std::set<std::string>& ignored = {});

/// Throws InputError naming `path` and the differences(), if there are any.
void require_same_run(const std::filesystem::path& path, const Provenance& found,
                      const Provenance& expected, const std::set<std::string>& ignored = {});

}  // namespace ebsnn
