#include "simulated_as_given.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/geometry.hpp"
#include "h5/file.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/stored_unit.hpp"
#include "storage/network_file.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace ebsnn {
namespace {

/// The lines of the configuration that options on the command line ask for.
std::string given_settings(const Program& program, const EvalOptions& o, Split split) {
  std::string lines;
  const auto add = [&](const char* option, std::string_view name, const std::string& value) {
    if (program.on_command_line(option)) lines += fmt::format("{} = {}\n", name, value);
  };
  const auto quoted = [](const std::string& text) { return fmt::format("\"{}\"", text); };
  if (split == Split::train) add("train-limit", "limit", std::to_string(o.train_limit));
  if (split == Split::test) add("test-limit", "limit", std::to_string(o.test_limit));
  add("precision", "precision", quoted(o.precision));
  add("layout", "layout", quoted(o.layout));
  if (const auto sensor = sensor_of(o.data)) add("sensor", "sensor", quoted(text_of(*sensor)));
  add("sensor-seed", kSensorSeed, std::to_string(o.seeds.sensor_seed.value_or(0)));
  return lines;
}

/// The same for parameters of the model.
std::string given_parameters(const Program& program) {
  Provenance all;
  all.depends_on = to_toml(program.parameters({}));
  std::string lines;
  const auto add = [&](const ParameterInfo& info) {
    const std::string name(info.name);
    if (program.on_command_line(name)) {
      lines += fmt::format("{} = {}\n", name, setting_of(all, name).value_or(""));
    }
  };
  ModelParameters parameters;
  visit_parameters(
      parameters, [&](const ParameterInfo& info, double& /*value*/) { add(info); },
      [&](const ParameterInfo& info, int& /*value*/) { add(info); });
  return lines;
}

void require_same(const std::filesystem::path& path, const Program& program, const EvalOptions& o,
                  Split split) {
  if (!std::filesystem::exists(path)) return;
  const Provenance found = read_provenance(h5::File::open(path));
  Provenance given = found;
  given.depends_on += given_settings(program, o, split) + given_parameters(program);
  if (program.on_command_line("seed")) given.seed = o.seeds.seed;
  if (program.on_command_line("network")) {
    given.network_checksum =
        hex(checksum_of(read_network(o.network, program.parameters({})).weights));
  }
  const std::string text = differences(found, given);
  if (!text.empty()) {
    throw InputError(fmt::format(
        "{} was simulated with other options:{}\n--stage classify only reads what was simulated. "
        "Leave these options out, or simulate into another folder.",
        path.string(), text));
  }
}

}  // namespace

void require_simulated_as_given(const Program& program, const EvalOptions& o,
                                const std::vector<Unit>& units) {
  for (const char* option : {"record", "record-spikes-of"}) {
    if (program.on_command_line(option)) {
      throw InputError(fmt::format(
          "--{}: --stage classify simulates nothing, so that nothing can be recorded", option));
    }
  }
  require_same(o.out / units.front().file(), program, o, Split::train);
  if (units.size() > 1) require_same(find_unit(o.out, units[1]).path, program, o, Split::test);
}

}  // namespace ebsnn
