#include "program.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/shell_words.hpp"
#include "core/version.hpp"
#include "help_text.hpp"
#include "kernels/kernels.hpp"
#include "parallel/launcher.hpp"
#include "parallel/mpi_session.hpp"
#include "parallel/place.hpp"
#include "pipeline/log.hpp"
#include "standard_output.hpp"
#include "suggestion.hpp"
#include "toml_file.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string_view>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

std::string library_versions() {
  return fmt::format("HDF5 {}, {}, fmt {}.{}.{}, CLI11 {}", h5::library_version(),
                     mpi_library_version(), FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
                     FMT_VERSION % 100, CLI11_VERSION);
}

std::string version_text(const std::string& name) {
  return fmt::format("{} {}\ngit revision: {}\ninstruction set: {}\nlibraries: {}", name, version(),
                     git_revision(), instruction_set(), library_versions());
}

std::vector<std::string> words_of(int argc, const char* const* argv) { return {argv, argv + argc}; }

/// What somebody meant by options that there are not; empty where nothing is near.
std::string suggestions(const CLI::App& app) {
  std::string text;
  for (const std::string& word : app.remaining()) {
    const std::string name = word.substr(0, word.find('='));
    const std::string meant =
        name.starts_with("--") ? nearest_name(name.substr(2), option_names(app)) : "";
    text += meant.empty() ? "" : fmt::format("\n{}: did you mean --{}?", name, meant);
  }
  return text;
}

/// CLI11 would take the next word for the value of "--out=": an option, or what belongs to another.
void require_values(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") return;
    if (word.starts_with("--") && word.find('=') + 1 == word.size()) {
      throw CLI::ValidationError(fmt::format("{} has no value", printable(word)));
    }
  }
}

}  // namespace

/// What CLI11 needs, out of the sight of programs.
struct Program::Parser {
  Parser(const std::string& summary, const std::string& name) : app(summary, name) {}

  CLI::App app;
  OptionList options{app};
  TomlFile file{app};
};

Program::Program(std::string name, const std::string& summary, const std::string& example)
    : name_(std::move(name)), parser_(std::make_unique<Parser>(summary, name_)) {
  CLI::App& app = parser_->app;
  app.formatter(help_text());
  app.footer(
      fmt::format("Example:\n  {}\n\nExit codes: 0 done; 2 wrong usage or input; 3 interrupted, "
                  "state saved, run "
                  "again to continue; 1 anything else.",
                  example));
  app.set_config("--config", "",
                 "TOML file with the same names as the options; the command line wins");
  app.get_config_ptr()->check(CLI::ExistingFile);
  app.config_formatter(reader_for(parser_->file));
  OptionList& options = parser_->options;
  options
      .add_flag("--print-config", print_configuration_,
                "Print all options in force, as a file for --config, and end")
      ->configurable(false);
  app.set_version_flag(
      "--version", [this] { return version_text(name_); },
      "Version, git revision, instruction set in use, library versions");
  options.add_flag("-q,--quiet", quiet_, "Print only errors and results");
  options.add_flag("-v,--verbose", verbose_, "Print more");
  options
      .add_option("--color", log_.colour,
                  "Colour of warnings and errors: auto is on terminals, "
                  "unless the variable NO_COLOR is set")
      ->capture_default_str()
      ->check(one_of({"auto", "always", "never"}))
      ->configurable(false);
  options.add_option("--log-json", log_.json,
                     "Also add messages and progress to this file, one JSON object a line: time, "
                     "level, program, message, progress");
  app.allow_config_extras(CLI::config_extras_mode::error);
}

Program::~Program() = default;

OptionList& Program::options() { return parser_->options; }

void Program::add_model_options(ModelDefaults defaults) {
  const bool published = defaults == ModelDefaults::published;
  const auto add = [&](const ParameterInfo& info, const std::string& value) {
    const std::string name(info.name);
    CLI::Option* const option = parser_->app.add_option_function<double>(
        fmt::format("--{}", name),
        [this, name](double number) { given_parameters_[name] = number; },
        fmt::format("{}{}", info.summary, published ? "" : fmt::format(" (published: {})", value)));
    option->type_name(info.unit.empty() ? "NUMBER" : std::string(info.unit))
        ->default_str(published ? value : "")
        ->group(published ? "Model parameters (published values are the defaults)"
                          : "Model parameters (those of the network are the defaults)");
  };
  ModelParameters values;
  visit_parameters(
      values,
      [&](const ParameterInfo& info, double& value) { add(info, fmt::format("{}", value)); },
      [&](const ParameterInfo& info, int& value) { add(info, fmt::format("{}", value)); });
}

ModelParameters Program::parameters(const ModelParameters& base) const {
  ModelParameters parameters = base;
  for (const auto& [name, value] : given_parameters_) {
    set_parameter(parameters, name, value);
  }
  validate(parameters);
  return parameters;
}

std::string Program::configuration(const OptionValues& settled) const {
  return configuration_text(parser_->app, settled);
}

bool Program::on_command_line(const std::string& name) const {
  const CLI::Option& option = *parser_->app.get_option(fmt::format("--{}", name));
  return option.count() > 0 && !parser_->file.gave(option);
}

/// Collective. Nodes of a cluster may find different builds on their paths, and one mpirun can
/// start several command lines. Ranks that differ would give wrong results, or wait for each other
/// forever.
void Program::require_same_start(const Communicator& comm, int argc,
                                 const char* const* argv) const {
  require_same(comm, "program", fmt::format("{} {} ({})", name_, version(), git_revision()));
  require_same(comm, "command line", shell_line(words_of(argc - 1, argv + 1)));
}

/// What only a run requires may be missing where the configuration is printed.
void Program::parse_words(int argc, const char* const* argv) {
  CLI::App& app = parser_->app;
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError&) {
    if (!print_configuration_ || app.remaining_size() > 0) {
      throw;
    }
  }
}

std::optional<std::string> Program::read_options(int argc, const char* const* argv) {
  given_parameters_.clear();
  quiet_ = verbose_ = print_configuration_ = false;
  log_ = {};
  parser_->file.forget();
  try {
    require_values(argc, argv);
    parse_words(argc, argv);
    if (quiet_ && verbose_) {
      throw CLI::ValidationError("--quiet and --verbose exclude each other");
    }
    return print_configuration_ ? std::optional(configuration()) : std::nullopt;
  } catch (const CLI::Success& asked) {
    std::ostringstream text;
    parser_->app.exit(asked, text);
    return text.str();
  } catch (const CLI::ParseError& error) {
    throw InputError(
        fmt::format("{}{}\nSee {} --help.", error.what(), suggestions(parser_->app), name_));
  }
}

void Program::start(Communicator& comm, int argc, const char* const* argv, Logging& logging) {
  check_launcher(comm);
  verbosity_ = quiet_ ? Verbosity::quiet : verbose_ ? Verbosity::verbose : Verbosity::normal;
  if (!comm.is_root()) verbosity_ = Verbosity::silent;
  log_.enabled = comm.is_root();
  log_.quiet = quiet_;
  agree(comm, [&] { logging.start(log_); });
  require_same(comm, "configuration file (checksum)", parser_->file.checksum());
  for (const std::string& warning : launch_warnings(comm)) {
    log_warning(warning);
  }
  provenance_ = collect_provenance(comm, name_, words_of(argc, argv));
  provenance_.full_configuration = configuration();
  provenance_.instruction_set = instruction_set();
  provenance_.library_versions = library_versions();
}

namespace {

/// Tells batch scripts that the program is done. The exit code of the launcher can be 0 although it
/// started nothing.
void tell_done(const Communicator& comm) {
  const char* path = std::getenv("EBSNN_DONE_FILE");
  if (path != nullptr && comm.is_root()) {
    std::ofstream(path) << "done\n";
  }
}

}  // namespace

int Program::run(Communicator& comm, int argc, const char* const* argv,
                 const std::function<void()>& body) {
  Logging logging(name_);
  const auto fail = [&](const std::string& message, ExitCode code, bool agreed) {
    if (comm.is_root() || !agreed) {
      logging.end_with(code == ExitCode::interrupted ? "" : "error: ",
                       message + (agreed ? "" : place_of(comm)));
    }
    if (!agreed && comm.size() > 1) {
      comm.abort(static_cast<int>(code));
    }
    return static_cast<int>(code);
  };
  try {
    require_same_start(comm, argc, argv);
    std::optional<std::string> asked;
    agree(comm, [&] { asked = read_options(argc, argv); });
    if (!asked) {
      agree(comm, [&] { (void)instruction_set(); });
      start(comm, argc, argv, logging);
      body();
    } else if (comm.is_root()) {
      std::cout << *asked;
    }
    agree(comm, [] { flush_standard_output(); });
    if (!asked) {
      tell_done(comm);
    }
    return static_cast<int>(ExitCode::done);
  } catch (const Error& error) {
    return fail(error.what(), error.exit_code(), error.agreed());
  } catch (const std::exception& error) {
    return fail(error.what(), ExitCode::failure, false);
  }
}

}  // namespace ebsnn
