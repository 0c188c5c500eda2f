#include "suggestion.hpp"

#include <algorithm>
#include <numeric>

namespace ebsnn {
namespace {

/// Longer than any option; what is longer resembles none, and would take long to compare.
constexpr std::size_t kLongestName = 64;

std::string without_style(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    plain += c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return plain;
}

/// Edits that turn `a` into `b`: letters inserted, removed, replaced, or neighbours swapped.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before;  // rows of the usual table, for a[.. i - 2], [.. i - 1], [.. i]
  std::vector<std::size_t> last(b.size() + 1);
  std::iota(last.begin(), last.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before = std::move(last);
    last = std::move(row);
  }
  return last.back();
}

}  // namespace

std::string nearest_name(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t kShortestBeginning = 3;
  if (name.empty() || name.size() > kLongestName) {
    return "";
  }
  const std::string wanted = without_style(name);
  std::string nearest;
  const std::size_t near = wanted.size() < 2 ? 0 : std::max<std::size_t>(wanted.size() / 3, 1);
  std::size_t least = near + 1;
  for (const std::string& candidate : known) {
    const std::size_t edits = distance(wanted, without_style(candidate));
    if (edits < least) {
      least = edits;
      nearest = candidate;
    }
  }
  for (const std::string& candidate : known) {
    if (nearest.empty() && wanted.size() >= kShortestBeginning && candidate.starts_with(wanted)) {
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace ebsnn
