#pragma once
// Which machine this is.

#include <string>

namespace ebsnn {

/// Name of this machine; "unknown-host" where it has none.
[[nodiscard]] std::string host_name();

}  // namespace ebsnn
