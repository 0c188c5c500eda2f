#pragma once
// What somebody may have meant who wrote a name that there is not.

#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// The one of `known` that `name` is nearest to, counting letters that are missing, too many,
/// wrong or in each other's place; capitals, '-' and '_' make no difference, and the beginning of
/// a name counts as near. Empty where none is near.
[[nodiscard]] std::string nearest_name(std::string_view name,
                                       const std::vector<std::string>& known);

}  // namespace ebsnn
