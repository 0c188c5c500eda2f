#pragma once
// What all programs share: start of MPI, options, help, version, exit codes, and the only handler
// that catches all exceptions.

#include "network/parameters.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/progress.hpp"
#include "storage/provenance.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <string>

namespace ebsnn {

/// One program: declare options on `app`, then `run`.
class Program {
 public:
  /// `example` is a command line shown by --help.
  Program(std::string name, const std::string& summary, const std::string& example);

  [[nodiscard]] CLI::App& app() { return app_; }
  /// Adds one option per parameter of the model, in a group of their own.
  void add_model_options();

  /// Reads a command line and its --config file. Throws InputError if they are wrong,
  /// CLI::Success if only help or the version is asked for.
  void read_options(int argc, const char* const* argv);

  /// `base` with the parameters given as options or in --config, validated.
  [[nodiscard]] ModelParameters parameters(const ModelParameters& base) const;
  /// How much this rank prints.
  [[nodiscard]] Verbosity verbosity() const { return verbosity_; }
  /// Provenance of this run; the caller fills in data, network, seed and configuration.
  [[nodiscard]] const Provenance& provenance() const { return provenance_; }

  /// Starts MPI, checks that all ranks run the same program with the same options, reads the
  /// options, runs `body` on every rank, and turns an exception into one message and an exit code:
  /// 0 done, 2 wrong usage or input, 3 interrupted with state saved, 1 anything else.
  int run(int argc, char** argv, const std::function<void(Communicator&)>& body);

 private:
  void require_same_start(const Communicator& comm, int argc, char** argv) const;
  int parse(int argc, char** argv, const Communicator& comm);
  void start(const Communicator& comm, int argc, char** argv);

  std::string name_;
  CLI::App app_;
  std::map<std::string, double> given_parameters_;
  bool quiet_ = false;
  bool verbose_ = false;
  Verbosity verbosity_ = Verbosity::normal;
  Provenance provenance_;
};

}  // namespace ebsnn
