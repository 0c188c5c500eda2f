#pragma once
// All units of a run of ebsnn_corrupt, one after another, or those that an earlier run has left.

#include "corrupt/corrupted_dataset.hpp"
#include "corrupt/unit_files.hpp"
#include "corrupt/written_unit.hpp"
#include "events/dataset.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/unit.hpp"
#include "storage/provenance.hpp"

#include <vector>

namespace ebsnn::corrupting {

struct UnitsToWrite {
  const Output& output;
  const std::vector<Unit>& units;
  const Dataset& data;  ///< whose recordings do not change
  Split split;
  Change change;          ///< of each unit, but for its condition
  Provenance provenance;  ///< what all units share
  Verbosity verbosity;
};

/// Writes the units and, after each of them, the list of those that are complete (unfinished.hpp). A
/// unit in the list of an earlier run with the same settings is kept. Returns them in the order of
/// `to_write.units`. The caller removes the list once the manifest is there.
///
/// Throws InputError if files of units were changed since, or stand where a unit must go, or if the
/// list has a unit that is not asked for; what write_unit() throws; and Error when a signal asks to
/// stop, with ExitCode::interrupted if there is a unit. Messages tell how many units are kept.
[[nodiscard]] std::vector<WrittenUnit> write_units(const UnitsToWrite& to_write);

}  // namespace ebsnn::corrupting
