#pragma once
// The pieces of an evaluation: the training set once, and the test set as it is and under each
// condition.

#include "events/dataset.hpp"
#include "pipeline/condition.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

/// One activity file's worth of work: a split under a condition. A corruption at level 0 stands for
/// the row of results that the uncorrupted test set has among those of this corruption: its file is
/// that of the clean unit.
struct Unit {
  Split split = Split::train;
  Condition condition;

  /// "train", "clean", "drop_event 0.1", "drop_event=0.3+uniform_noise=2000",
  /// "train drop_event=0.3".
  [[nodiscard]] std::string name() const;
  /// Below the run folder: activity/train.h5, activity/clean.h5, activity/<corruption>/<level>.h5,
  /// activity/condition/<condition>.h5 for several corruptions, activity/train/<condition>.h5.
  [[nodiscard]] std::filesystem::path file() const;
  /// The only corruption of a test unit; nullptr if it has none or several.
  [[nodiscard]] const Corruption* corruption() const;
  /// Level of the only corruption.
  [[nodiscard]] double level() const;
  friend bool operator==(const Unit&, const Unit&) = default;
};

/// The uncorrupted test set.
[[nodiscard]] Unit clean_unit();
/// The test set under one corruption.
[[nodiscard]] Unit test_unit(const Corruption& corruption, double level);

/// Names of a test unit in results. Under several corruptions, the level is 1: the condition is
/// there; the clean test set is its level 0.
struct ResultRow {
  std::string corruption;  ///< or the name of the condition
  std::string unit;        ///< of the level
  double level = 0.0;
};
[[nodiscard]] ResultRow result_row(const Unit& unit);

/// The order of results: the training set, the clean test set, then corruptions in the order of
/// their table, levels from clean over mild to severe, then conditions of several corruptions by name.
[[nodiscard]] bool comes_before(const Unit& a, const Unit& b);

/// What --corruption, --levels, --condition and --train-condition ask for.
struct UnitChoice {
  /// "all" or "published": the published corruptions; "none"; or names separated by commas. Empty:
  /// "all", or "none" if there is a condition.
  std::string corruption;
  /// See levels.hpp: "published", or numbers for each of them, or lists for those that it names
  /// ("drop_event=0.05,0.95;time_jitter=30"); then "all" means the named ones alone, and those of
  /// `corruption` that it does not name have their default levels.
  std::string levels = "published";
  /// Of the test set, each as parse_condition() reads it.
  std::vector<std::string> conditions = {};
  std::string train_condition = "clean";
  std::string levels_option = "--levels";  ///< its name in messages
  /// "ec1": its corruptions at level 0 and at its levels, instead of `corruption` and `levels`, which
  /// are then "none" or empty, and "published". Empty: no suite.
  std::string suite = {};
};

/// Help text of --suite.
inline constexpr const char* kSuiteHelp =
    "ec1: the 19 corruptions of this suite, at 0 and at its five levels each, from mild to severe "
    "(src/corruption/README.md); instead of --corruption and levels";

/// The training set, the clean test set, then every chosen corruption at every chosen level, both in
/// the order given, level 0 included, then the conditions. Throws InputError naming what is unknown,
/// out of range, given twice, or named but not chosen.
[[nodiscard]] std::vector<Unit> make_units(const UnitChoice& choice);

/// Those of `units` that have files of their own, each once: without level 0 of corruptions.
[[nodiscard]] std::vector<Unit> units_to_simulate(const std::vector<Unit>& units);

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
/// class.
[[nodiscard]] std::vector<std::size_t> spread_evenly(std::size_t size, std::size_t limit);

}  // namespace ebsnn
