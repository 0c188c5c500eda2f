#include "core/version.hpp"

#include "ebsnn_revision.hpp"

namespace ebsnn {

std::string version() { return EBSNN_VERSION; }
std::string git_revision() { return EBSNN_GIT_REVISION; }

}  // namespace ebsnn
