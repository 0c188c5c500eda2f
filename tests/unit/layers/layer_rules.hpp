#pragma once
// Who may include what: the table in src/README.md as rules, and a check of source text against
// them. Internal to this test. Only #include lines are checked; the build checks linking.

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace ebsnn::test {

/// The table. Keys are the names in the table.
struct Layers {
  std::map<std::string, std::set<std::string>>
      rooms;  ///< room -> rooms it may include, including itself
  std::map<std::string, std::set<std::string>>
      owners;  ///< library -> rooms that may include its headers
};

/// The table cannot be read: it has a row, room or library that the check does not know.
class TableError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads the table from the text of src/README.md.
Layers read_layers(const std::string& readme);

/// Breaches of the rules by the includes of the file at `path` ("src/events/nmnist.cpp",
/// "jobs/ebsnn_train.cpp") with this `text`: one message per breach, with path, line and reason.
std::vector<std::string> breaches(const Layers& layers, const std::string& path,
                                  const std::string& text);

}  // namespace ebsnn::test
