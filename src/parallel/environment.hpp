#pragma once
// Numbers from environment variables. Only for this room.

#include <optional>

namespace ebsnn {

/// A whole number from the environment; nothing where the variable is not set or holds other text.
[[nodiscard]] std::optional<int> environment_number(const char* name);

}  // namespace ebsnn
