#include "pipeline/measured_recordings.hpp"

#include "pipeline/data_checksum.hpp"

#include <utility>

namespace ebsnn {

std::vector<Condition> measured_conditions(const UnitChoice& choice) {
  std::vector<Condition> conditions;
  for (const Unit& unit : make_units(choice)) {
    if (unit.split == Split::test) conditions.push_back(unit.condition);
  }
  return conditions;
}

ResultRow names_of(const Condition& condition) { return result_row({Split::test, condition}); }

std::string title_of(const Condition& condition) { return Unit{Split::test, condition}.name(); }

MeasuredRecordings::MeasuredRecordings(Communicator& comm, const Dataset& data,
                                       MeasuredChoice choice, Verbosity verbosity)
    : data_(data),
      choice_(std::move(choice)),
      indices_(spread_evenly(data.size(), choice_.limit)),
      checksum_(checksum_of_split(comm, data, indices_, verbosity)),
      unchanged_(data, indices_, checksum_) {}

EvaluationLayout MeasuredRecordings::layout_for(const NetworkShape& shape) const {
  return {choice_.layout, data_.description().sensor, shape.patch_side};
}

std::vector<SpikeRaster> MeasuredRecordings::windows(std::size_t number, const Condition& condition,
                                                     const EvaluationLayout& layout, int steps,
                                                     std::uint64_t draw) {
  const std::size_t index = indices_.at(number);
  Recording recording = unchanged_.read(index);
  warnings_.note(index, recording);
  apply(condition, recording.events, {data_.description().sensor, steps, choice_.sensor_seed},
        choice_.seed + draw, index);
  return encode(recording.events, layout.windows(), steps, scratch_);
}

std::vector<std::string> MeasuredRecordings::warnings(const Communicator& comm) const {
  return warnings_.summary(comm, data_);
}

}  // namespace ebsnn
