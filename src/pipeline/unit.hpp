#pragma once
// The pieces of an evaluation: the training set once, and the test set under each corruption at
// each level.

#include "corruption/corruption.hpp"
#include "events/dataset.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

/// One activity file's worth of work.
struct Unit {
  const Corruption* corruption = nullptr;  ///< nullptr: the uncorrupted training set
  double level = 0.0;

  [[nodiscard]] Split split() const { return corruption == nullptr ? Split::train : Split::test; }
  /// "train", or corruption and level, e.g. "drop_event 0.1".
  [[nodiscard]] std::string name() const;
  /// Below the run folder: activity/train.h5 or activity/<corruption>/<level>.h5.
  [[nodiscard]] std::filesystem::path file() const;
  friend bool operator==(const Unit&, const Unit&) = default;
};

/// The order of results: the training set, then corruptions in published order, levels ascending.
[[nodiscard]] bool comes_before(const Unit& a, const Unit& b);

/// The training set, then every chosen corruption at every chosen level, both in the order given.
/// `names`: "all" or corruptions separated by commas. `levels` (see levels.hpp): "published", or
/// numbers for each of them, or lists for those that it names ("drop_event=0.05,0.95;
/// time_jitter=30"); then "all" means the named ones alone, and those of `names` that it does not
/// name have the published levels. Throws InputError naming what is unknown, out of range, given
/// twice, or named but not chosen; it calls the second one `levels_option`.
[[nodiscard]] std::vector<Unit> make_units(const std::string& names, const std::string& levels,
                                           const std::string& levels_option = "--levels");

/// A slice of a list of units, from "K/M" with K = 1..M.
struct Task {
  std::size_t number;  ///< K
  std::size_t of;      ///< M
};
[[nodiscard]] Task parse_task(const std::string& text);
/// The K-th of M consecutive slices (possibly empty).
[[nodiscard]] std::vector<Unit> slice(const std::vector<Unit>& units, const Task& task);

/// `limit` recordings spread evenly over `size` of them (all, where limit is 0 or larger): i-th =
/// floor(i size / limit). Data are sorted by class, so that the first ones would all show one
/// digit.
[[nodiscard]] std::vector<std::size_t> spread_evenly(std::size_t size, std::size_t limit);

}  // namespace ebsnn
