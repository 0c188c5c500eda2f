#pragma once
// The options of ebsnn_study.

#include "option_list.hpp"
#include "studies/piece.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ebsnn {

struct StudyOptions {
  std::string plan;
  std::filesystem::path out;
  std::string seeds;
  std::vector<std::string> stages;
  std::string task;
  std::string plan_template;
  bool list_tasks = false;
  bool dry_run = false;
  bool freeze = false;
  bool verify = false;
  bool force = false;

  [[nodiscard]] bool has(Stage stage) const;
};

/// The names of all stages: what is done where --stage is not given.
[[nodiscard]] std::vector<std::string> all_stages();

void declare_study(OptionList& list, StudyOptions& o);

}  // namespace ebsnn
