#include "eval_options.hpp"

#include "core/error.hpp"
#include "corruption/table.hpp"
#include "pipeline/code.hpp"
#include "pipeline/condition.hpp"
#include "storage/network_place.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ebsnn {
namespace {

std::string corruption_help() {
  std::string text =
      "all or published (those of the study; the default unless there is a --condition), none, or "
      "names separated by commas: ";
  for (const Corruption* corruption : corruptions()) {
    text += fmt::format("{} ({}; {})", corruption->name, corruption->unit, corruption->summary);
    text += corruption == corruptions().back() ? "" : ", ";
  }
  return text;
}

/// "v1 (...), ..." of a table of things with names and summaries.
template <class Table>
std::string names_help(const Table& table) {
  std::vector<std::string> texts;
  for (const auto& row : table) texts.push_back(fmt::format("{} ({})", row.name, row.summary));
  return fmt::format("{}", fmt::join(texts, ", "));
}

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& row : table) names.emplace_back(row.name);
  return names;
}

void declare_readout(OptionList& list, EvalOptions& o) {
  list.add_option("--code", o.readout.code,
                  fmt::format("What is read out: {}; lgn and codes of events need --data",
                              names_help(codes())))
      ->capture_default_str()
      ->check(one_of(names_of(codes())));
  list.add_option("--scaling", o.scaling,
                  fmt::format("Scaling of the counts: {}", names_help(scalings())))
      ->capture_default_str()
      ->check(one_of(names_of(scalings())));
  list.add_option(
          "--svm-c", o.svm_c,
          "Cost C of the linear SVM, or auto: chosen from 1e-6 .. 10 by cross-validation on "
          "the training set")
      ->capture_default_str()
      ->type_name(fmt::format("{}auto", kNumberOr))
      ->check(positive_number_or("auto"));
  list.add_option("--svm-tolerance", o.readout.options.tolerance, "Tolerance of the linear SVM")
      ->capture_default_str()
      ->check(positive_number());
}

/// For the network that --network would name otherwise.
void require_network_in(const std::filesystem::path& folder) {
  try {
    static_cast<void>(network_file_in(folder));
  } catch (const InputError& error) {
    throw InputError(fmt::format("--network is required: {}", error.what()));
  }
}

bool has_stage(const std::vector<std::string>& stages, const char* name) {
  return std::find(stages.begin(), stages.end(), name) != stages.end();
}

}  // namespace

bool EvalOptions::simulates() const { return has_stage(stages, "simulate"); }

bool EvalOptions::classifies() const { return task.empty() && has_stage(stages, "classify"); }

bool EvalOptions::reads_recordings_out() const {
  return classifies() && code_called(readout.code).of_events != nullptr;
}

std::string EvalOptions::network_place() const { return network.empty() ? out.string() : network; }

ReadoutChoice EvalOptions::readout_choice() const {
  ReadoutChoice choice = readout;
  choice.scaling = scaling_called(scaling);
  choice.auto_cost = svm_c == "auto";
  if (!choice.auto_cost) choice.options.cost = std::stod(svm_c);
  return choice;
}

void declare_eval_options(OptionList& list, EvalOptions& o) {
  declare_data(list, o.data);
  list.add_option(
      "--network", o.network,
      "network.h5 of a training, its run folder, or a folder with the five text files of the "
      "published code; default: the network in --out");
  list.add_option("--out", o.out, "Run folder; units whose file exists are skipped");
  list.add_option("--corruption", o.units.corruption, corruption_help())->type_name(kList);
  list.add_option("--levels,--level", o.units.levels, kLevelsHelp)
      ->capture_default_str()
      ->type_name(kList);
  list.add_option("--suite", o.units.suite, kSuiteHelp);
  list.add_option("--condition", o.units.conditions,
                  fmt::format("Also, or instead, simulate the test set under this condition: {}; "
                              "several separated by commas",
                              kConditionHelp))
      ->delimiter(',')
      ->type_name(kList);
  list.add_option(
          "--train-condition", o.units.train_condition,
          fmt::format("Condition of the training set, for a readout that has seen it: clean, or {}",
                      kConditionHelp))
      ->capture_default_str();
  list.add_option("--layout", o.layout, kLayoutHelp)->capture_default_str();
  list.add_option("--stage", o.stages, "Stages, separated by commas: simulate, classify")
      ->delimiter(',')
      ->type_name(kList)
      ->check(one_of({"simulate", "classify"}))
      ->default_str("simulate,classify");
  list.add_option("--train-limit", o.train_limit,
                  "Number of training recordings, spread evenly over all; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_option("--test-limit", o.test_limit,
                  "Number of test recordings, spread evenly over all; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_option(
      "--task", o.task,
      "K/M: simulate only the K-th (from 1) of M slices of the list of units, for job arrays");
  list.add_option(
          "--precision", o.precision,
          "Number format of the simulation: double gives the published spikes, single "
          "nearly the same ones in less time (figures in jobs/README.md); all units of a run "
          "folder have the same precision")
      ->capture_default_str()
      ->check(one_of({name_of(Precision::kSingle), name_of(Precision::kDouble)}));
  list.add_option("--record", o.record.names,
                  fmt::format("Also record, separated by commas: {}", names_help(recordables())))
      ->delimiter(',')
      ->type_name(kList)
      ->check(one_of(names_of(recordables())));
  list.add_option(
          "--record-spikes-of", o.record.spikes_of,
          "Number of recordings of a unit, spread evenly, whose spikes are recorded; 0: all")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_flag("--list-units", o.list_units, "Print the list of units, one per line, and exit");
  list.add_flag("--dry-run", o.dry_run, kDryRunHelp);
  list.add_option("--trial-s", o.trial_s, kTrialHelp)
      ->capture_default_str()
      ->check(positive_number());
  declare_corruption_seeds(list, o.seeds);
  list.add_option("--max-hours", o.max_hours, "Stop after this many hours (exit code 3); 0: never")
      ->capture_default_str()
      ->check(number_from_zero());
  declare_readout(list, o);
}

void require_options(const EvalOptions& o) {
  const auto require = [](bool given, const char* name) {
    if (!given) {
      throw InputError(fmt::format("{} is required", name));
    }
  };
  require(!o.out.empty(), "--out");
  if (o.reads_recordings_out() && o.data.data.empty()) {
    throw InputError(
        fmt::format("--data is required: --code {} is made from the recordings", o.readout.code));
  }
  if (o.simulates()) {
    require(!o.data.data.empty(), "--data");
    if (o.network.empty()) require_network_in(o.out);
  }
  if (!o.task.empty() && !o.simulates()) {
    throw InputError("--task divides the stage simulate; --stage classify needs all units");
  }
}

}  // namespace ebsnn
