#include "storage/provenance.hpp"

#include "core/host_name.hpp"
#include "core/shell_words.hpp"
#include "core/version.hpp"

#include <fmt/chrono.h>

#include <chrono>
#include <sstream>

namespace ebsnn {
namespace {

constexpr const char* kConfiguration = "configuration";
constexpr const char* kDependsOn = "depends_on";
constexpr const char* kArguments = "arguments";

struct TextField {
  const char* name;
  std::string Provenance::*value;
};

constexpr TextField kTextFields[] = {
    {"program", &Provenance::program},
    {"version", &Provenance::version},
    {"git_revision", &Provenance::git_revision},
    {"command_line", &Provenance::command_line},
    {kConfiguration, &Provenance::full_configuration},
    {"data_checksum", &Provenance::data_checksum},
    {"network_checksum", &Provenance::network_checksum},
    {"instruction_set", &Provenance::instruction_set},
    {"library_versions", &Provenance::library_versions},
    {"host", &Provenance::host},
    {"start_time", &Provenance::start_time},
    {"end_time", &Provenance::end_time},
};

std::string of_root(const Communicator& comm, const std::string& text) {
  Bytes bytes(text.begin(), text.end());
  comm.broadcast(bytes);
  return {bytes.begin(), bytes.end()};
}

/// A zero byte, which no argument holds, ends each.
std::vector<std::string> of_root(const Communicator& comm, const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) {
    all += text + '\0';
  }
  std::vector<std::string> shared;
  std::istringstream stream(of_root(comm, all));
  for (std::string text; std::getline(stream, text, '\0');) {
    shared.push_back(text);
  }
  return shared;
}

}  // namespace

Provenance collect_provenance(const Communicator& comm, const std::string& program,
                              const std::vector<std::string>& arguments) {
  Provenance provenance;
  provenance.program = program;
  provenance.version = version();
  provenance.git_revision = git_revision();
  provenance.arguments = of_root(comm, arguments);
  provenance.command_line = shell_line(provenance.arguments);
  provenance.ranks = comm.size();
  provenance.host = of_root(comm, host_name());
  provenance.start_time = of_root(comm, timestamp());
  return provenance;
}

void write_provenance(h5::File& file, const Provenance& provenance) {
  Provenance stamped = provenance;
  if (stamped.end_time.empty()) {
    stamped.end_time = timestamp();
  }
  for (const TextField& field : kTextFields) {
    file.write_text("/", field.name, stamped.*field.value);
  }
  file.write_text("/", kDependsOn, stamped.depends_on);
  file.write_texts("/", kArguments, stamped.arguments);
  file.write_count("/", "seed", stamped.seed);
  file.write_count("/", "ranks", static_cast<std::uint64_t>(stamped.ranks));
}

Provenance read_provenance(const h5::File& file) {
  Provenance provenance;
  for (const TextField& field : kTextFields) {
    provenance.*field.value = file.read_text("/", field.name);
  }
  provenance.depends_on = file.has_attribute("/", kDependsOn) ? file.read_text("/", kDependsOn)
                                                              : provenance.full_configuration;
  if (file.has_attribute("/", kArguments)) {
    provenance.arguments = file.read_texts("/", kArguments);
  }
  provenance.seed = file.read_count("/", "seed");
  provenance.ranks = static_cast<int>(file.read_count("/", "ranks"));
  return provenance;
}

std::string timestamp() {
  return fmt::format(
      "{:%Y-%m-%dT%H:%M:%SZ}",
      fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
}

}  // namespace ebsnn
