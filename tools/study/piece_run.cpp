#include "study/piece_run.hpp"

#include "core/error.hpp"
#include "core/file_text.hpp"
#include "core/shell_words.hpp"
#include "eval_program.hpp"
#include "measure_program.hpp"
#include "pipeline/stop.hpp"
#include "program.hpp"
#include "storage/atomic_file.hpp"
#include "study/quiet_call.hpp"
#include "train_program.hpp"
#include "vary_program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

ProgramBody body_of(const std::string& program) {
  static const std::map<std::string, ProgramBody> kPrograms{{"ebsnn_eval", eval_program},
                                                            {"ebsnn_measure", measure_program},
                                                            {"ebsnn_train", train_program},
                                                            {"ebsnn_vary", vary_program}};
  return kPrograms.at(program);
}

int call(Communicator& comm, const Piece& piece, const std::filesystem::path& study, bool verbose) {
  std::vector<std::string> line = piece.command(study);
  if (!verbose) line.emplace_back("--quiet");
  std::vector<const char*> words;
  words.reserve(line.size() + 1);
  for (const std::string& word : line) words.push_back(word.c_str());
  words.push_back(nullptr);
  const QuietCall quiet(!verbose);
  return body_of(piece.program)(comm, static_cast<int>(line.size()), words.data());
}

[[noreturn]] void fail(const Piece& piece, const std::filesystem::path& study, int code) {
  if (code == static_cast<int>(ExitCode::interrupted)) {
    throw Interrupted(
        fmt::format("stopped in the piece {}; the same command continues", piece.name));
  }
  const std::vector<std::string> line = piece.command(study);
  const std::string message =
      fmt::format("the piece {} ended with exit code {}; the reason is above, the command is: {}",
                  piece.name, code, shell_line(line));
  if (code == static_cast<int>(ExitCode::bad_input)) throw InputError(message);
  throw Error(message);
}

/// Gives the predictions of this readout a name of their own, before the next readout replaces the
/// file. A second name for the same file takes no space.
void keep_predictions(const std::filesystem::path& kept) {
  const std::filesystem::path last = kept.parent_path().parent_path() / "predictions.h5";
  std::filesystem::create_directories(kept.parent_path());
  std::error_code error;
  std::filesystem::remove(kept, error);
  std::filesystem::create_hard_link(last, kept, error);
  if (error) write_file_atomically(kept, file_text(last, std::filesystem::file_size(last)));
}

}  // namespace

bool is_done(const Piece& piece, const std::filesystem::path& study) {
  const auto is_there = [&](const std::filesystem::path& file) {
    return std::filesystem::exists(study / file);
  };
  return is_there(piece.mark) && file_text(study / piece.mark) == piece.checksum + '\n' &&
         std::ranges::all_of(piece.makes, is_there);
}

void run_piece(Communicator& comm, const Piece& piece, const std::filesystem::path& study,
               bool verbose) {
  const int code = call(comm, piece, study, verbose);
  // A program that has no state to save, such as ebsnn_measure, ends with an error when stopped.
  agree(comm, [&] {
    if (code == static_cast<int>(ExitCode::failure) && !StopCondition().reason().empty()) {
      fail(piece, study, static_cast<int>(ExitCode::interrupted));
    }
  });
  agree(comm, [&] {
    if (code != static_cast<int>(ExitCode::done)) fail(piece, study, code);
    if (!comm.is_root()) return;
    if (!piece.keep_predictions.empty()) keep_predictions(study / piece.keep_predictions);
    write_file_atomically(study / piece.mark, piece.checksum + '\n');
  });
}

}  // namespace ebsnn
