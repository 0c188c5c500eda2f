#include "study/study_options.hpp"

#include "studies/templates.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ebsnn {
namespace {

std::string stage_help() {
  std::vector<std::string> texts;
  for (const StageInfo& info : stages()) {
    texts.push_back(fmt::format("{} ({})", info.name, info.summary));
  }
  return fmt::format("Stages, separated by commas: {}", fmt::join(texts, ", "));
}

std::string template_help() {
  std::vector<std::string> texts;
  for (const PlanTemplate& entry : plan_templates()) {
    texts.push_back(fmt::format("{} ({})", entry.name, entry.summary));
  }
  return fmt::format("Write a plan to start from to --out, and end: {}", fmt::join(texts, ", "));
}

}  // namespace

bool StudyOptions::has(Stage stage) const {
  return std::ranges::find(stages, info_of(stage).name) != stages.end();
}

std::vector<std::string> all_stages() {
  std::vector<std::string> names;
  for (const StageInfo& info : stages()) names.emplace_back(info.name);
  return names;
}

void declare_study(OptionList& list, StudyOptions& o) {
  list.add_option("plan,--plan", o.plan, "The plan, a TOML file; see jobs/README.md");
  list.add_option("--out", o.out,
                  "Folder of the study; the same command continues an interrupted study")
      ->required();
  list.add_option("--seeds", o.seeds,
                  "Only these seeds of the plan, such as 1-10 or 1,4; default: all")
      ->type_name(kList);
  list.add_option("--stage", o.stages, stage_help())
      ->delimiter(',')
      ->type_name(kList)
      ->check(one_of(all_stages()))
      ->default_str(fmt::format("{}", fmt::join(all_stages(), ",")));
  list.add_option("--task", o.task,
                  "K/M: only the K-th (from 1) of M shares of the pieces of one stage, for job "
                  "arrays: train, vary, evaluate or classify");
  list.add_flag("--list-tasks", o.list_tasks,
                "Print the pieces of the stages, one a line, and end");
  list.add_flag("--dry-run", o.dry_run,
                "Print the commands of the pieces, one a line, and end; '# done' begins those that "
                "are done");
  list.add_option("--template", o.plan_template, template_help());
  list.add_flag("--freeze", o.freeze,
                "Fix plan, hypotheses and seeds before results are looked at: write their checksum "
                "to OUT/frozen-plan.txt, and end");
  list.add_flag("--verify", o.verify,
                "Run pieces that are marked as done as well; their programs check all files and "
                "data");
  list.add_flag("--force", o.force, "With --template: replace the file if it exists");
}

}  // namespace ebsnn
