#pragma once
// What programs say on standard error.

#include <string_view>

namespace ebsnn {

/// Writes a text at once. Where that fails (a log on a full disk), the text is lost and nothing else
/// happens: what a program does, and its exit code, do not depend on it.
void say(std::string_view text);

}  // namespace ebsnn
