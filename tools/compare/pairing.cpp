#include "compare/pairing.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>

namespace ebsnn::compare {
namespace {

/// Name of a recording in the published layout, <digit>/<number>.bin.
struct Entry {
  Label label = 0;
  std::string number;  ///< without leading zeros; empty if the recording has no file name
  std::size_t index = 0;
};

std::string number_in(std::string_view name) {
  constexpr std::string_view kSuffix = ".bin";
  if (!name.ends_with(kSuffix)) return "";
  name.remove_suffix(kSuffix.size());
  name.remove_prefix(name.rfind('/') + 1);  // npos + 1 = 0
  while (name.size() > 1 && name.front() == '0') name.remove_prefix(1);
  return std::string(name);
}

std::vector<Entry> entries_of(const Dataset& data) {
  std::vector<Entry> entries;
  entries.reserve(data.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    entries.push_back({data.label(i), number_in(data.name(i)), i});
  }
  return entries;
}

bool have_names(const std::vector<Entry>& entries) {
  return std::none_of(entries.begin(), entries.end(),
                      [](const Entry& entry) { return entry.number.empty(); });
}

void sort_by_name(std::vector<Entry>& entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.label, a.number) < std::tie(b.label, b.number);
  });
}

void require_same_size(const Dataset& a, const Dataset& b) {
  if (a.size() == b.size()) return;
  throw InputError(
      fmt::format("--paired: {} recordings in --data, {} in --with; expected the same number",
                  a.size(), b.size()));
}

}  // namespace

std::vector<Pair> pair_recordings(const Dataset& a, const Dataset& b) {
  require_same_size(a, b);
  std::vector<Entry> of_a = entries_of(a);
  std::vector<Entry> of_b = entries_of(b);
  const bool by_name = have_names(of_a) && have_names(of_b);
  if (by_name) {
    sort_by_name(of_a);
    sort_by_name(of_b);
  }
  std::vector<Pair> pairs;
  pairs.reserve(of_a.size());
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    const bool same_name = !by_name || of_a[i].number == of_b[i].number;
    if (of_a[i].label != of_b[i].label || !same_name) {
      throw InputError(
          fmt::format("--paired: {} (digit {}) and {} (digit {}) do not show the same image; "
                      "expected the same {} in both data sets",
                      a.name(of_a[i].index), of_a[i].label, b.name(of_b[i].index), of_b[i].label,
                      by_name ? "class and file name" : "order of classes"));
    }
    pairs.push_back({of_a[i].index, of_b[i].index});
  }
  return pairs;
}

}  // namespace ebsnn::compare
