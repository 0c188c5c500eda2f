// The pieces that follow from a plan: which, with which commands, in which order.

#include "studies/piece.hpp"

#include "core/error.hpp"
#include "studies/plan_reader.hpp"

#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Names = std::vector<std::string>;

StudyPlan plan_with(const std::string& first_network) {
  return parse_plan(R"(
data = "D.h5"
seeds = "1-2"
patches = 20
codes = ["v1", "events-merged"]
[corruptions]
drop_event = [0.5]
[networks.given]
)" + first_network + R"(
[networks.made]
from = "given"
operations = ["block feedback", "random-weights", "swap INtoV1=given"]
)",
                    "plan.toml");
}

std::vector<Piece> pieces() {
  const StudyPlan plan = plan_with("parameters = {inhibitory-rate = 0}");
  return pieces_of(plan, plan.seeds);
}

const Piece& called(const std::vector<Piece>& pieces, const std::string& name) {
  const auto found = std::ranges::find(pieces, name, &Piece::name);
  if (found == pieces.end()) throw std::runtime_error("no piece " + name);
  return *found;
}

std::string line_of(const Piece& piece) {
  return fmt::format("{}", fmt::join(piece.command("S"), " "));
}

Names needs_of(const std::vector<Piece>& pieces, const std::string& name) {
  Names names;
  for (const std::size_t need : called(pieces, name).needs) names.push_back(pieces[need].name);
  return names;
}

TEST(Pieces, AreThoseOfEachNetworkAndSeed) {
  const std::vector<Piece> all = pieces();
  Names of_first_seed;
  for (const Piece& piece : all) {
    if (piece.name.find("seed-1") != std::string::npos) of_first_seed.push_back(piece.name);
  }
  EXPECT_THAT(of_first_seed,
              ElementsAre("train given/seed-1", "vary made/seed-1", "measure given/seed-1",
                          "evaluate given/seed-1", "classify given/seed-1 v1-counts-1",
                          "classify given/seed-1 events-merged-counts-1", "measure made/seed-1",
                          "evaluate made/seed-1", "classify made/seed-1 v1-counts-1"))
      << "a code of the recordings is read out once a seed";
  EXPECT_EQ(all.size(), 2 * of_first_seed.size());
}

TEST(Pieces, AreCommandLines) {
  const std::vector<Piece> all = pieces();
  EXPECT_EQ(line_of(called(all, "train given/seed-2")),
            "ebsnn_train --data D.h5 --out S/networks/given/seed-2 --patches 20 --layout central "
            "--seed 2 --inhibitory-rate 0");
  EXPECT_EQ(line_of(called(all, "vary made/seed-2")),
            "ebsnn_vary --data D.h5 --network S/networks/given/seed-2/network.h5 --out "
            "S/networks/made/seed-2/network.h5 --layout central --limit 1000 --seed 2 --force "
            "--block feedback --random-weights --swap "
            "INtoV1=S/networks/given/seed-2/network.h5");
  EXPECT_THAT(line_of(called(all, "evaluate made/seed-2")),
              HasSubstr("--corruption drop_event --levels drop_event=0,0.5 "));
  EXPECT_THAT(line_of(called(all, "classify given/seed-1 events-merged-counts-1")),
              HasSubstr("--stage classify --data D.h5 --out S/networks/given/seed-1 "));
  EXPECT_THAT(line_of(called(all, "classify given/seed-1 v1-counts-1")), Not(HasSubstr("--data")));
}

TEST(Pieces, ShareTheSeedOfCorruptionsAmongNetworks) {
  const std::vector<Piece> all = pieces();
  for (const char* network : {"given", "made"}) {
    EXPECT_THAT(line_of(called(all, fmt::format("evaluate {}/seed-2", network))),
                testing::EndsWith("--seed 2"));
  }
}

TEST(Pieces, HaveSeedsOfCorruptionsAndSensorFromThePlan) {
  StudyPlan plan = plan_with("");
  plan.corruption_seed = 7;
  EXPECT_THAT(line_of(called(pieces_of(plan, plan.seeds), "evaluate made/seed-2")),
              testing::EndsWith("--seed 7"));
  plan.sensor_seed = 9;
  const std::vector<Piece> all = pieces_of(plan, plan.seeds);
  EXPECT_THAT(line_of(called(all, "evaluate made/seed-2")),
              testing::EndsWith("--seed 7 --sensor-seed 9"));
  EXPECT_THAT(line_of(called(all, "train given/seed-2")), testing::EndsWith("--seed 2"));
  EXPECT_THAT(line_of(called(all, "vary made/seed-2")), HasSubstr("--seed 2 --force"));
}

TEST(Pieces, HaveSeedsOfWeightsAndPatchesFromThePlan) {
  StudyPlan plan = plan_with("calibrate = 2");
  plan.weight_seed = 7;
  plan.patch_seed = 9;
  const std::vector<Piece> all = pieces_of(plan, plan.seeds, {{"given", 12}});
  EXPECT_THAT(line_of(called(all, "train given/seed-2")),
              HasSubstr("--seed 2 --weight-seed 7 --patch-seed 9 "));
  EXPECT_THAT(line_of(called(all, "vary made/seed-2")),
              HasSubstr("--seed 2 --weight-seed 7 --force"))
      << "random weights are those that trainings begin with";
  EXPECT_THAT(line_of(called(all, "evaluate made/seed-2")), testing::EndsWith("--seed 2"));
  EXPECT_THAT(line_of(calibration_pieces(plan, plan.networks.front(), 0, 12).front()),
              Not(testing::AnyOf(HasSubstr("weight-seed"), HasSubstr("patch-seed"))))
      << "calibrations have seeds of their own";
}

TEST(Pieces, HaveTheirOwnLimitsOfRecordings) {
  StudyPlan plan = plan_with("");
  plan.train_limit = 30;
  plan.test_limit = 20;
  plan.ei_limit = 10;
  const std::vector<Piece> all = pieces_of(plan, plan.seeds);
  EXPECT_THAT(line_of(called(all, "evaluate made/seed-2")),
              HasSubstr("--train-limit 30 --test-limit 20 "));
  EXPECT_THAT(line_of(called(all, "measure made/seed-2")), HasSubstr("--limit 10"));
}

TEST(Pieces, NeedOthersBeforeThem) {
  const std::vector<Piece> all = pieces();
  EXPECT_THAT(needs_of(all, "vary made/seed-2"),
              ElementsAre("train given/seed-2", "train given/seed-2"));
  EXPECT_THAT(needs_of(all, "evaluate made/seed-2"), ElementsAre("vary made/seed-2"));
  EXPECT_THAT(needs_of(all, "classify made/seed-2 v1-counts-1"),
              ElementsAre("evaluate made/seed-2"));
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const std::size_t need : all[i].needs) EXPECT_LT(need, i) << all[i].name;
  }
}

TEST(Pieces, HaveChecksumsOfTheirCommandsAndOfWhatTheyNeed) {
  const std::vector<Piece> before = pieces();
  const StudyPlan plan = plan_with("parameters = {inhibitory-rate = 1e-6}");
  const std::vector<Piece> after = pieces_of(plan, plan.seeds);
  for (const char* name : {"train given/seed-1", "vary made/seed-1", "measure made/seed-1",
                           "classify made/seed-1 v1-counts-1"}) {
    EXPECT_NE(called(before, name).checksum, called(after, name).checksum) << name;
  }
  EXPECT_EQ(called(before, "train given/seed-1").checksum,
            called(pieces(), "train given/seed-1").checksum);
}

TEST(Pieces, WaitForCalibrations) {
  const StudyPlan plan = plan_with("calibrate = 2");
  EXPECT_THROW((void)pieces_of(plan, plan.seeds), InputError);
  const std::vector<Piece> all = pieces_of(plan, plan.seeds, {{"given", 14.5}});
  EXPECT_THAT(line_of(called(all, "train given/seed-1")),
              testing::EndsWith("--seed 1 --intov1-offset 14.5"));
}

TEST(Pieces, OfACalibrationHaveSeedsOfTheirOwn) {
  const StudyPlan plan = plan_with("calibrate = 2");
  const std::vector<Piece> two = calibration_pieces(plan, plan.networks.front(), 1, 13.0);
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(line_of(two[0]),
            "ebsnn_train --data D.h5 --out S/calibration/given/seed-1002 --patches 200000 --layout "
            "central --seed 1002 --intov1-offset 13");
  EXPECT_THAT(two[1].makes.back().generic_string(), "calibration/given/seed-1002/ei.csv");
}

}  // namespace
}  // namespace ebsnn
