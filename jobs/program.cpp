#include "program.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/version.hpp"
#include "kernels/kernels.hpp"
#include "parallel/mpi_session.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <memory>
#include <sstream>
#include <string_view>

namespace ebsnn {
namespace {

constexpr int kAsked = -1;  // the options are valid: continue

/// Puts "warning: " before warnings, and nothing before other messages.
class WarningFlag : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
              spdlog::memory_buf_t& out) override {
    constexpr std::string_view kText = "warning: ";
    if (message.level == spdlog::level::warn) {
      out.append(kText.data(), kText.data() + kText.size());
    }
  }
  [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<WarningFlag>();
  }
};

/// The part of TOML that options need. CLI11 reads sections too, as subcommands, and then uses
/// memory that grows with the square of the file. The programs have no subcommands.
class OptionsFile : public CLI::ConfigTOML {
 public:
  [[nodiscard]] std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    std::string all;
    std::size_t number = 1;
    for (std::string line; std::getline(input, line); ++number) {
      if (CLI::detail::trim(line).starts_with('[')) {
        throw InputError(
            fmt::format("--config: line {}: {} begins a section, but options are not in sections",
                        number, line));
      }
      all += line + '\n';
    }
    std::istringstream lines(all);
    return CLI::ConfigTOML::from_config(lines);
  }
};

std::string library_versions() {
  return fmt::format("HDF5 {}, {}, fmt {}.{}.{}, CLI11 {}", h5::library_version(),
                     mpi_library_version(), FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
                     FMT_VERSION % 100, CLI11_VERSION);
}

std::string version_text(const std::string& name) {
  return fmt::format("{} {}\ngit revision: {}\ninstruction set: {}\nlibraries: {}", name, version(),
                     git_revision(), instruction_set(), library_versions());
}

std::string quoted(int argc, char** argv) {
  std::string line;
  for (int i = 0; i < argc; ++i) {
    const std::string word = argv[i];
    const bool plain = !word.empty() && word.find_first_of(" \t\"'\\$") == std::string::npos;
    line += (i == 0 ? "" : " ") + (plain ? word : fmt::format("'{}'", word));
  }
  return line;
}

/// Checksum of the file given as --config; "none" without one.
std::string checksum_of_configuration(const CLI::App& app) {
  const std::vector<std::string> names = app.get_config_ptr()->results();
  if (names.empty()) {
    return "none";
  }
  std::ostringstream text;
  text << std::ifstream(names.front(), std::ios::binary).rdbuf();
  return hex(checksum_of(text.str()));
}

}  // namespace

Program::Program(std::string name, const std::string& summary, const std::string& example)
    : name_(std::move(name)), app_(summary, name_) {
  app_.footer(
      fmt::format("Example:\n  {}\n\nExit codes: 0 done; 2 wrong usage or input; 3 interrupted, "
                  "state saved, run "
                  "again to go on; 1 anything else.",
                  example));
  app_.set_config("--config", "",
                  "TOML file with the same names as the options; the command line wins");
  app_.get_config_ptr()->check(CLI::ExistingFile);
  app_.config_formatter(std::make_shared<OptionsFile>());
  app_.set_version_flag(
      "--version", [this] { return version_text(name_); },
      "Version, git revision, instruction set in use, library versions");
  app_.add_flag("--quiet", quiet_, "Print only errors and results");
  app_.add_flag("-v,--verbose", verbose_, "Print more");
  app_.allow_config_extras(CLI::config_extras_mode::error);
}

void Program::add_model_options() {
  ModelParameters defaults;
  const auto add = [this](const ParameterInfo& info, const std::string& value) {
    const std::string name(info.name);
    app_.add_option_function<double>(
            "--" + name, [this, name](double number) { given_parameters_[name] = number; },
            std::string(info.summary))
        ->type_name(info.unit.empty() ? "NUMBER" : std::string(info.unit))
        ->default_str(value)
        ->group("Model parameters (published values are the defaults)");
  };
  visit_parameters(
      defaults,
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

/// Collective. Nodes of a cluster may find different builds on their paths, and one mpirun can
/// start several command lines. Ranks that differ would give wrong results, or wait for each other
/// forever.
void Program::require_same_start(const Communicator& comm, int argc, char** argv) const {
  require_same(comm, "program", fmt::format("{} {} ({})", name_, version(), git_revision()));
  require_same(comm, "command line", quoted(argc - 1, argv + 1));
}

void Program::read_options(int argc, const char* const* argv) {
  given_parameters_.clear();
  quiet_ = verbose_ = false;
  try {
    app_.parse(argc, argv);
    if (quiet_ && verbose_) {
      throw CLI::ValidationError("--quiet and --verbose exclude each other");
    }
  } catch (const CLI::Success&) {
    throw;
  } catch (const CLI::ParseError& error) {
    throw InputError(fmt::format("{}\nSee {} --help.", error.what(), name_));
  }
}

/// Returns an exit code, or kAsked to continue. Throws InputError.
int Program::parse(int argc, char** argv, const Communicator& comm) {
  try {
    read_options(argc, argv);
    return kAsked;
  } catch (const CLI::Success& asked) {
    return comm.is_root() ? app_.exit(asked) : 0;
  }
}

void Program::start(const Communicator& comm, int argc, char** argv) {
  check_launcher(comm);
  verbosity_ = quiet_ ? Verbosity::quiet : verbose_ ? Verbosity::verbose : Verbosity::normal;
  auto logger = spdlog::stderr_color_mt(name_);
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<WarningFlag>('*').set_pattern("%n: %*%v");
  logger->set_formatter(std::move(formatter));
  logger->set_level(quiet_ ? spdlog::level::err : spdlog::level::info);
  if (!comm.is_root()) {
    verbosity_ = Verbosity::silent;
    logger->set_level(spdlog::level::off);
  }
  spdlog::set_default_logger(logger);
  require_same(comm, "configuration file (checksum)", checksum_of_configuration(app_));
  for (const std::string& warning : launch_warnings(comm)) {
    spdlog::warn("{}", warning);
  }
  provenance_ = collect_provenance(comm, name_, quoted(argc, argv));
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

int Program::run(int argc, char** argv, const std::function<void(Communicator&)>& body) {
  MpiSession session(argc, argv);
  Communicator& comm = session.world();
  const auto fail = [&](const std::string& message, ExitCode code, bool agreed) {
    if (comm.is_root() || !agreed) {
      fmt::print(stderr, "{}: {}{}\n", name_,
                 code == ExitCode::interrupted ? "" : "error: ", message);
      std::fflush(stderr);
    }
    if (!agreed && comm.size() > 1) {
      comm.abort(static_cast<int>(code));
    }
    return static_cast<int>(code);
  };
  try {
    require_same_start(comm, argc, argv);
    int code = kAsked;
    agree(comm, [&] { code = parse(argc, argv, comm); });
    if (code != kAsked) {
      return code;
    }
    agree(comm, [&] { (void)instruction_set(); });
    start(comm, argc, argv);
    body(comm);
    tell_done(comm);
    return static_cast<int>(ExitCode::done);
  } catch (const Error& error) {
    return fail(error.what(), error.exit_code(), error.agreed());
  } catch (const std::exception& error) {
    return fail(error.what(), ExitCode::failure, false);
  }
}

}  // namespace ebsnn
