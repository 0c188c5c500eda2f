#pragma once
// What all programs share: options, help, version, exit codes, and the only handler that catches
// all exceptions.

#include "configuration_text.hpp"
#include "logging.hpp"
#include "network/parameters.hpp"
#include "option_list.hpp"
#include "parallel/communicator.hpp"
#include "pipeline/progress.hpp"
#include "pipeline/run_context.hpp"
#include "program_body.hpp"
#include "storage/provenance.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace ebsnn {

/// One program: declare `options()`, then `run`.
class Program {
 public:
  /// `example` is a command line shown by --help.
  Program(std::string name, const std::string& summary, const std::string& example);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] OptionList& options();
  /// The defaults of the parameters of the model.
  enum class ModelDefaults { published, of_network };
  /// Adds one option per parameter of the model, in a group of their own.
  void add_model_options(ModelDefaults defaults = ModelDefaults::published);

  /// Reads a command line and its --config file. Returns the text to print if only help, the version
  /// or the configuration is asked for, else nothing. Throws InputError if they are wrong.
  [[nodiscard]] std::optional<std::string> read_options(int argc, const char* const* argv);

  /// `base` with the parameters given as options or in --config, validated.
  [[nodiscard]] ModelParameters parameters(const ModelParameters& base) const;
  /// All options in force, as a file for --config. `settled` are values of options that were not
  /// given and that the program has determined since.
  [[nodiscard]] std::string configuration(const OptionValues& settled = {}) const;
  /// Whether the command line itself, and not --config, gives this option, e.g. "seed".
  [[nodiscard]] bool on_command_line(const std::string& name) const;
  /// How much this rank prints.
  [[nodiscard]] Verbosity verbosity() const { return verbosity_; }
  /// Provenance of this run; the caller fills in data, network, seed and what the content depends
  /// on.
  [[nodiscard]] const Provenance& provenance() const { return provenance_; }
  /// All of this for the steps of a run that ends after `max_hours` from now on; 0: never.
  [[nodiscard]] RunContext context(Communicator& comm, double max_hours) const {
    return {comm, StopCondition(max_hours), verbosity_, provenance_};
  }

  /// Collective. Checks that all ranks run the same program with the same options, reads the
  /// options, runs `body` on every rank, and turns an exception into one message and an exit code:
  /// see ProgramBody.
  int run(Communicator& comm, int argc, const char* const* argv, const std::function<void()>& body);

 private:
  struct Parser;

  void require_same_start(const Communicator& comm, int argc, const char* const* argv) const;
  void parse_words(int argc, const char* const* argv);
  void start(Communicator& comm, int argc, const char* const* argv, Logging& logging);

  std::string name_;
  std::unique_ptr<Parser> parser_;
  std::map<std::string, double> given_parameters_;
  bool print_configuration_ = false;
  bool quiet_ = false;
  bool verbose_ = false;
  LogChoice log_;
  Verbosity verbosity_ = Verbosity::normal;
  Provenance provenance_;
};

}  // namespace ebsnn
