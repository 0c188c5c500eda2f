#include "show/events_file.hpp"

#include "h5/file.hpp"
#include "storage/atomic_file.hpp"
#include "storage/format.hpp"

namespace ebsnn::show {
namespace {

void write_conditions(h5::File& file, const std::vector<ShownRecording>& conditions) {
  std::vector<std::string> corruption, unit;
  std::vector<double> level;
  for (const ShownRecording& condition : conditions) {
    corruption.push_back(condition.corruption);
    unit.push_back(condition.unit);
    level.push_back(condition.level);
  }
  file.write("/condition/level", level, {level.size()});
  file.write_strings("/condition/corruption", corruption);
  file.write_strings("/condition/unit", unit);
}

void write_event_table(h5::File& file, const std::vector<ShownRecording>& conditions) {
  std::vector<std::uint16_t> condition;
  std::vector<std::uint32_t> t_us;
  std::vector<std::uint16_t> x, y;
  std::vector<std::uint8_t> on;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    for (const Event& event : conditions[i].events) {
      condition.push_back(static_cast<std::uint16_t>(i));
      t_us.push_back(event.t_us);
      x.push_back(event.x);
      y.push_back(event.y);
      on.push_back(event.on ? 1 : 0);
    }
  }
  file.write("/events/condition", condition, {condition.size()});
  file.write("/events/t_us", t_us, {t_us.size()});
  file.write("/events/x", x, {x.size()});
  file.write("/events/y", y, {y.size()});
  file.write("/events/on", on, {on.size()});
}

/// Columns of the table of spikes.
struct SpikeTable {
  std::vector<std::uint16_t> condition;
  std::vector<std::uint16_t> window;
  std::vector<std::uint8_t> population;
  std::vector<std::uint16_t> step, neuron;

  void add(std::size_t condition_, std::size_t window_, Population population_,
           const SpikeTrain& train) {
    const std::size_t size = step.size() + train.step.size();
    condition.resize(size, static_cast<std::uint16_t>(condition_));
    window.resize(size, static_cast<std::uint16_t>(window_));
    population.resize(size, static_cast<std::uint8_t>(population_));
    step.insert(step.end(), train.step.begin(), train.step.end());
    neuron.insert(neuron.end(), train.neuron.begin(), train.neuron.end());
  }
};

void write_spike_table(h5::File& file, const std::vector<ShownRecording>& conditions) {
  SpikeTable table;
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    for (std::size_t w = 0; w < conditions[i].spikes.size(); ++w) {
      const WindowSpikes& spikes = conditions[i].spikes[w];
      table.add(i, w, Population::input, spikes.input);
      table.add(i, w, Population::v1, spikes.v1);
      table.add(i, w, Population::inh, spikes.inh);
    }
  }
  const h5::Shape shape{table.step.size()};
  file.write("/spikes/condition", table.condition, shape);
  file.write("/spikes/window", table.window, shape);
  file.write("/spikes/population", table.population, shape);
  file.write("/spikes/step", table.step, shape);
  file.write("/spikes/neuron", table.neuron, shape);
}

}  // namespace

void write_events(const std::filesystem::path& path, const Subject& subject,
                  const std::vector<ShownRecording>& conditions, const Provenance& provenance) {
  write_h5_atomically(path, [&](h5::File& file) {
    write_conditions(file, conditions);
    write_event_table(file, conditions);
    if (subject.with_spikes) {
      write_spike_table(file, conditions);
    }
    write_format(file, kShownFormat);
    describe(file, kShownFormat);
    file.write_text("/", "split", subject.split);
    file.write_count("/", "recording", subject.index);
    file.write_count("/", "label", subject.label);
    file.write_count("/", "steps", static_cast<std::uint64_t>(subject.steps));
    file.write_text("/", "class_name", subject.class_name);
    const auto write = [&](const char* name, int value) {
      file.write_count("/", name, static_cast<std::uint64_t>(value));
    };
    write("patch_side", subject.layout.side());
    write("sensor_width", subject.sensor.width);
    write("sensor_height", subject.sensor.height);
    write("window_rows", subject.layout.rows());
    write("window_columns", subject.layout.columns());
    write("first_row", subject.layout.top());
    write("first_column", subject.layout.left());
    write_provenance(file, provenance);
  });
}

}  // namespace ebsnn::show
