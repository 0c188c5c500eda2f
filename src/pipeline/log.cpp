#include "pipeline/log.hpp"

#include "core/printable.hpp"

#include <spdlog/spdlog.h>

namespace ebsnn {
namespace {

// The functions of spdlog that take a format compile all of fmt into their source.
void log(spdlog::level::level_enum level, const std::string& text) {
  spdlog::default_logger_raw()->log(spdlog::source_loc{}, level,
                                    spdlog::string_view_t(printable_lines(text)));
}

}  // namespace

void log_info(const std::string& text) { log(spdlog::level::info, text); }
void log_warning(const std::string& text) { log(spdlog::level::warn, text); }

}  // namespace ebsnn
