#include "logging.hpp"

#include "core/standard_error.hpp"
#include "json_log.hpp"
#include "pipeline/progress.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

namespace ebsnn {
namespace {

/// Puts "warning: " before warnings, and nothing before other messages.
class WarningFlag : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& out) override {
    constexpr std::string_view kText = "warning: ";
    if (message.level == spdlog::level::warn) {
      out.append(kText.data(), kText.data() + kText.size());
    }
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<WarningFlag>();
  }
};

/// Messages for a JsonLog.
class JsonSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit JsonSink(const std::filesystem::path& path) : file_(path) {}
  JsonLog& file() { return file_; }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const auto text = [](spdlog::string_view_t view) {
      return std::string_view(view.data(), view.size());
    };
    file_.write({message.time, text(spdlog::level::to_string_view(message.level)),
                 text(message.logger_name), text(message.payload)});
  }
  void flush_() override {}

 private:
  JsonLog file_;
};

std::shared_ptr<JsonSink> json_sink_of(const spdlog::logger& logger) {
  for (const spdlog::sink_ptr& sink : logger.sinks()) {
    if (auto json = std::dynamic_pointer_cast<JsonSink>(sink)) return json;
  }
  return nullptr;
}

using StandardError = spdlog::sinks::stderr_color_sink_mt;

void set_colour(StandardError& sink, const std::string& colour) {
  const char* const unwanted = std::getenv("NO_COLOR");  // https://no-color.org
  const bool never = unwanted != nullptr && *unwanted != '\0';
  sink.set_color_mode(colour == "always"           ? spdlog::color_mode::always
                      : colour == "never" || never ? spdlog::color_mode::never
                                                   : spdlog::color_mode::automatic);
}

std::shared_ptr<StandardError> standard_error(const LogChoice& choice) {
  auto sink = std::make_shared<StandardError>();
  set_colour(*sink, choice.colour);
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<WarningFlag>('*').set_pattern("%n: %^%*%$%v");
  sink->set_formatter(std::move(formatter));
  sink->set_level(choice.quiet ? spdlog::level::err : spdlog::level::info);
  return sink;
}

ProgressListener listener_of(std::shared_ptr<JsonSink> sink, std::string program) {
  return [sink = std::move(sink), program = std::move(program)](const ProgressState& state) {
    sink->file().write({std::chrono::system_clock::now(), "info", program, state.what, &state});
  };
}

}  // namespace

struct Logging::State {
  explicit State(std::string name) : program(std::move(name)) {}

  std::string program;
  std::shared_ptr<StandardError> shown = standard_error({});
  std::shared_ptr<spdlog::logger> before = spdlog::default_logger();
  std::optional<ProgressListener> heard_before = std::nullopt;
};

Logging::Logging(std::string program) : state_(std::make_unique<State>(std::move(program))) {}

Logging::~Logging() {
  spdlog::set_default_logger(state_->before);
  if (state_->heard_before) listen_to_progress(std::move(*state_->heard_before));
}

void Logging::start(const LogChoice& choice) {
  auto logger = std::make_shared<spdlog::logger>(state_->program);
  logger->set_level(choice.enabled ? spdlog::level::info : spdlog::level::off);
  if (choice.enabled) {
    state_->shown = standard_error(choice);
    logger->sinks().push_back(state_->shown);
    const auto json = choice.json.empty() ? json_sink_of(*state_->before)
                                          : std::make_shared<JsonSink>(choice.json);
    if (json != nullptr) {
      logger->sinks().push_back(json);
      state_->heard_before = listen_to_progress(listener_of(json, state_->program));
    }
  }
  spdlog::set_default_logger(logger);
}

void Logging::end_with(const std::string& prefix, const std::string& message) const {
  const bool coloured = !prefix.empty() && state_->shown->should_color();
  say(fmt::format("{}: {}{}{}{}\n", state_->program, coloured ? "\033[31m\033[1m" : "", prefix,
                  coloured ? "\033[m" : "", message));
  if (const auto json = json_sink_of(*spdlog::default_logger())) {
    json->file().write({std::chrono::system_clock::now(), prefix.empty() ? "info" : "error",
                        state_->program, message});
  }
}

}  // namespace ebsnn
