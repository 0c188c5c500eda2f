#pragma once
// Who may include what: the table in src/README.md as rules, and a check of source text against
// them. Internal to this test. Only #include lines are looked at; linking is the build's business.

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace ebsnn::test {

/// The table. Keys are names as the table has them.
struct Layers {
  std::map<std::string, std::set<std::string>>
      rooms;  ///< room -> rooms it may include, itself among them
  std::map<std::string, std::set<std::string>>
      owners;  ///< library -> rooms that may include its headers
};

/// The table cannot be read: a row, room or library that the check does not know.
class TableError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads the table from the text of src/README.md.
Layers read_layers(const std::string& readme);

/// What the file at `path` ("src/events/nmnist.cpp", "jobs/ebsnn_train.cpp") with this `text`
/// includes against the rules; one message a breach, with path, line and reason.
std::vector<std::string> breaches(const Layers& layers, const std::string& path,
                                  const std::string& text);

}  // namespace ebsnn::test
