#pragma once
// Runs one piece of a study in this process.

#include "parallel/communicator.hpp"
#include "studies/piece.hpp"

#include <filesystem>

namespace ebsnn {

/// Whether the mark of a piece tells that this very command is done, and what it makes is there.
[[nodiscard]] bool is_done(const Piece& piece, const std::filesystem::path& study);

/// Collective among the ranks of `comm`. Calls the program of the piece, which itself continues or
/// skips what is there, keeps its predictions, and marks it as done. Unless `verbose`, only errors
/// of the program are shown. Throws InputError, Interrupted or Error, by the exit code of the
/// program, which has told the reason; StorageError.
void run_piece(Communicator& comm, const Piece& piece, const std::filesystem::path& study,
               bool verbose);

}  // namespace ebsnn
