// Ranks on two hosts: the same bits as on one host. If the cable between them is pulled, a host is
// lost, or something on it is killed, all processes end on both hosts, and the same command run
// again gives the files of an undisturbed run.

#include "system/expectations.hpp"
#include "system/host_pair.hpp"
#include "system/processes.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Options = std::vector<std::string>;

/// slurm/settings.sh: a host that does not answer for so long is lost; here, the least it takes.
/// Some more for a busy machine.
constexpr int kLostHostAfter_s = 4;
constexpr double kSilentHostEndsWithin_s = kLostHostAfter_s + 20.0;
constexpr double kKillEndsWithin_s = 15.0;
/// On a busy machine, a fault may come too late; then the run is repeated once.
constexpr int kAttempts = 8;

enum class Work { batch_training, evaluation };
enum class Fault { cable, power, host, first_process, rank, launcher };

struct Disturbance {
  Fault fault;
  Work work;
};

std::string name_of(Fault fault) {
  switch (fault) {
    case Fault::cable:
      return "CablePulled";
    case Fault::power:
      return "PowerOfTheOtherHostLost";
    case Fault::host:
      return "AllOnTheOtherHostKilled";
    case Fault::first_process:
      return "FirstProcessOfTheOtherHostKilled";
    case Fault::rank:
      return "RankOnTheOtherHostKilled";
    case Fault::launcher:
      return "LauncherKilled";
  }
  return "";
}

std::string name_of(Work work) { return work == Work::evaluation ? "Evaluation" : "Training"; }

class Hosts : public testing::Test {
 protected:
  void SetUp() override {
    if (!mpirun_is_open_mpi()) GTEST_SKIP() << "written for Open MPI's mpirun";
    restart_hosts();
    if (!hosts_->ready()) GTEST_SKIP() << hosts_->why_not();
    write_network_file(folder_ / "given.h5", small_network());
  }
  [[nodiscard]] fs::path out(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] HostPair& hosts() const { return *hosts_; }
  void restart_hosts() {
    hosts_.reset();
    hosts_ = std::make_unique<HostPair>();
  }
  /// `ranks` ranks on one host, or on each of two hosts.
  [[nodiscard]] Launch launch(Work work, const std::string& run_name, int ranks) const {
    Launch launch("ebsnn_train",
                  {"--data", kSynthetic, "--out", run_name, "--patches", "400", "--batch", "8",
                   "--checkpoint-every", "24", "--history-every", "7"},
                  ranks);
    if (work == Work::evaluation) {
      launch.program = "ebsnn_eval";
      launch.arguments = {"--data",       kSynthetic,
                          "--out",        run_name,
                          "--network",    "given.h5",
                          "--corruption", "drop_event,time_jitter",
                          "--levels",     "0,0.1,0.2,0.3,0.4,0.5"};
    }
    launch.folder = folder_.path();
    launch.limit_s = 120.0;
    launch.environment["EBSNN_LOST_HOST_AFTER"] = std::to_string(kLostHostAfter_s);
    return launch;
  }
  [[nodiscard]] bool something_is_saved(Work work) const {
    return fs::exists(out("run") /
                      (work == Work::evaluation ? "activity/clean.h5" : "checkpoint.h5"));
  }
  /// The run of one process, made once for all tests.
  void expect_bits_of_one_host(Work work) const {
    static const TemporaryFolder folder;
    const fs::path whole = folder / name_of(work);
    if (!fs::exists(whole)) expect_done(run(launch(work, whole.string(), 1)));
    EXPECT_EQ(difference_between_runs(whole, out("run")), "");
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<HostPair> hosts_;
};

class SameBits : public Hosts, public testing::WithParamInterface<Work> {};
INSTANTIATE_TEST_SUITE_P(, SameBits, testing::Values(Work::batch_training, Work::evaluation),
                         [](const auto& work) { return name_of(work.param); });

TEST_P(SameBits, OnTwoHostsAsOnOne) {
  Running running(hosts().on_both(launch(GetParam(), "run", 2)));
  const std::string program = launch(GetParam(), "run", 2).program;
  bool on_both = false;
  EXPECT_TRUE(wait_until([&] {
    on_both = on_both || (hosts().processes(0, program).size() == 2 &&
                          hosts().processes(1, program).size() == 2);
    return !running.alive();
  }));
  EXPECT_TRUE(on_both);
  expect_done(running.wait());
  expect_bits_of_one_host(GetParam());
}

/// How a disturbed run ended.
struct End {
  bool in_time = false;  ///< the run was not finished earlier
  double after_s = 0.0;  ///< until no process was left on either host
  Outcome outcome;
};

class Disturbed : public Hosts, public testing::WithParamInterface<Disturbance> {
 protected:
  /// Runs until something is saved, and then causes the fault.
  [[nodiscard]] End disturbed_run() {
    fs::remove_all(out("run"));
    restart_hosts();
    Running running(hosts().on_both(launch(GetParam().work, "run", 2)));
    EXPECT_TRUE(
        wait_until([&] { return !running.alive() || something_is_saved(GetParam().work); }));
    const std::vector<pid_t> launcher = children_of(running.process());
    End end;
    end.in_time = running.alive() && !launcher.empty();
    if (!end.in_time) return end;
    const double disturbed_s = now_s();
    disturb(launcher.front());
    EXPECT_TRUE(wait_until([&] { return !running.alive() && nothing_runs(); }, 90.0));
    end.after_s = now_s() - disturbed_s;
    end.outcome = running.wait();
    end.in_time = end.outcome.exit_code != 0;
    return end;
  }

  /// A file that was being written when its process was killed. Hosts that are started anew cannot
  /// know that the process is dead: they would remove the file after a day.
  void remove_leftovers() const {
    for (const auto& [name, state] : state_of(out("run"))) {
      if (name.find(".tmp-") != std::string::npos) fs::remove(out("run") / name);
    }
  }

 private:
  void disturb(pid_t launcher) {
    const auto kill_on_other = [this](const std::string& name) {
      for (const pid_t process : hosts().processes(1, name)) ::kill(process, SIGKILL);
    };
    switch (GetParam().fault) {
      case Fault::power:
        hosts().pull_cable();
        [[fallthrough]];
      case Fault::host:
        return hosts().kill_host(1);
      case Fault::cable:
        return hosts().pull_cable();
      case Fault::first_process:
        return kill_on_other("orted");
      case Fault::rank:
        ::kill(hosts().processes(1, launch(GetParam().work, "run", 2).program).front(), SIGKILL);
        return;
      case Fault::launcher:
        ::kill(launcher, SIGKILL);
    }
  }
  [[nodiscard]] bool nothing_runs() const {
    return hosts().processes(0).empty() && hosts().processes(1).empty();
  }
};

INSTANTIATE_TEST_SUITE_P(, Disturbed,
                         testing::Values(Disturbance{Fault::cable, Work::batch_training},
                                         Disturbance{Fault::cable, Work::evaluation},
                                         Disturbance{Fault::power, Work::batch_training},
                                         Disturbance{Fault::host, Work::evaluation},
                                         Disturbance{Fault::first_process, Work::batch_training},
                                         Disturbance{Fault::rank, Work::evaluation},
                                         Disturbance{Fault::launcher, Work::batch_training}),
                         [](const auto& disturbed) {
                           return name_of(disturbed.param.fault) + "In" +
                                  name_of(disturbed.param.work);
                         });

TEST_P(Disturbed, EndsOnBothHostsAndTheRerunGivesTheSameBits) {
  const auto [fault, work] = GetParam();
  End end;
  for (int attempt = 0; attempt < kAttempts && !end.in_time; ++attempt) end = disturbed_run();
  ASSERT_TRUE(end.in_time) << "never disturbed in time";
  const bool silent = fault == Fault::cable || fault == Fault::power;
  EXPECT_LE(end.after_s, silent ? kSilentHostEndsWithin_s : kKillEndsWithin_s) << end.outcome;
  fmt::print("| {} | {} | 2 hosts, 2 ranks each | exit code {}, signal {} | {:.1f} s |\n",
             name_of(fault), name_of(work), end.outcome.exit_code, end.outcome.signal, end.after_s);
  restart_hosts();
  expect_done(run(hosts().on_both(launch(work, "run", 1))));
  remove_leftovers();
  expect_bits_of_one_host(work);
}

// Ranks on both hosts write to one file; only those on the other host see the error themselves.
class DiskOfTheOtherHost : public Hosts, public testing::WithParamInterface<int> {
 protected:
  void SetUp() override {
    if (std::strlen(EBSNN_SANITIZERS) > 0) GTEST_SKIP() << "sanitizers must be loaded first";
    Hosts::SetUp();
  }
  [[nodiscard]] Launch with_failing_disk() const {
    Launch with_faults = launch(Work::evaluation, "run", 2);
    with_faults.environment.insert({{"LD_PRELOAD", EBSNN_FAULTY_DISK},
                                    {"EBSNN_FAULTY_HOST", "host1"},
                                    {"EBSNN_FAULTY_FOLDER", out("run").string()},
                                    {"EBSNN_WRITES_FAIL_WITH", std::to_string(EIO)},
                                    {"EBSNN_WRITES_FAIL_AT", std::to_string(GetParam())}});
    return with_faults;
  }
};

// Each file takes at least four writes on each host.
INSTANTIATE_TEST_SUITE_P(FailsAtWrite, DiskOfTheOtherHost, testing::Values(1, 2, 4, 5, 11),
                         testing::PrintToStringParamName());

TEST_P(DiskOfTheOtherHost, IsAnErrorOnBothAndTheRerunGivesTheSameBits) {
  const double started_s = now_s();
  const Outcome outcome = run(hosts().on_both(with_failing_disk()));
  expect_error(outcome, 1, {"run/activity", "input/output error"});
  fmt::print(
      "| disk of the other host fails at its write {} | 2 hosts, 2 ranks each | exit code {} "
      "| {:.1f} s from the start |\n",
      GetParam(), outcome.exit_code, now_s() - started_s);
  for (const auto& [name, state] : state_of(out("run"))) {
    EXPECT_EQ(count_of(name, ".tmp-"), 0U) << name;
  }
  restart_hosts();
  expect_done(run(hosts().on_both(launch(Work::evaluation, "run", 1))));
  expect_bits_of_one_host(Work::evaluation);
}

}  // namespace
}  // namespace ebsnn::test
