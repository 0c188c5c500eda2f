#pragma once
// The recordings that a measurement presents to a network with frozen weights: which ones, under
// which corruptions, and as which input.

#include "corruption/corruption.hpp"
#include "encoding/spike_raster.hpp"
#include "events/dataset.hpp"
#include "network/parameters.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/data_warnings.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/unchanged_dataset.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn {

/// Recordings as they are, or under a corruption at a level. Level 0 changes nothing, so it is
/// clean too.
struct MeasuredCondition {
  const Corruption* corruption = nullptr;  ///< nullptr: clean
  double level = 0.0;

  [[nodiscard]] bool is_clean() const { return corruption == nullptr || level == 0.0; }
  /// "clean", or the name of the corruption.
  [[nodiscard]] std::string corruption_name() const;
  /// The same with the level: "drop_event 0.1".
  [[nodiscard]] std::string name() const;
};

/// `corruptions`: "none" for the clean recordings alone; otherwise these come first, followed by
/// each corruption at each level, as --corruption and --levels of ebsnn_eval name them (unit.hpp).
/// Throws InputError.
[[nodiscard]] std::vector<MeasuredCondition> measured_conditions(const std::string& corruptions,
                                                                 const std::string& levels);

/// Some recordings of a data set, spread evenly over it.
class MeasuredRecordings {
 public:
  /// Collective. `limit` recordings of `data`, which must outlive the object; 0: all. `seed`: of the
  /// corruptions. Throws InputError if ranks see other data than the root.
  MeasuredRecordings(Communicator& comm, const Dataset& data, std::size_t limit, std::uint64_t seed,
                     Verbosity verbosity);

  [[nodiscard]] std::size_t size() const { return indices_.size(); }
  /// Of all of them: 16 hexadecimal digits.
  [[nodiscard]] const std::string& checksum() const { return checksum_.text; }

  /// The evaluation quadrants of recording `number` (0 .. size() - 1), one presentation each. Throws
  /// InputError if it cannot be read, has changed, or has no room for the corruption.
  [[nodiscard]] std::vector<SpikeRaster> windows(std::size_t number,
                                                 const MeasuredCondition& condition,
                                                 const NetworkShape& shape);

  /// Collective. Lines about unusual recordings that were read; on the root.
  [[nodiscard]] std::vector<std::string> warnings(const Communicator& comm) const;

 private:
  const Dataset& data_;
  std::vector<std::size_t> indices_;
  SplitChecksum checksum_;
  UnchangedDataset unchanged_;
  std::uint64_t seed_;
  DataWarnings warnings_;
  std::vector<std::uint8_t> scratch_;
};

}  // namespace ebsnn
