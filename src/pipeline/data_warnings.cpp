#include "pipeline/data_warnings.hpp"

#include "parallel/archive.hpp"

#include <fmt/format.h>

namespace ebsnn {
namespace {

/// Collective: the union over ranks, on the root.
std::set<std::size_t> united(const Communicator& comm, const std::set<std::size_t>& mine) {
  std::set<std::size_t> all;
  for (const Bytes& part :
       comm.gather(to_archive(std::vector<std::size_t>(mine.begin(), mine.end())))) {
    std::vector<std::size_t> indices;
    from_archive(part, indices);
    all.insert(indices.begin(), indices.end());
  }
  return all;
}

}  // namespace

void DataWarnings::note(std::size_t index, const Recording& recording) {
  if (recording.events.empty()) {
    empty_.insert(index);
  } else if (time_goes_back(recording.events)) {
    time_back_.insert(index);
  }
}

std::vector<std::string> DataWarnings::summary(const Communicator& comm,
                                               const Dataset& data) const {
  std::vector<std::string> lines;
  const auto add = [&](const std::set<std::size_t>& mine, const char* what) {
    const std::set<std::size_t> all = united(comm, mine);
    if (!all.empty()) {
      lines.push_back(
          fmt::format("{} recordings {} (first: {})", all.size(), what, data.name(*all.begin())));
    }
  };
  add(empty_, "have no events: their activity is zero");
  add(time_back_, "have times that go back; their order is kept");
  return lines;
}

}  // namespace ebsnn
