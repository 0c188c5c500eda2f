#include "measure/options.hpp"

#include "analysis/measurement_file.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "corruption_seeds.hpp"
#include "option_checks.hpp"
#include "pipeline/condition.hpp"
#include "pipeline/levels.hpp"
#include "storage/output_place.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ebsnn {
namespace {

std::string what_help() {
  std::string text = "One or several, separated by commas. ";
  for (const Measurement& measurement : measurements()) {
    text += fmt::format("{}: {}; ", measurement.name, measurement.summary);
  }
  text.resize(text.size() - 2);
  return text;
}

std::string names_that_need(MeasureNeeds needs) {
  std::string names;
  for (const Measurement& measurement : measurements()) {
    if (measurement.needs != needs) continue;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", measurement.name);
  }
  return names;
}

void declare_files(OptionList& list, MeasureOptions& o) {
  declare_data(list, o.data);
  list.add_option("--network", o.network,
                  "network.h5, a run folder, or a folder with the five text files of the published "
                  "code");
  list.add_option("--run", o.run,
                  fmt::format("Run folder whose activity files are measured ({}). It stands for "
                              "--network and --out too where these are not given",
                              names_that_need(MeasureNeeds::activities)));
  list.add_option(
      "--out", o.out,
      "File to write, M.h5; a table M.csv is written beside it. If it is a folder, or for "
      "several measurements: folder for <measurement>.h5");
  list.add_flag("--force", o.force, "Measure again what is there, and replace the files");
}

void declare_recordings(OptionList& list, MeasureOptions& o) {
  list.add_option("--split", o.split, "Recordings: train or test")
      ->capture_default_str()
      ->check(one_of({"train", "test"}));
  list.add_option("--limit", o.limit, "Number of recordings, spread evenly over all; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_option("--layout", o.layout, kLayoutHelp)->capture_default_str();
  list.add_option("--corruption", o.conditions.corruption,
                  "Measure under these corruptions too: names separated by commas, all, or none")
      ->capture_default_str()
      ->type_name(kList);
  list.add_option("--levels,--level", o.conditions.levels, kLevelsHelp)
      ->capture_default_str()
      ->type_name(kList);
  list.add_option("--suite", o.conditions.suite, kSuiteHelp);
  list.add_option("--condition", o.conditions.conditions,
                  fmt::format("Measure under this condition too: {}; several separated by commas",
                              kConditionHelp))
      ->delimiter(',')
      ->type_name(kList);
}

void declare_settings(OptionList& list, MeasureSettings& settings) {
  list.add_option("--seed", settings.seed, "Seed of corruptions and stimuli")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_option("--class-recordings", settings.class_recordings,
                  "rsa: recordings of each class that are compared, spread evenly; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_option("--draws", settings.draws, "fano, reliability: draws of each corruption")
      ->capture_default_str()
      ->transform(whole_number(2));
  list.add_option("--noise-patches", settings.noise_patches, "sta: patches of noise")
      ->capture_default_str()
      ->transform(whole_number(1));
  list.add_option("--repeats", settings.repeats, "tuning: presentations of each grating")
      ->capture_default_str()
      ->transform(whole_number(1));
}

void require_option(bool given, const char* option, const std::vector<MeasureTask>& tasks,
                    std::initializer_list<MeasureNeeds> needs) {
  if (given) return;
  for (const MeasureTask& task : tasks) {
    if (std::ranges::find(needs, task.measurement->needs) != needs.end()) {
      throw InputError(fmt::format("{} is required by --what {}", option, task.measurement->name));
    }
  }
}

void choose_files(const std::filesystem::path& out, std::vector<MeasureTask>& tasks) {
  const bool folder = tasks.size() > 1 || std::filesystem::is_directory(out);
  if (!folder && out.extension() == ".csv") {
    throw InputError(
        fmt::format("--out {}: is the name of the table beside the file; expected a "
                    "name such as M.h5",
                    printable(out.native())));
  }
  for (MeasureTask& task : tasks) {
    task.out = folder ? out / fmt::format("{}.h5", task.measurement->name) : out;
  }
}

}  // namespace

void declare(OptionList& list, MeasureOptions& o) {
  list.add_option("--what", o.what, what_help())->required()->delimiter(',')->type_name(kList);
  declare_files(list, o);
  declare_recordings(list, o);
  declare_settings(list, o.settings);
  declare_sensor_seed(list, o.sensor_seed);
}

std::vector<MeasureTask> measure_tasks(MeasureOptions& o) {
  std::vector<MeasureTask> tasks;
  for (const std::string& name : o.what) {
    const Measurement* measurement = &find_measurement(name);
    if (std::ranges::find(tasks, measurement, &MeasureTask::measurement) != tasks.end()) {
      throw InputError(fmt::format("--what: {} is given twice", name));
    }
    tasks.push_back({measurement, {}});
  }
  if (o.network.empty()) o.network = o.run.string();
  if (o.out.empty()) o.out = o.run;
  using enum MeasureNeeds;
  require_option(!o.data.data.empty(), "--data", tasks, {recordings});
  require_option(!o.network.empty(), "--network", tasks, {recordings, network});
  require_option(!o.run.empty(), "--run", tasks, {activities});
  require_option(!o.out.empty(), "--out", tasks, {recordings, activities, network});
  choose_files(o.out, tasks);
  return tasks;
}

void require_room(const MeasureOptions& o, const std::vector<MeasureTask>& tasks) {
  for (const MeasureTask& task : tasks) {
    const std::filesystem::path csv = csv_beside(task.out);
    const bool there = output_file(task.out, "--out").replaces();
    const bool csv_there = output_file(csv, "--out").replaces();
    if (o.force) continue;
    if (there) {
      require_measurement(task.out, *task.measurement);
    } else if (csv_there) {
      throw InputError(fmt::format("--out {}: {} exists already; --force replaces it",
                                   printable(o.out.native()), printable(csv.native())));
    }
  }
}

bool any_needs(const std::vector<MeasureTask>& tasks, MeasureNeeds needs) {
  return std::ranges::any_of(
      tasks, [&](const MeasureTask& task) { return task.measurement->needs == needs; });
}

}  // namespace ebsnn
