// Batch jobs some of whose tasks do nothing.

#include "program/in_process.hpp"
#include "system/expectations.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ebsnn::test {
namespace {

class BatchScript : public testing::Test {
 protected:
  void SetUp() override { write_network_file(folder_ / "given.h5", small_network()); }
  /// Within a job of so many tasks, but no step of it.
  [[nodiscard]] Outcome within(Launch launch, int tasks) const {
    launch.folder = folder_.path();
    launch.environment = {{"SLURM_NTASKS", std::to_string(tasks)}, {"SLURM_JOB_ID", "77"}};
    return run(launch);
  }
  static Launch train() {
    return {"ebsnn_train", {"--data", kSynthetic, "--out", "run", "--patches", "20"}, ranks()};
  }
  static Launch evaluate() {
    return {"ebsnn_eval",
            {"--data", kSynthetic, "--out", "run", "--network", "given.h5", "--corruption",
             "drop_event", "--levels", "0"},
            ranks()};
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(BatchScript, WithATaskForEachRankIsAllRight) {
  const Outcome outcome = within(train(), ranks());
  expect_done(outcome);
  EXPECT_EQ(count_of(outcome.err, "warning: "), 0U) << outcome;
}

TEST_F(BatchScript, SomeOfWhoseTasksDoNothingIsWarnedOf) {
  const std::vector<std::string> says{
      fmt::format("{} tasks (SLURM_NTASKS), of which {} work", ranks() + 1, ranks())};
  expect_warning(within(train(), ranks() + 1), says);
  expect_warning(within(evaluate(), ranks() + 1), says);
}

}  // namespace
}  // namespace ebsnn::test
