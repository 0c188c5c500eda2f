#pragma once
// Recordings that are unusual but used as they are: empty ones, and ones whose times are not
// ascending.

#include "events/dataset.hpp"
#include "parallel/communicator.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace ebsnn {

/// Remembers which recordings of one split are unusual; each counts once, however often it is read.
class DataWarnings {
 public:
  void note(std::size_t index, const Recording& recording);
  /// Collective: one line per kind, with the number of recordings and the name of the first, for
  /// all ranks together. On the root; empty on other ranks.
  [[nodiscard]] std::vector<std::string> summary(const Communicator& comm,
                                                 const Dataset& data) const;

 private:
  std::set<std::size_t> empty_;
  std::set<std::size_t> time_back_;
};

}  // namespace ebsnn
