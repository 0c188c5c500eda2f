#pragma once
// The errors that ebsnn throws, and the exit code that each of them leads to.

#include "core/printable.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

namespace ebsnn {

/// Exit status of a program.
enum class ExitCode : int {
  done = 0,
  failure = 1,      ///< any error not named below
  bad_input = 2,    ///< wrong usage or input
  interrupted = 3,  ///< state saved; run again to continue
};

/// Base of all errors. The message is complete: it names the file or option, the value and the
/// bound. Characters that a terminal would act on are escaped; line ends stay.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, ExitCode code = ExitCode::failure)
      : std::runtime_error(printable_lines(message)), code_(code) {}
  [[nodiscard]] ExitCode exit_code() const noexcept { return code_; }

  /// Whether all ranks throw this error together (set by `agree`). If not, the other ranks do not
  /// know of it and may be waiting.
  [[nodiscard]] bool agreed() const noexcept { return agreed_; }
  void set_agreed() noexcept { agreed_ = true; }

 private:
  ExitCode code_;
  bool agreed_ = false;
};

/// The user's data, files or options cannot be used as they are.
class InputError : public Error {
 public:
  explicit InputError(const std::string& message) : Error(message, ExitCode::bad_input) {}
};

/// A file could not be written or read back: full disk, missing permission, failing storage.
class StorageError : public Error {
 public:
  explicit StorageError(const std::string& message) : Error(message, ExitCode::failure) {}
};

/// The run was asked to stop (signal, time limit); everything needed to continue is saved.
class Interrupted : public Error {
 public:
  explicit Interrupted(const std::string& message) : Error(message, ExitCode::interrupted) {}
};

/// A membrane potential became NaN, infinite or absurdly large.
class NonFiniteState : public Error {
 public:
  /// `neuron` counts V1 first, then Inh; `step` in ms; `patch` counts presentations from 0.
  NonFiniteState(const std::string& message, int neuron, int step, std::int64_t patch)
      : Error(message, ExitCode::failure), neuron_(neuron), step_(step), patch_(patch) {}
  [[nodiscard]] int neuron() const noexcept { return neuron_; }
  [[nodiscard]] int step() const noexcept { return step_; }
  [[nodiscard]] std::int64_t patch() const noexcept { return patch_; }

 private:
  int neuron_;
  int step_;
  std::int64_t patch_;
};

}  // namespace ebsnn
