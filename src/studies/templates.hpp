#pragma once
// Plans to start from.

#include <span>
#include <string>
#include <string_view>

namespace ebsnn {

struct PlanTemplate {
  std::string_view name;     ///< of --template
  std::string_view summary;  ///< one line
  std::string_view text;     ///< the file
};

[[nodiscard]] std::span<const PlanTemplate> plan_templates();

/// Throws InputError listing the known ones if there is none called `name`.
[[nodiscard]] const PlanTemplate& plan_template_called(std::string_view name);

}  // namespace ebsnn
