#include "unit/layers/layer_rules.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <sstream>
#include <string_view>

namespace ebsnn::test {
namespace {

using Names = std::set<std::string>;

struct Library {
  std::string name;                   // in the table
  std::vector<std::string> prefixes;  // of its headers
  bool in_cpp_files_only = false;     // its header includes more than others should see
};

const std::vector<Library>& owned_libraries() {
  static const std::vector<Library> libraries = {
      {"Random123", {"Random123/"}, false},
      {"xxHash", {"xxhash", "xxh3"}, false},
      {"Highway", {"hwy/"}, false},
      {"libzip", {"zip.h", "zipconf.h"}, false},
      {"zlib", {"zlib.h"}, false},
      {"Eigen", {"Eigen/", "unsupported/Eigen", "eigen3/"}, false},
      {"linear.h", {"linear.h", "liblinear/"}, false},
      {"mpi.h", {"mpi.h", "mpi-ext.h", "mpio.h", "openmpi/"}, true},
      {"Boost.Math", {"boost/math/"}, false},
      {"Boost.Serialization",
       {"boost/archive/", "boost/iostreams/", "boost/serialization/"},
       false},
      {"hdf5.h", {"hdf5", "H5"}, true},
  };
  return libraries;
}

// Headers that all may include besides the standard library, and those that only the upper folders
// may include.
const Names kPosix = {"fcntl.h",        "pwd.h",         "sched.h",     "signal.h",   "sys/file.h",
                      "sys/random.h",   "unistd.h",      "sys/mman.h",  "sys/stat.h", "sys/ioctl.h",
                      "sys/resource.h", "sys/statvfs.h", "sys/types.h", "sys/wait.h"};
const Names kPrograms = {"jobs", "tools"};
const std::map<std::string, Names> kUpperLibraries = {
    {"CLI/", {"jobs"}}, {"toml++/", {"studies", "jobs"}}, {"spdlog/", {"pipeline", "jobs"}}};

// Headers that only some of the users of their room may include.
const std::map<std::string, Names> kRestrictedHeaders = {
    {"parallel/environment.hpp", {"parallel"}},
    {"parallel/launcher.hpp", {"parallel", "jobs", "tools"}},
    {"parallel/mpi_session.hpp", {"parallel", "jobs", "tools"}},
    {"parallel/world.hpp", {"parallel", "jobs", "tools"}},
    {"parallel/mpi_communicator.hpp", {"parallel"}},
    {"parallel/archive.hpp", {"parallel", "pipeline", "analysis", "jobs", "tools"}},
    {"corruption/transforms.hpp", {"corruption"}},
    {"h5/detail.hpp", {"h5"}},
    {"h5/structure.hpp", {"h5"}},
};

// Headers that the build writes.
const std::map<std::string, std::string> kGeneratedHeaders = {{"ebsnn_revision.hpp", "core"}};

std::string trimmed(std::string text) {
  std::erase(text, '`');
  const auto first = text.find_first_not_of(' ');
  const auto last = text.find_last_not_of(' ');
  return first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) {
    parts.push_back(trimmed(part));
  }
  return parts;
}

std::string joined(const Names& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

/// Rooms in a cell such as "core, events" or "all above; sees ...", for a row below `above`.
Names allowed_rooms(const std::string& cell, const Names& above) {
  Names allowed;
  for (const std::string& item : split(cell.substr(0, cell.find(';')), ',')) {
    if (item == "all above") {
      allowed.insert(above.begin(), above.end());
    } else if (above.contains(item)) {
      allowed.insert(item);
    } else if (item != "standard library" && item != "fmt") {
      throw TableError("may include: '" + item + "' is no room of a row above");
    }
  }
  return allowed;
}

/// Adds a cell such as "Random123, xxHash" or "Eigen (with readout)" to the owners.
void add_owned(const std::string& cell, const std::string& room,
               std::map<std::string, Names>& owners) {
  static const std::regex pattern(R"(([^ ]+)(?: \(with ([a-z0-9]+)\))?)");
  for (const std::string& item : split(cell, ',')) {
    std::smatch match;
    const bool read = std::regex_match(item, match, pattern);
    if (!read || std::ranges::find(owned_libraries(), match[1].str(), &Library::name) ==
                     owned_libraries().end()) {
      throw TableError("alone owns: '" + item + "' is unknown to the check in tests/unit/layers");
    }
    owners[match[1]].insert(room);
    if (match[2].matched) {
      owners[match[1]].insert(match[2]);
    }
  }
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes) {
  return std::ranges::any_of(prefixes,
                             [&](const std::string& prefix) { return text.starts_with(prefix); });
}

bool is_standard(const std::string& header) {
  return header.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == std::string::npos;
}

/// The part of the source tree that a file belongs to: a room of src/, "jobs" or "tools".
std::string part_of(const std::string& path) {
  const auto parts = split(path, '/');
  return parts.at(parts.at(0) == "src" ? 1 : 0);
}

struct Include {
  std::string header;
  bool quoted = false;
};

/// Why `part` may not include the header of an owned library; empty if it may, or if the header is
/// not one of those.
std::optional<std::string> owned_breach(const Layers& layers, const std::string& part,
                                        const std::string& path, const Include& include) {
  for (const Library& library : owned_libraries()) {
    if (starts_with_any(include.header, library.prefixes)) {
      const Names& owners = layers.owners.at(library.name);
      if (!owners.contains(part)) {
        return library.name + " belongs to " + joined(owners) + " alone";
      }
      if (library.in_cpp_files_only && !path.ends_with(".cpp")) {
        return library.name + " may be seen by .cpp files only";
      }
    }
  }
  return std::nullopt;
}

bool is_owned(const Include& include) {
  return std::ranges::any_of(owned_libraries(), [&](const Library& library) {
    return starts_with_any(include.header, library.prefixes);
  });
}

/// The same for a header of this project in `room`.
std::optional<std::string> room_breach(const Layers& layers, const std::string& part,
                                       const std::string& room, const Include& include) {
  const auto restricted = kRestrictedHeaders.find(include.header);
  if (restricted != kRestrictedHeaders.end() && !restricted->second.contains(part)) {
    return "this header is for " + joined(restricted->second) + " only";
  }
  if (!kPrograms.contains(part) && !layers.rooms.at(part).contains(room)) {
    return part + " may include " + joined(layers.rooms.at(part)) + " only";
  }
  return std::nullopt;
}

/// The same for all other headers: standard library, operating system, other libraries, generated
/// and misspelt ones.
std::optional<std::string> other_breach(const std::string& part, const Include& include) {
  if (include.quoted) {
    const auto generated = kGeneratedHeaders.find(include.header);
    const bool known = generated != kGeneratedHeaders.end() && generated->second == part;
    return known || kPrograms.contains(part)
               ? std::nullopt
               : std::optional<std::string>("headers of ours are included as \"room/file.hpp\"");
  }
  for (const auto& [prefix, users] : kUpperLibraries) {
    if (include.header.starts_with(prefix)) {
      return users.contains(part) ? std::nullopt
                                  : std::optional("this library is for " + joined(users) + " only");
    }
  }
  if (is_standard(include.header) || kPosix.contains(include.header) ||
      include.header.starts_with("fmt/")) {
    return std::nullopt;
  }
  return "no room owns this library; the table in src/README.md says who owns which";
}

std::optional<std::string> breach(const Layers& layers, const std::string& path,
                                  const Include& include) {
  const std::string part = part_of(path);
  if (!kPrograms.contains(part) && !layers.rooms.contains(part)) {
    return "src/" + part + " is no room of the table in src/README.md";
  }
  if (include.header.find("..") != std::string::npos) {
    return "a path with .. goes round the table";
  }
  if (is_owned(include)) {
    return owned_breach(layers, part, path, include);
  }
  const std::string room = include.header.substr(0, include.header.find('/'));
  if (layers.rooms.contains(room)) {
    return room_breach(layers, part, room, include);
  }
  return other_breach(part, include);
}

}  // namespace

Layers read_layers(const std::string& readme) {
  Layers layers;
  Names above;
  std::istringstream lines(readme);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `")) {
      continue;
    }
    const auto cells = split(line, '|');  // the first is what comes before the line's first bar
    if (cells.size() != 5) {
      throw TableError("row with other than 4 cells: " + line);
    }
    const std::string& room = cells[1];
    Names allowed = allowed_rooms(cells[3], above);
    allowed.insert(room);
    above.insert(room);
    layers.rooms[room] = std::move(allowed);
    add_owned(cells[4], room, layers.owners);
  }
  for (const Library& library : owned_libraries()) {
    if (!layers.owners.contains(library.name)) {
      throw TableError("no room owns " + library.name);
    }
  }
  return layers;
}

std::vector<std::string> breaches(const Layers& layers, const std::string& path,
                                  const std::string& text) {
  static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
  std::vector<std::string> found;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::smatch match;
    if (!std::regex_match(line, match, pattern)) {
      continue;
    }
    const Include include{match[2], match[1] == "\""};
    if (const auto reason = breach(layers, path, include)) {
      found.push_back(path + ":" + std::to_string(number) + ": includes " + include.header +
                      ", but " + *reason);
    }
  }
  return found;
}

}  // namespace ebsnn::test
