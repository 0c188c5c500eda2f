// Plans: what is read, what is refused with which words, what a checksum depends on.

#include "core/error.hpp"
#include "studies/frozen_plan.hpp"
#include "studies/plan_reader.hpp"
#include "studies/seed_list.hpp"
#include "studies/templates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ebsnn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Seeds = std::vector<std::uint64_t>;

constexpr const char* kSmall = R"(
data = "D"
seeds = "1-3"
codes = ["v1", "events-merged"]
readouts = [{svm_c = 1e-4}, {svm_c = "auto", scaling = "l2"}]
[corruptions]
time_jitter = [10, 20]
drop_event = [0, 0.5, 0.9]
[networks.zebra]
parameters = {intov1-offset = 8}
[networks.ape]
from = "zebra"
operations = ["block feedback", "rate-matched zebra"]
[[hypotheses]]
name = "H"
network = "zebra"
other = "ape"
corruption = "drop_event"
levels = "upper-half"
expect = "below"
)";

/// The small plan with one text in it replaced.
std::string small_with(const std::string& old_text, const std::string& new_text) {
  std::string text = kSmall;
  const auto place = text.find(old_text);
  EXPECT_NE(place, std::string::npos) << old_text;
  return text.replace(place, old_text.size(), new_text);
}

StudyPlan small_plan() { return parse_plan(kSmall, "plan.toml"); }

std::string complaint_about(const std::string& text) {
  try {
    (void)parse_plan(text, "plan.toml");
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

TEST(Plan, IsReadWithDefaults) {
  const StudyPlan plan = small_plan();
  EXPECT_EQ(plan.data, "D");
  EXPECT_EQ(plan.seeds, (Seeds{1, 2, 3}));
  EXPECT_EQ(plan.patches, 400000U);
  EXPECT_EQ(plan.replicates, 2000U);
  ASSERT_EQ(plan.networks.size(), 2U);
  EXPECT_EQ(plan.networks[0].name, "zebra") << "the order is that of the file";
  EXPECT_EQ(plan.networks[0].parameters.at("intov1-offset"), 8.0);
  EXPECT_THAT(plan.networks[1].operations, ElementsAre("block feedback", "rate-matched zebra"));
  EXPECT_THAT(plan.readouts,
              ElementsAre(StudyReadout{"counts", "0.0001"}, StudyReadout{"l2", "auto"}));
}

TEST(Plan, HasCorruptionsInTheOrderOfTheirTableFromLevelZero) {
  const StudyPlan plan = small_plan();
  ASSERT_EQ(plan.corruptions.size(), 2U);
  EXPECT_EQ(plan.corruptions[0].corruption->name, "drop_event");
  EXPECT_THAT(plan.corruptions[0].levels, ElementsAre(0.0, 0.5, 0.9));
  EXPECT_THAT(plan.corruptions[1].levels, ElementsAre(0.0, 10.0, 20.0));
}

TEST(Plan, HypothesisIsOfTheLastReadoutUnlessItSaysAnother) {
  const StudyPlan plan = small_plan();
  ASSERT_EQ(plan.hypotheses.size(), 1U);
  EXPECT_EQ(plan.hypotheses[0].readout, (StudyReadout{"l2", "auto"}));
  EXPECT_TRUE(plan.hypotheses[0].upper_half);
  EXPECT_FALSE(plan.hypotheses[0].expect_above);
}

struct BadPlan {
  const char* old_text;
  const char* new_text;
  const char* says;
};

void PrintTo(const BadPlan& bad, std::ostream* stream) { *stream << bad.new_text; }

class Refused : public testing::TestWithParam<BadPlan> {};

TEST_P(Refused, WithFileKeyAndReason) {
  const BadPlan& bad = GetParam();
  const std::string complaint = complaint_about(small_with(bad.old_text, bad.new_text));
  EXPECT_THAT(complaint, testing::StartsWith("plan.toml"));
  EXPECT_THAT(complaint, HasSubstr(bad.says));
}

INSTANTIATE_TEST_SUITE_P(
    Plans, Refused,
    testing::Values(
        BadPlan{"data = \"D\"", "data = 3", "line 2: data is no string"},
        BadPlan{"data = \"D\"", "", "data is missing"},
        BadPlan{"data = \"D\"", "data = \"D\"\npatches = 0",
                "patches is 0, must be 1 .. 1000000000"},
        BadPlan{"data = \"D\"", "data = \"D\"\npatchse = 5", "patchse is no setting of a plan"},
        BadPlan{"data = \"D\"", "data = ", "is not valid TOML"},
        BadPlan{"\"1-3\"", "\"3-1\"", "'3-1' falls"},
        BadPlan{"\"events-merged\"", "\"v2\"", "codes: "},
        BadPlan{"\"auto\"", "-1", "svm_c is '-1', must be a number above 0"},
        BadPlan{"\"l2\"", "\"l3\"", "readouts: "},
        BadPlan{"0.5, 0.9", "0.9, 0.5", "levels 0, 0.9, 0.5 must rise"},
        BadPlan{"0.5, 0.9", "0.5, 1.9", "level 1.9 fraction is not a number >= 0 and <= 1"},
        BadPlan{"time_jitter", "jitter", "corruptions.jitter is no corruption"},
        BadPlan{"intov1-offset", "intov1-ofset", "networks.zebra: "},
        BadPlan{"intov1-offset = 8", "intov1-offset = -8", "networks.zebra: "},
        BadPlan{"parameters = {intov1-offset = 8}", "calibrate = 0", "calibrate is 0, must be"},
        BadPlan{"parameters = {intov1-offset = 8}",
                "parameters = {intov1-offset = 8}\ncalibrate = 1", "must not set it"},
        BadPlan{"from = \"zebra\"", "from = \"cat\"", "from is 'cat', which is no network above"},
        BadPlan{"from = \"zebra\"", "", "has operations, but no from"},
        BadPlan{"rate-matched zebra", "rate-matched ape", "names 'ape', which is no network above"},
        BadPlan{"[networks.ape]", "[networks.input]", "'input' is no name of a network"},
        BadPlan{"[networks.ape]", "[networks.\"a/b\"]", "'a/b' is no name of a network"},
        BadPlan{"other = \"ape\"", "other = \"cat\"", "'cat' is no network of the plan"},
        BadPlan{"corruption = \"drop_event\"", "corruption = \"drop_area\"",
                "'drop_area' is no corruption of the plan"},
        BadPlan{"other = \"ape\"", "other = \"zebra\"", "compares a network with itself"},
        BadPlan{"[0, 0.5, 0.9]", "[0, 0.9]", "the upper half needs three levels or more"},
        BadPlan{"expect = \"below\"", "expect = \"less\"", "expected above or below"},
        BadPlan{"expect = \"below\"", "expect = \"below\"\ncode = \"events-merged\"",
                "is no code of networks"},
        BadPlan{"expect = \"below\"", "expect = \"below\"\nsvm_c = 7",
                "is no readout of the plan"}));

TEST(Plan, RefusesSeedsOfCalibrations) {
  const std::string text = small_with("parameters = {intov1-offset = 8}", "calibrate = 2");
  EXPECT_EQ(complaint_about(text), "");
  std::string clash = text;
  clash.replace(clash.find("1-3"), 3, "1003");
  EXPECT_THAT(complaint_about(clash), HasSubstr("1003 is used by calibrations"));
}

TEST(Plan, RefusesSeedsThatMakeNoDifference) {
  const std::string two = small_with("\"1-3\"", "\"1-3\"\nweight_seed = 7\npatch_seed = 8");
  EXPECT_EQ(complaint_about(two), "");
  const std::string three = two.substr(0, two.find("weight_seed")) + "corruption_seed = 9\n" +
                            two.substr(two.find("weight_seed"));
  EXPECT_THAT(complaint_about(three), HasSubstr("all give the same results"));
  std::string shuffled = three;
  shuffled.replace(shuffled.find("block feedback"), 14, "shuffle feedback");
  EXPECT_EQ(complaint_about(shuffled), "") << "seeds shuffle in different ways";
}

TEST(Checksum, DependsOnWhatThePlanSaysAlone) {
  const std::string checksum = plan_checksum(small_plan());
  const auto with = [](const char* old_text, const char* new_text) {
    return plan_checksum(parse_plan(small_with(old_text, new_text), "other.toml"));
  };
  EXPECT_EQ(checksum.size(), 16U);
  EXPECT_EQ(with("data = \"D\"", "# a comment\npatches = 400000\ndata   =   \"D\""), checksum);
  EXPECT_NE(with("\"1-3\"", "\"1-4\""), checksum);
  EXPECT_NE(with("\"below\"", "\"above\""), checksum);
  EXPECT_NE(with("intov1-offset = 8", "intov1-offset = 8.5"), checksum);
  EXPECT_NE(with("block feedback", "shuffle feedback"), checksum);
  EXPECT_NE(with("[10, 20]", "[10, 30]"), checksum);
  EXPECT_NE(with("data = \"D\"", "data = \"D\"\nweight_seed = 1"), checksum);
  EXPECT_NE(with("data = \"D\"", "data = \"D\"\npatch_seed = 1"),
            with("data = \"D\"", "data = \"D\"\nweight_seed = 1"));
}

TEST(FrozenPlan, IsTheOnlyOneAccepted) {
  const std::string frozen = frozen_text(small_plan());
  EXPECT_NO_THROW(require_frozen_plan(small_plan(), frozen, "frozen-plan.txt"));
  const StudyPlan other = parse_plan(small_with("\"1-3\"", "\"1-4\""), "plan.toml");
  try {
    require_frozen_plan(other, frozen, "frozen-plan.txt");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("frozen-plan.txt"));
    EXPECT_THAT(error.what(), HasSubstr(plan_checksum(other)));
    EXPECT_THAT(error.what(), HasSubstr("frozen: 'seeds: 1-3', now: 'seeds: 1-4'"));
  }
}

TEST(FrozenPlan, StatesEachHypothesisWithItsSign) {
  EXPECT_THAT(frozen_text(small_plan()),
              HasSubstr("\nhypothesis H: zebra minus ape < 0 under drop_event, levels upper-half, "
                        "code v1, l2 auto\n"));
  const StudyPlan above = parse_plan(small_with("\"below\"", "\"above\""), "plan.toml");
  EXPECT_THAT(frozen_text(above), HasSubstr("zebra minus ape > 0 under"));
}

TEST(Template, IsAPlan) {
  for (const PlanTemplate& entry : plan_templates()) {
    SCOPED_TRACE(entry.name);
    EXPECT_NO_THROW((void)parse_plan(entry.text, std::string(entry.name)));
  }
  const StudyPlan headline = parse_plan(plan_template_called("icann2023").text, "icann2023");
  EXPECT_EQ(headline.seeds.size(), 10U);
  EXPECT_EQ(headline.hypotheses.size(), 4U);
  EXPECT_EQ(headline.corruptions.size(), 5U);
  EXPECT_THROW((void)plan_template_called("slow"), InputError);
}

TEST(Seeds, AreReadAndWritten) {
  EXPECT_EQ(parse_seeds("7,1-3", "--seeds"), (Seeds{1, 2, 3, 7}));
  EXPECT_EQ(seeds_text(Seeds{1, 2, 3, 7}), "1-3,7");
  for (const char* bad :
       {"", "1,", "x", "1-", "3-1", "1,1", "1-21", "-1", "1-99999999999999999999"}) {
    EXPECT_THROW((void)parse_seeds(bad, "--seeds"), InputError) << bad;
  }
}

}  // namespace
}  // namespace ebsnn
