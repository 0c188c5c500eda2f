// The plan that a study keeps in its folder.

#include "studies/stored_plan.hpp"

#include "studies/plan_reader.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace ebsnn {
namespace {

constexpr const char* kText = R"(# my study
data = "D"
seeds = "1-2"
patches = 400
[networks.strong]
[networks.weak]
parameters = {inhibitory-rate = 0}
)";

StudyPlan plan_of(const std::string& text) { return parse_plan(text, "plan.toml"); }

/// The text with one thing exchanged.
std::string text_with(const std::string& from, const std::string& to) {
  std::string text = kText;
  return text.replace(text.find(from), from.size(), to);
}

TEST(StoredPlan, IsTheTextBehindALineWithItsChecksum) {
  const StudyPlan plan = plan_of(kText);
  const std::string stored = stored_plan_text(kText, plan);
  EXPECT_EQ(stored,
            fmt::format("# Plan of this study, checksum {}\n{}", plan_checksum(plan), kText));
  EXPECT_EQ(plan_checksum(plan_of(stored)), plan_checksum(plan));
}

TEST(StoredPlan, StoredAgainHasOneSuchLine) {
  const StudyPlan plan = plan_of(kText);
  const std::string stored = stored_plan_text(kText, plan);
  EXPECT_EQ(stored_plan_text(stored, plan), stored);
  EXPECT_EQ(stored_plan_text("\xEF\xBB\xBF" + std::string(kText), plan), stored);
  EXPECT_EQ(stored_plan_text("# Plan of this study, checksum 0", plan),
            stored.substr(0, stored.find('\n') + 1));
}

TEST(StoredPlan, ChangesAreTheLinesThatDiffer) {
  const StudyPlan plan = plan_of(kText);
  EXPECT_EQ(plan_changes(plan, plan_of(text_with("# my study", "# another comment"))), "");
  EXPECT_EQ(plan_changes(plan, plan_of(text_with("patches = 400", "patches = 800"))),
            "\n  before: patches: 400\n  now: patches: 800");
  EXPECT_EQ(plan_changes(plan, plan_of(text_with("[networks.weak]", "[networks.silent]"))),
            "\n  before: network weak: inhibitory-rate=0\n"
            "  now: network silent: inhibitory-rate=0");
  EXPECT_EQ(plan_changes(plan, plan_of(text_with("seeds = ", "corruption_seed = 7\nseeds = "))),
            "\n  now: corruption seed: 7");
}

TEST(StoredPlan, ChangesOfOrderAreTold) {
  StudyPlan turned = plan_of(kText);
  std::swap(turned.networks[0], turned.networks[1]);
  EXPECT_EQ(plan_changes(plan_of(kText), turned), "\n  the order of networks or hypotheses");
}

TEST(StoredPlan, ManyChangesAreCounted) {
  StudyPlan large = plan_of(kText);
  for (int i = 0; i < 30; ++i) {
    large.networks.push_back(large.networks[0]);
    large.networks.back().name = fmt::format("n{}", i);
  }
  const std::string changes = plan_changes(plan_of(kText), large);
  EXPECT_THAT(changes, testing::HasSubstr("\n  now: network n19:"));
  EXPECT_THAT(changes, testing::Not(testing::HasSubstr("network n20:")));
  EXPECT_THAT(changes, testing::EndsWith("\n  and 10 more lines"));
}

}  // namespace
}  // namespace ebsnn
