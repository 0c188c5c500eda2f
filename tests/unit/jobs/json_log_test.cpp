// Messages and progress as JSON, a line each.

#include "json_log.hpp"

#include "core/error.hpp"
#include "logging.hpp"
#include "pipeline/log.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::chrono::system_clock::time_point kMoment{std::chrono::milliseconds(1700000000042)};

std::vector<std::string> lines_in(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

TEST(JsonLog, HasTimeLevelProgramAndMessage) {
  EXPECT_EQ(json_of({kMoment, "warning", "ebsnn_eval", "a \"b\"\\\n\x1b\xff"}),
            R"({"time": "2023-11-14T22:13:20.042Z", "level": "warning", "program": "ebsnn_eval", )"
            R"("message": "a \"b\"\\\u000A\\x1b\\xff"})");
}

TEST(JsonLog, HasProgress) {
  ProgressState state{"training", "patches", 5, 20, 2.5, 6.0};
  EXPECT_THAT(json_of({kMoment, "info", "p", "m", &state}),
              HasSubstr(R"("message": "m", "progress": {"done": 5, "total": 20, "unit": )"
                        R"("patches", "per_second": 2.5, "remaining_s": 6}})"));
  state.remaining_s.reset();
  EXPECT_THAT(json_of({kMoment, "info", "p", "m", &state}), HasSubstr(R"("remaining_s": null}})"));
}

TEST(JsonLog, AddsToAFileAndNamesOneThatCannotBeOpened) {
  const TemporaryFolder folder;
  JsonLog(folder / "log").write({kMoment, "info", "p", "one"});
  JsonLog(folder / "log").write({kMoment, "info", "p", "two"});
  EXPECT_THAT(lines_in(folder / "log"), ElementsAre(HasSubstr("one"), HasSubstr("two")));
  try {
    const JsonLog log(folder / "none" / "log");
    ADD_FAILURE() << "was opened";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("none/log: cannot be written: No such file"));
  }
}

TEST(JsonLog, TellsOnceThatADiskIsFull) {
  JsonLog log("/dev/full");
  testing::internal::CaptureStderr();
  log.write({kMoment, "info", "p", "one"});
  log.write({kMoment, "info", "p", "two"});
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "p: warning: --log-json /dev/full: cannot be written any more\n");
}

/// What a quiet program with --log-json says, with another program in it.
TEST(Logging, KeepsWhatAQuietProgramHides) {
  const TemporaryFolder folder;
  testing::internal::CaptureStderr();
  {
    Logging outer("outer");
    outer.start({.quiet = true, .json = folder / "log"});
    log_warning("beware");
    {
      Logging inner("inner");
      inner.start({.quiet = true, .json = {}});
      Progress progress("work", "pieces", 4, Verbosity::quiet);
      progress.update(3);
    }
    outer.end_with("error: ", "the end");
  }
  const Progress unheard("work", "pieces", 4, Verbosity::quiet);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "outer: error: the end\n");
  EXPECT_THAT(
      lines_in(folder / "log"),
      ElementsAre(HasSubstr(R"("level": "warning", "program": "outer", "message": "beware"})"),
                  HasSubstr(R"("program": "inner", "message": "work", "progress": {"done": 3,)"),
                  HasSubstr(R"("level": "error", "program": "outer", "message": "the end"})")));
}

TEST(Logging, ColoursWarningsAndErrorsOnly) {
  testing::internal::CaptureStderr();
  {
    Logging log("p");
    log.start({.colour = "always", .json = {}});
    log_info("one");
    log_warning("two");
    log.end_with("error: ", "three");
    log.end_with("", "four");
    log.start({.colour = "auto", .json = {}});  // no terminal here
    log_warning("five");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "p: one\np: \033[33m\033[1mwarning: \033[mtwo\np: \033[31m\033[1merror: \033[mthree\n"
            "p: four\np: warning: five\n");
}

TEST(Logging, IsSilentOnOtherRanks) {
  const TemporaryFolder folder;
  testing::internal::CaptureStderr();
  {
    Logging log("p");
    log.start({.enabled = false, .json = folder / "log"});
    log_warning("one");
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_FALSE(std::filesystem::exists(folder / "log"));
}

}  // namespace
}  // namespace ebsnn::test
