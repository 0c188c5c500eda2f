#pragma once
// Origin of a file: attributes of its root, the same in every output.

#include "h5/file.hpp"
#include "parallel/communicator.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ebsnn {

/// Everything except ranks, instruction_set, host and the times is the same when the same run is
/// repeated.
struct Provenance {
  std::string program;  ///< e.g. "ebsnn_eval"
  std::string version;  ///< of the release
  std::string git_revision;
  std::vector<std::string> arguments;  ///< of the program, its name first; empty in older files
  std::string command_line;            ///< the arguments, quoted for a POSIX shell
  /// All options in force, given or not, as a file for --config: the attribute "configuration".
  std::string full_configuration;
  /// "name = value" lines of everything that the content depends on besides seed, data and network.
  /// In older files they are the attribute "configuration".
  std::string depends_on;
  std::uint64_t seed = 0;
  std::string data_checksum;     ///< 16 hexadecimal digits; empty if no data were used
  std::string network_checksum;  ///< likewise
  int ranks = 1;
  std::string instruction_set;
  std::string library_versions;  ///< "HDF5 1.10.8, Open MPI ..., ..."
  std::string host;
  std::string start_time;  ///< ISO 8601, UTC
  std::string end_time;    ///< of writing; set by write_provenance where empty

  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// Collective: arguments, version, revision, ranks, host and start time of the root, on all ranks
/// (in a shared file all ranks must write the same). The caller fills in the rest.
[[nodiscard]] Provenance collect_provenance(const Communicator& comm, const std::string& program,
                                            const std::vector<std::string>& arguments);

/// Writes one attribute per field to the root of the file; `end_time` is now. Collective in a
/// shared file.
void write_provenance(h5::File& file, const Provenance& provenance);

/// Throws InputError if an attribute is missing.
[[nodiscard]] Provenance read_provenance(const h5::File& file);

/// Now, ISO 8601, UTC.
[[nodiscard]] std::string timestamp();

}  // namespace ebsnn
