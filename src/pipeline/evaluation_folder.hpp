#pragma once
// The activity files of an evaluation: whether a unit's is there, and writing it.

#include "pipeline/evaluate.hpp"
#include "pipeline/evaluation_data.hpp"
#include "pipeline/run_context.hpp"
#include "pipeline/unit.hpp"
#include "pipeline/unit_simulation.hpp"
#include "storage/activity_file.hpp"
#include "storage/provenance.hpp"

#include <filesystem>

namespace ebsnn {

class EvaluationFolder {
 public:
  /// The arguments must outlive the object.
  EvaluationFolder(const RunContext& run, const EvaluationInput& input,
                   const std::filesystem::path& folder, EvaluationData& data,
                   const UnitSimulation& simulation)
      : run_(run), input_(input), folder_(folder), data_(data), simulation_(simulation) {}

  [[nodiscard]] std::filesystem::path path_of(const Unit& unit) const {
    return folder_ / unit.file();
  }
  /// Collective. Whether the unit's file exists, with all columns that are asked for. Throws
  /// InputError if a file exists that is not this unit's, whole, and of this run.
  bool has(const Unit& unit);
  /// Collective. `mine`: rows of the recordings of this rank. Throws StorageError.
  void write(const Unit& unit, const Activity& mine);

 private:
  Provenance provenance_of(const Unit& unit);
  void require_fits(const std::filesystem::path& path, const Unit& unit);

  const RunContext& run_;
  const EvaluationInput& input_;
  const std::filesystem::path& folder_;
  EvaluationData& data_;
  const UnitSimulation& simulation_;
};

}  // namespace ebsnn
