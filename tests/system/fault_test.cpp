// kill -9 at random moments: of a rank, of all ranks, of the launcher. All ranks end within
// seconds, and the same command run again gives the files of an undisturbed run, bit for bit.
//
// EBSNN_FAULT_MOMENTS: number of moments (default 9); EBSNN_FAULT_SEED: selects them (default 1).
// One line per moment is printed, as a row of a table.

#include "system/expectations.hpp"
#include "system/processes.hpp"
#include "system/running.hpp"
#include "system/small_inputs.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using Options = std::vector<std::string>;

/// "All other ranks end within seconds", on a busy machine.
constexpr double kAllEndWithin_s = 10.0;

enum class Work { online_training, batch_training, evaluation };
enum class Victim { one_rank, all_ranks, launcher };

struct Named {
  const char* what;
  const char* program;
  Options options;
};

const Named& work_named(Work work) {
  static const std::vector<Named> kWorks{
      {"training, online",
       "ebsnn_train",
       {"--patches", "600", "--checkpoint-every", "20", "--history-every", "7", "--record", "5"}},
      {"training, batches of 8",
       "ebsnn_train",
       {"--patches", "400", "--checkpoint-every", "24", "--history-every", "7", "--batch", "8"}},
      {"evaluation",
       "ebsnn_eval",
       {"--network", "given.h5", "--corruption", "drop_event,time_jitter", "--levels",
        "0,0.1,0.2,0.3,0.4,0.5"}}};
  return kWorks[static_cast<std::size_t>(work)];
}

const char* name_of(Victim victim) {
  return victim == Victim::one_rank    ? "a rank"
         : victim == Victim::all_ranks ? "all ranks"
                                       : "launcher";
}

std::uint64_t setting(const char* name, std::uint64_t fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::stoull(text);
}

/// Effect of a kill.
struct Death {
  bool in_time = false;  ///< the kill ended the run; without it, the run ended by itself before
  double moment_s = 0.0;
  double all_ended_s = 0.0;  ///< after the kill
  Outcome outcome;
};

/// A work that nobody disturbs, alone, and how long its start takes on several ranks: made once for
/// all moments.
class Undisturbed {
 public:
  explicit Undisturbed(const Launch& launch) : launch_(launch) {
    write_network_file(folder_ / "given.h5", small_network());
    launch_.ranks = 1;
    launch_.folder = folder_.path();
    const Outcome outcome = run(launch_);
    expect_done(outcome);
    seconds_ = outcome.seconds;
  }
  [[nodiscard]] fs::path out() const { return folder_ / "run"; }
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  TemporaryFolder folder_;
  Launch launch_;
  double seconds_ = 0.0;
};

double seconds_of_mpi_start() {
  static const double seconds = run({"ebsnn_eval", {"--help"}, 3}).seconds;
  return seconds;
}

/// Parameter: number of the moment.
class Fault : public testing::TestWithParam<std::uint64_t> {
 protected:
  void SetUp() override {
    write_network_file(folder_ / "given.h5", small_network());
    random_.seed(setting("EBSNN_FAULT_SEED", 1) * 1000 + GetParam());
  }
  [[nodiscard]] fs::path out(const std::string& name) const { return folder_ / name; }

  [[nodiscard]] Launch launch(Work work, const std::string& run_name, int ranks) const {
    const Named& named = work_named(work);
    Launch launch{named.program, {"--data", kSynthetic, "--out", run_name, "--quiet"}, ranks};
    launch.arguments.insert(launch.arguments.end(), named.options.begin(), named.options.end());
    launch.folder = folder_.path();
    launch.limit_s = 200.0;
    return launch;
  }
  int random_ranks(int least) { return std::uniform_int_distribution<int>(least, 4)(random_); }
  double random_moment(double most_s) {
    return std::uniform_real_distribution<double>(0.0, most_s)(random_);
  }
  Death kill_at(double moment_s, const Launch& launch, Victim victim);
  [[nodiscard]] const Undisturbed& undisturbed(Work work) const {
    static std::map<Work, std::unique_ptr<Undisturbed>> all;
    std::unique_ptr<Undisturbed>& one = all[work];
    if (!one) one = std::make_unique<Undisturbed>(launch(work, "run", 1));
    return *one;
  }

 private:
  TemporaryFolder folder_;
  std::mt19937_64 random_;
};

std::vector<pid_t> victims_of(const Running& running, Victim victim, std::mt19937_64& random) {
  if (victim == Victim::launcher) return {running.process()};
  std::vector<pid_t> ranks = running.ranks();
  if (victim == Victim::one_rank && ranks.size() > 1) {
    ranks = {ranks[std::uniform_int_distribution<std::size_t>(0, ranks.size() - 1)(random)]};
  }
  return ranks;
}

Death Fault::kill_at(double moment_s, const Launch& launch, Victim victim) {
  Death death;
  death.moment_s = moment_s;
  const double started_s = now_s();
  Running running(launch);
  // At first, mpirun has no ranks.
  while (running.alive() && (now_s() - started_s < moment_s || running.ranks().empty())) nap();
  std::vector<pid_t> all = running.ranks();
  const std::vector<pid_t> victims = victims_of(running, victim, random_);
  const bool killed = running.alive() && !victims.empty();
  const double killed_s = now_s();
  if (killed) {
    for (const pid_t process : victims) ::kill(process, SIGKILL);
  }
  EXPECT_TRUE(wait_until(
      [&] { return !running.alive() && std::none_of(all.begin(), all.end(), is_running); }, 60.0));
  death.all_ended_s = now_s() - killed_s;
  death.outcome = running.wait();
  // A run that was about to exit may do so before the signal arrives.
  death.in_time = killed && death.outcome.exit_code != 0;
  return death;
}

INSTANTIATE_TEST_SUITE_P(Moment, Fault,
                         testing::Range<std::uint64_t>(0, setting("EBSNN_FAULT_MOMENTS", 9)));

TEST_P(Fault, KillEndsAllRanksAndTheRerunGivesTheSameBits) {
  const auto victim = static_cast<Victim>(GetParam() % 3);
  const auto work = static_cast<Work>(GetParam() / 3 % 3);
  const int ranks = random_ranks(victim == Victim::launcher ? 2 : 1);
  const Undisturbed& whole = undisturbed(work);
  const double whole_s = whole.seconds() + (ranks > 1 ? seconds_of_mpi_start() : 0.0);
  Death death;
  death.moment_s = whole_s;
  for (int attempt = 0; attempt < 20 && !death.in_time; ++attempt) {
    fs::remove_all(out("run"));
    // If that was too late, try an earlier moment.
    death = kill_at(random_moment(death.moment_s), launch(work, "run", ranks), victim);
    if (!death.in_time) {
      EXPECT_EQ(death.outcome.exit_code, 0) << death.outcome;
      EXPECT_EQ(difference_between_runs(whole.out(), out("run")), "");
    }
  }
  ASSERT_TRUE(death.in_time) << "never killed in time";
  EXPECT_LE(death.all_ended_s, kAllEndWithin_s) << death.outcome;
  const int ranks_again = random_ranks(1);
  expect_done(run(launch(work, "run", ranks_again)));
  const std::string difference = difference_between_runs(whole.out(), out("run"));
  EXPECT_EQ(difference, "");
  const std::string ended = death.outcome.signal != 0
                                ? fmt::format("signal {}", death.outcome.signal)
                                : fmt::format("exit code {}", death.outcome.exit_code);
  fmt::print(
      "| kill -9 of {} | {}, {:.2f} s of {:.2f} s | {} | {} | {:.2f} s | {}, on {} ranks |\n",
      name_of(victim), work_named(work).what, death.moment_s, whole_s, ranks, ended,
      death.all_ended_s, difference.empty() ? "yes" : "NO", ranks_again);
}

}  // namespace
}  // namespace ebsnn::test
