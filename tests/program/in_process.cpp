#include "program/in_process.hpp"

#include "compare_program.hpp"
#include "corrupt_program.hpp"
#include "eval_program.hpp"
#include "measure_program.hpp"
#include "pack_program.hpp"
#include "parallel/archive.hpp"
#include "parallel/launcher.hpp"
#include "pipeline/stop.hpp"
#include "program.hpp"
#include "program/captured.hpp"
#include "score_program.hpp"
#include "show_program.hpp"
#include "study_program.hpp"
#include "synth_program.hpp"
#include "system/launch.hpp"
#include "train_program.hpp"
#include "vary_program.hpp"

#include <boost/serialization/map.hpp>
#include <boost/serialization/string.hpp>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace ebsnn::test {
namespace {

/// A launch as it travels to the other ranks; no program: there will be none any more.
struct Call {
  std::string program;
  std::vector<std::string> arguments;
  int ranks = 1;
  std::map<std::string, std::string> environment;
  std::string folder;

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& program& arguments& ranks& environment& folder;
  }
};

/// What one rank returned and wrote.
struct Part {
  int exit_code = -1;
  std::string out;
  std::string err;

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& exit_code& out& err;
  }
};

Communicator* all_ranks = nullptr;

ProgramBody body_of(const std::string& program) {
  static const std::map<std::string, ProgramBody> kPrograms{
      {"ebsnn_compare", compare_program}, {"ebsnn_corrupt", corrupt_program},
      {"ebsnn_eval", eval_program},       {"ebsnn_measure", measure_program},
      {"ebsnn_pack", pack_program},       {"ebsnn_score", score_program},
      {"ebsnn_show", show_program},       {"ebsnn_study", study_program},
      {"ebsnn_synth", synth_program},     {"ebsnn_train", train_program},
      {"ebsnn_vary", vary_program}};
  return kPrograms.at(program);
}

/// Collective among the ranks of the call.
Part call_here(Communicator& comm, const Call& call) {
  // A group of one was started alone, as far as it can tell.
  const ChangedEnvironment environment(
      call.environment, comm.size() == 1 ? launcher_variables() : std::vector<std::string>{});
  const OtherFolder folder(call.folder);
  std::vector<const char*> words{call.program.c_str()};
  for (const std::string& argument : call.arguments) words.push_back(argument.c_str());
  words.push_back(nullptr);
  forget_stop_signals();
  const Captured out(STDOUT_FILENO);
  const Captured err(STDERR_FILENO);
  Part part;
  part.exit_code = body_of(call.program)(comm, static_cast<int>(words.size()) - 1, words.data());
  part.out = out.text();
  part.err = err.text();
  return part;
}

/// Collective: all ranks take part in calls on several of them.
std::vector<Part> call_together(const Call& call) {
  const std::unique_ptr<Communicator> group = all_ranks->beside_root(call.ranks);
  const Part mine = group ? call_here(*group, call) : Part{};
  if (!group) return {};
  std::vector<Part> parts;
  for (const ebsnn::Bytes& bytes : group->gather(to_archive(mine))) {
    from_archive(bytes, parts.emplace_back());
  }
  return parts;
}

/// Collective: the other ranks learn what the root calls next. They wait asleep, since the root is
/// mostly busy with calls of its own.
void share(Call& call) {
  if (all_ranks->is_root()) {
    all_ranks->raise_stop();
  } else {
    while (!all_ranks->stop_raised()) std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  all_ranks->clear_stops();
  broadcast_object(*all_ranks, call);
}

std::vector<Part> call_on(Call& call) {
  if (call.ranks == 1) {
    const std::unique_ptr<Communicator> alone = make_local_communicator();
    return {call_here(*alone, call)};
  }
  share(call);
  return call_together(call);
}

}  // namespace

int ranks() { return all_ranks->size(); }

void take_ranks(Communicator& world) { all_ranks = &world; }

void serve(Communicator& world) {
  all_ranks = &world;
  for (;;) {
    Call call;
    share(call);
    if (call.program.empty()) return;
    (void)call_together(call);
  }
}

void dismiss() {
  Call none;
  if (all_ranks->size() > 1) share(none);
}

Outcome run(const Launch& launch) {
  if (launch.ranks > ranks()) throw std::logic_error("more ranks than this test run has");
  Call call{launch.program, launch.arguments, launch.ranks, launch.environment,
            launch.folder.string()};
  const double started_s = now_s();
  Outcome outcome;
  const std::vector<Part> parts = call_on(call);
  outcome.exit_code = parts.front().exit_code;
  for (const Part& part : parts) {
    if (part.exit_code != outcome.exit_code) {
      throw std::runtime_error("ranks end with different exit codes");
    }
    outcome.out += part.out;
    outcome.err += without_crowding(part.err);
  }
  outcome.seconds = now_s() - started_s;
  return outcome;
}

}  // namespace ebsnn::test
