#pragma once
// Recordings that are unusual but used as they are: empty ones, and ones whose time goes back.

#include "events/dataset.hpp"
#include "parallel/communicator.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace ebsnn {

/// Remembers which recordings of one split were unusual; each counts once however often it is read.
class DataWarnings {
 public:
  void note(std::size_t index, const Recording& recording);
  /// Collective: one line a kind of oddity with the number of recordings and the first one's name,
  /// for all ranks together; at the root, elsewhere empty.
  [[nodiscard]] std::vector<std::string> summary(const Communicator& comm,
                                                 const Dataset& data) const;

 private:
  std::set<std::size_t> empty_;
  std::set<std::size_t> time_back_;
};

}  // namespace ebsnn
