#include "study/stage_run.hpp"

#include "core/error.hpp"
#include "core/partition.hpp"
#include "core/standard_error.hpp"
#include "parallel/archive.hpp"
#include "pipeline/log.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/stop.hpp"
#include "study/piece_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

namespace ebsnn {
namespace {

using Places = std::vector<std::size_t>;

void require_needs(const std::vector<Piece>& pieces, const Places& places,
                   const std::filesystem::path& study) {
  const std::set<std::size_t> will_be_done(places.begin(), places.end());
  for (const std::size_t place : places) {
    for (const std::size_t need : pieces[place].needs) {
      if (!will_be_done.contains(need) && !is_done(pieces[need], study)) {
        throw InputError(fmt::format("{} needs {}, which is not done: run --stage {} first",
                                     pieces[place].name, pieces[need].name,
                                     info_of(pieces[need].stage).name));
      }
    }
  }
}

/// Collective. What is to be done in this stage, as the root sees the disk.
Places to_do(Communicator& comm, const std::vector<Piece>& pieces, const Places& chosen,
             const StageRunOptions& options) {
  Places places;
  agree(comm, [&] {
    if (!comm.is_root()) return;
    std::ranges::copy_if(chosen, std::back_inserter(places), [&](std::size_t place) {
      return options.verify || !is_done(pieces[place], options.study);
    });
    require_needs(pieces, places, options.study);
  });
  broadcast_object(comm, places);
  return places;
}

/// Runs one piece and tells how long it took. `number` counts from 1.
void run_and_tell(Communicator& comm, const Piece& piece, std::size_t number, std::size_t of,
                  const StageRunOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  run_piece(comm, piece, options.study, options.verbose);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (!comm.is_root() || options.quiet) return;
  say(fmt::format("ebsnn_study: {} of {}: {}: {}\n", number, of, piece.name,
                  duration_text(taken.count())));
}

void require_no_stop(const StopCondition& stop) {
  const std::string reason = stop.reason();
  if (!reason.empty()) {
    throw Interrupted(fmt::format("stopped by {}; the same command continues", reason));
  }
}

/// The pieces of `left` that need none of the others in it.
Places ready_of(const std::vector<Piece>& pieces, const Places& left) {
  Places ready;
  std::ranges::copy_if(left, std::back_inserter(ready), [&](std::size_t place) {
    return std::ranges::none_of(pieces[place].needs, [&](std::size_t need) {
      return std::ranges::find(left, need) != left.end();
    });
  });
  return ready;
}

/// Collective: each rank does every size()-th piece of those that are ready, until none is left.
void run_apart(Communicator& comm, const std::vector<Piece>& pieces, Places left,
               const StageRunOptions& options) {
  const std::size_t all = left.size();
  const StopCondition stop;
  const std::unique_ptr<Communicator> alone = make_local_communicator();
  const auto ranks = static_cast<std::size_t>(comm.size());
  while (!left.empty()) {
    const Places ready = ready_of(pieces, left);
    const std::size_t before = all - left.size();
    agree(comm, [&] {
      for (auto i = static_cast<std::size_t>(comm.rank()); i < ready.size(); i += ranks) {
        if (comm.stop_raised()) return;
        require_no_stop(stop);
        run_and_tell(*alone, pieces[ready[i]], before + i + 1, all, options);
      }
    });
    std::erase_if(
        left, [&](std::size_t place) { return std::ranges::find(ready, place) != ready.end(); });
  }
}

/// Collective: all ranks do one piece after the other.
void run_together(Communicator& comm, const std::vector<Piece>& pieces, const Places& places,
                  const StageRunOptions& options) {
  const StopCondition stop;
  for (std::size_t i = 0; i < places.size(); ++i) {
    agree(comm, [&] { require_no_stop(stop); });
    run_and_tell(comm, pieces[places[i]], i + 1, places.size(), options);
  }
}

}  // namespace

std::vector<std::size_t> pieces_in(const std::vector<Piece>& pieces, Stage stage,
                                   const std::optional<Task>& task) {
  Places places;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].stage == stage) places.push_back(i);
  }
  if (!task) return places;
  const Block block = block_of(places.size(), task->number - 1, task->of);
  const auto first = places.begin() + static_cast<std::ptrdiff_t>(block.first);
  return {first, first + static_cast<std::ptrdiff_t>(block.count)};
}

void run_stage(Communicator& comm, const std::vector<Piece>& pieces, Stage stage,
               const StageRunOptions& options) {
  const Places chosen = pieces_in(pieces, stage, options.task);
  const Places places = to_do(comm, pieces, chosen, options);
  if (!chosen.empty()) {
    log_info(fmt::format("{}: {} pieces, {} done already", info_of(stage).name, chosen.size(),
                         chosen.size() - places.size()));
  }
  if (info_of(stage).one_rank) {
    run_apart(comm, pieces, places, options);
  } else {
    run_together(comm, pieces, places, options);
  }
}

}  // namespace ebsnn
