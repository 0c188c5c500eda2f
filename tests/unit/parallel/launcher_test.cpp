// Several processes that should be ranks of one run, but are not, are detected.

#include "parallel/launcher.hpp"

#include "core/error.hpp"
#include "parallel/mpi_session.hpp"
#include "parallel/test_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace ebsnn {
namespace {

constexpr auto kVariables = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE",    "SLURM_JOB_ID", "SLURM_STEP_ID",
                             "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"};

/// Starts each test without the variables of any launcher.
class Launcher : public testing::Test {
 protected:
  void SetUp() override {
    for (const std::string& name : launcher_variables()) unsetenv(name.c_str());
    for (const char* name : kVariables) unsetenv(name);
  }
  void TearDown() override { SetUp(); }

  static void pretend(const char* name, const char* value) { setenv(name, value, 1); }

  /// The message of the error; empty if the launch is valid.
  static std::string complaint() {
    try {
      check_launcher(test::world());
      return "";
    } catch (const InputError& error) {
      return error.what();
    }
  }
};

TEST_F(Launcher, PlainProcessIsAllRight) { EXPECT_EQ(complaint(), ""); }

TEST_F(Launcher, MpirunOfAnotherMpi) {
  pretend("OMPI_COMM_WORLD_SIZE", "4");
  EXPECT_THAT(complaint(), testing::HasSubstr("OMPI_COMM_WORLD_SIZE = 4"));
}

TEST_F(Launcher, OneProcessUnderMpirun) {
  pretend("OMPI_COMM_WORLD_SIZE", "1");
  EXPECT_EQ(complaint(), "");
}

TEST_F(Launcher, ProcessManagerOfAnotherMpi) {
  pretend("PMI_SIZE", "2");
  EXPECT_THAT(complaint(), testing::HasSubstr("PMI_SIZE = 2"));
}

TEST_F(Launcher, JobStepWithoutMpi) {
  pretend("SLURM_STEP_ID", "0");
  pretend("SLURM_STEP_NUM_TASKS", "8");
  pretend("SLURM_NTASKS", "8");
  EXPECT_THAT(complaint(), testing::HasSubstr("SLURM_STEP_NUM_TASKS = 8"));
}

TEST_F(Launcher, JobStepThatNamesOnlyItsTasks) {
  pretend("SLURM_STEP_ID", "0");
  pretend("SLURM_NTASKS", "8");
  EXPECT_THAT(complaint(), testing::HasSubstr("SLURM_NTASKS = 8"));
}

TEST_F(Launcher, JobStepOfOneTask) {
  pretend("SLURM_STEP_ID", "3");
  pretend("SLURM_STEP_NUM_TASKS", "1");
  pretend("SLURM_NTASKS", "8");
  EXPECT_EQ(complaint(), "");
}

TEST_F(Launcher, TasksWithoutAJobToHaveAskedForThem) {
  pretend("SLURM_NTASKS", "8");
  EXPECT_THAT(complaint(), testing::HasSubstr("SLURM_NTASKS = 8"));
}

TEST_F(Launcher, PlainProcessInABatchScript) {
  pretend("SLURM_JOB_ID", "77");
  pretend("SLURM_NTASKS", "8");
  EXPECT_EQ(complaint(), "");
}

// mpirun starts remote processes through a job step whose size is the number of nodes.
TEST_F(Launcher, MpirunWithinAJobStepCounts) {
  pretend("SLURM_STEP_ID", "0");
  pretend("SLURM_STEP_NUM_TASKS", "2");
  pretend("OMPI_COMM_WORLD_SIZE", "1");
  EXPECT_EQ(complaint(), "");
}

TEST_F(Launcher, NonsenseIsNoNumber) {
  pretend("OMPI_COMM_WORLD_SIZE", "4x");
  pretend("PMI_SIZE", "");
  EXPECT_EQ(complaint(), "");
}

TEST_F(Launcher, LeavesNoVariableInAPlainProcess) {
  pretend("OMPI_MCA_btl", "self");
  pretend("PMIX_MCA_gds", "hash");
  pretend("EBSNN_PMI_SIZE", "3");
  EXPECT_THAT(launcher_variables(), testing::IsEmpty());
  for (const char* name : {"OMPI_MCA_btl", "PMIX_MCA_gds", "EBSNN_PMI_SIZE"}) unsetenv(name);
}

TEST_F(Launcher, LeavesNoVariableInABatchScript) {
  for (const char* name : {"SLURM_JOB_ID", "SLURM_NTASKS", "SLURM_PROCID"}) pretend(name, "8");
  EXPECT_THAT(launcher_variables(), testing::IsEmpty());
}

TEST_F(Launcher, IsRecognisedByAnyOfItsVariables) {
  for (const char* name :
       {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMIX_NAMESPACE", "PMI_RANK", "PMI_FD", "PMI2_PORT",
        "MPI_LOCALRANKID", "MPI_LOCALNRANKS", "MV2_COMM_WORLD_RANK", "PALS_RANKID", "ALPS_APP_PE",
        "FLUX_TASK_RANK", "JSM_NAMESPACE_RANK", "SLURM_STEP_ID", "SLURM_STEPID", "SLURM_NTASKS",
        "SLURM_PROCID"}) {
    pretend(name, "");
    EXPECT_THAT(launcher_variables(), testing::ElementsAre(name));
    unsetenv(name);
  }
}

TEST_F(Launcher, IsRecognisedInAJobStep) {
  for (const char* name : {"SLURM_JOB_ID", "SLURM_NTASKS", "SLURM_STEP_ID"}) pretend(name, "1");
  EXPECT_THAT(launcher_variables(), testing::ElementsAre("SLURM_STEP_ID"));
}

TEST(MpiLibrary, HasAVersion) { EXPECT_THAT(mpi_library_version(), testing::HasSubstr("MPI")); }

}  // namespace
}  // namespace ebsnn
