#pragma once
// Runs the pieces of one stage on all ranks.

#include "parallel/communicator.hpp"
#include "pipeline/unit.hpp"
#include "studies/piece.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn {

struct StageRunOptions {
  std::filesystem::path study;
  std::optional<Task> task;  ///< only this share of the pieces
  bool verify = false;       ///< run pieces that are marked as done as well
  bool verbose = false;
  bool quiet = false;
};

/// Places of the pieces of a stage, or of those of one task.
[[nodiscard]] std::vector<std::size_t> pieces_in(const std::vector<Piece>& pieces, Stage stage,
                                                 const std::optional<Task>& task);

/// Collective. Runs those pieces of a stage that are not done. Pieces for one rank each are spread
/// over the ranks, others are done by all ranks together. Throws InputError naming a piece that is
/// needed, but neither done nor among those to run, and what run_piece() throws.
void run_stage(Communicator& comm, const std::vector<Piece>& pieces, Stage stage,
               const StageRunOptions& options);

}  // namespace ebsnn
