#include "pipeline/measured_recordings.hpp"

#include "pipeline/data_checksum.hpp"
#include "pipeline/unit.hpp"

#include <fmt/format.h>

namespace ebsnn {

std::string MeasuredCondition::corruption_name() const {
  return corruption == nullptr ? "clean" : std::string(corruption->name);
}

std::string MeasuredCondition::name() const {
  return corruption == nullptr ? "clean" : fmt::format("{} {}", corruption->name, level);
}

std::vector<MeasuredCondition> measured_conditions(const std::string& corruptions,
                                                   const std::string& levels) {
  std::vector<MeasuredCondition> conditions{{}};
  if (corruptions == "none") return conditions;
  for (const Unit& unit : make_units(corruptions, levels)) {
    if (unit.corruption != nullptr) conditions.push_back({unit.corruption, unit.level});
  }
  return conditions;
}

MeasuredRecordings::MeasuredRecordings(Communicator& comm, const Dataset& data, std::size_t limit,
                                       std::uint64_t seed, Verbosity verbosity)
    : data_(data),
      indices_(spread_evenly(data.size(), limit)),
      checksum_(checksum_of_split(comm, data, indices_, verbosity)),
      unchanged_(data, indices_, checksum_),
      seed_(seed) {}

std::vector<SpikeRaster> MeasuredRecordings::windows(std::size_t number,
                                                     const MeasuredCondition& condition,
                                                     const NetworkShape& shape) {
  const std::size_t index = indices_.at(number);
  Recording recording = unchanged_.read(index);
  warnings_.note(index, recording);
  if (!condition.is_clean()) {
    corrupt(recording.events, *condition.corruption, condition.level, shape.steps, seed_, index);
  }
  return encode(recording.events, evaluation_quadrants(shape.patch_side), shape.steps, scratch_);
}

std::vector<std::string> MeasuredRecordings::warnings(const Communicator& comm) const {
  return warnings_.summary(comm, data_);
}

}  // namespace ebsnn
