// Turns ebsnn_train, linked with this, into a program of another version.

#include "core/version.hpp"

namespace ebsnn {

std::string version() { return "9.9.9"; }
std::string git_revision() { return "another-revision"; }

}  // namespace ebsnn
