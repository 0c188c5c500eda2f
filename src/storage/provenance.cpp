#include "storage/provenance.hpp"

#include "core/host_name.hpp"
#include "core/version.hpp"

#include <fmt/chrono.h>

#include <chrono>

namespace ebsnn {
namespace {

struct TextField {
  const char* name;
  std::string Provenance::*value;
};

constexpr TextField kTextFields[] = {
    {"program", &Provenance::program},
    {"version", &Provenance::version},
    {"git_revision", &Provenance::git_revision},
    {"command_line", &Provenance::command_line},
    {"configuration", &Provenance::configuration},
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

}  // namespace

Provenance collect_provenance(const Communicator& comm, const std::string& program,
                              const std::string& command_line) {
  Provenance provenance;
  provenance.program = program;
  provenance.version = version();
  provenance.git_revision = git_revision();
  provenance.command_line = of_root(comm, command_line);
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
  file.write_count("/", "seed", stamped.seed);
  file.write_count("/", "ranks", static_cast<std::uint64_t>(stamped.ranks));
}

Provenance read_provenance(const h5::File& file) {
  Provenance provenance;
  for (const TextField& field : kTextFields) {
    provenance.*field.value = file.read_text("/", field.name);
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
