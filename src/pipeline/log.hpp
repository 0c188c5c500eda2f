#pragma once
// What programs say beside their results. This is the only header for it: a source that includes
// spdlog takes seconds longer to compile.

#include <string>

namespace ebsnn {

/// One line each, on standard error, with the name of the program; --quiet hides both. Characters
/// that a terminal would act on are escaped.
void log_info(const std::string& text);
void log_warning(const std::string& text);

}  // namespace ebsnn
