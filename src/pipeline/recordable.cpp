#include "pipeline/recordable.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <utility>

namespace ebsnn {
namespace {

using Counts = std::vector<std::uint16_t>;
using Sums = std::vector<float>;

/// Value of first_spike for neurons without a spike.
constexpr std::uint16_t kNever = std::numeric_limits<std::uint16_t>::max();

std::size_t v1_of(const RecordedShape& shape) { return static_cast<std::size_t>(shape.network.v1); }
std::size_t inh_of(const RecordedShape& shape) {
  return static_cast<std::size_t>(shape.network.inh);
}

template <class T>
std::vector<T>& values_of(ActivityColumn& column) {
  return std::get<std::vector<T>>(column.values);
}

template <class T, class From>
void append(const std::vector<From>& values, ActivityColumn& column) {
  std::transform(values.begin(), values.end(), std::back_inserter(values_of<T>(column)),
                 [](From value) { return static_cast<T>(value); });
}

std::vector<ActivityColumn> inh_columns(const RecordedShape& shape) {
  return {{"inh_counts",
           "spikes per presentation",
           "recording, window_number, inh_neuron",
           "spike counts of Inh neurons",
           {shape.windows, inh_of(shape)},
           {},
           {},
           Counts{}}};
}

void add_inh(const Presentation& presentation, const RecordedShape& /*shape*/,
             std::span<ActivityColumn> columns) {
  append<std::uint16_t>(presentation.counts.inh, columns[0]);
}

std::vector<ActivityColumn> first_spike_columns(const RecordedShape& shape) {
  return {{"first_spike",
           "ms",
           "recording, window_number, v1_neuron",
           "time of the first spike since the start of the presentation",
           {shape.windows, v1_of(shape)},
           kNever,
           {},
           Counts{}}};
}

void add_first_spike(const Presentation& presentation, const RecordedShape& shape,
                     std::span<ActivityColumn> columns) {
  Counts first(v1_of(shape), kNever);
  const SpikeTrain& train = presentation.train;
  for (std::size_t i = 0; i < train.step.size(); ++i) {
    if (train.neuron[i] >= first.size()) continue;  // of Inh
    std::uint16_t& step = first[train.neuron[i]];
    step = std::min(step, train.step[i]);
  }
  append<std::uint16_t>(first, columns[0]);
}

std::vector<ActivityColumn> conductance_columns(const RecordedShape& shape) {
  const auto column = [&](const char* name, const char* long_name) {
    return ActivityColumn{name,
                          "ms mV/ms",
                          "recording, window_number, neuron",
                          long_name,
                          {shape.windows, v1_of(shape) + inh_of(shape)},
                          {},
                          {},
                          Sums{}};
  };
  return {column("g_exc", "sum of the excitatory conductance over the steps of a presentation"),
          column("g_inh", "sum of the inhibitory conductance over the steps of a presentation")};
}

void add_conductances(const Presentation& presentation, const RecordedShape& /*shape*/,
                      std::span<ActivityColumn> columns) {
  append<float>(presentation.sums.g_exc, columns[0]);
  append<float>(presentation.sums.g_inh, columns[1]);
}

std::vector<ActivityColumn> spike_columns(const RecordedShape& /*shape*/) {
  const auto column = [](const char* name, const char* unit, const char* long_name, auto values) {
    return ActivityColumn{name, unit, "spike", long_name, {}, {}, {}, values};
  };
  return {column("spike_recording", "1", "recording of each spike: index in the split of the data",
                 std::vector<std::uint64_t>{}),
          column("spike_window", "1", "window of each spike", Counts{}),
          column("spike_time", "ms", "time of each spike since the start of the presentation",
                 Counts{}),
          column("spike_neuron", "1", "neuron of each spike: V1, then Inh", Counts{})};
}

void add_spikes(const Presentation& presentation, const RecordedShape& /*shape*/,
                std::span<ActivityColumn> columns) {
  const std::size_t spikes = presentation.train.step.size();
  append<std::uint64_t>(std::vector<std::uint64_t>(spikes, presentation.presented.recording),
                        columns[0]);
  append<std::uint16_t>(Counts(spikes, presentation.presented.window), columns[1]);
  append<std::uint16_t>(presentation.train.step, columns[2]);
  append<std::uint16_t>(presentation.train.neuron, columns[3]);
}

constexpr std::array<Recordable, 4> kRecordables{{
    {"inh_counts", "spikes of Inh neurons", false, false, false, inh_columns, add_inh},
    {"first_spike", "time of the first spike of each V1 neuron", true, false, false,
     first_spike_columns, add_first_spike},
    {"conductances", "sums of g_Exc and g_Inh of each neuron", false, true, false,
     conductance_columns, add_conductances},
    {"spikes", "all spikes of some recordings (--record-spikes-of)", true, false, true,
     spike_columns, add_spikes},
}};

}  // namespace

std::span<const Recordable> recordables() { return kRecordables; }

const Recordable& recordable_called(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Recordable& recordable : kRecordables) {
    if (recordable.name == name) return recordable;
    names.push_back(recordable.name);
  }
  throw InputError(fmt::format("'{}' cannot be recorded, must be one of {}", excerpt(name),
                               fmt::join(names, ", ")));
}

Recorder::Recorder(const RecordChoice& choice, const RecordedShape& shape)
    : shape_(shape), spikes_of_(choice.spikes_of) {
  std::size_t first = 0;
  for (const Recordable& recordable : kRecordables) {
    const bool asked = std::any_of(
        choice.names.begin(), choice.names.end(),
        [&](const std::string& name) { return &recordable_called(name) == &recordable; });
    if (!asked) continue;
    chosen_.push_back({&recordable, first, recordable.columns(shape_).size()});
    first += chosen_.back().count;
  }
}

std::vector<ActivityColumn> Recorder::columns() const {
  std::vector<ActivityColumn> all;
  for (const Chosen& chosen : chosen_) {
    for (ActivityColumn& column : chosen.recordable->columns(shape_)) {
      if (chosen.recordable->of_some) column.recordings = spikes_of_;
      all.push_back(std::move(column));
    }
  }
  return all;
}

SpikeCounts Recorder::present(Simulator& simulator, const SpikeRaster& raster,
                              const Presented& presented, const SpikeCounts* known,
                              std::vector<ActivityColumn>& columns) const {
  const auto wanted = [&](const Chosen& chosen) {
    return presented.among_some || !chosen.recordable->of_some;
  };
  const auto needs = [&](bool Recordable::*what) {
    return std::any_of(chosen_.begin(), chosen_.end(), [&](const Chosen& chosen) {
      return chosen.recordable->*what && wanted(chosen);
    });
  };
  Presentation presentation;
  presentation.presented = presented;
  const bool train = needs(&Recordable::needs_train);
  const bool sums = needs(&Recordable::needs_sums);
  presentation.counts = known != nullptr && !train && !sums
                            ? *known
                            : simulator.present(raster, train ? &presentation.train : nullptr,
                                                sums ? &presentation.sums : nullptr);
  for (const Chosen& chosen : chosen_) {
    if (!wanted(chosen)) continue;
    chosen.recordable->add(presentation, shape_,
                           std::span(columns).subspan(chosen.first, chosen.count));
  }
  return std::move(presentation.counts);
}

bool Recorder::all_in(const std::vector<StoredColumn>& stored) const {
  const std::vector<ActivityColumn> all = columns();
  return std::all_of(all.begin(), all.end(), [&](const ActivityColumn& column) {
    const StoredColumn wanted{column.name, column.recordings};
    return std::find(stored.begin(), stored.end(), wanted) != stored.end();
  });
}

std::uint64_t Recorder::bytes_per_recording() const {
  std::uint64_t bytes = 0;
  for (const Chosen& chosen : chosen_) {
    if (chosen.recordable->of_some) continue;
    for (const ActivityColumn& column : chosen.recordable->columns(shape_)) {
      bytes += column.width() *
               std::visit([](const auto& values) { return sizeof(values[0]); }, column.values);
    }
  }
  return bytes;
}

}  // namespace ebsnn
