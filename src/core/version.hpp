#pragma once
// Version and git revision of this build.

#include <string>

namespace ebsnn {

/// Version of the release, e.g. "0.1.0".
std::string version();
/// Git revision that the program was built from, with "-dirty" for uncommitted changes, or
/// "unknown".
std::string git_revision();

}  // namespace ebsnn
