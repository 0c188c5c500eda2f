#include "studies/seed_list.hpp"

#include "core/error.hpp"
#include "core/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ebsnn {
namespace {

[[noreturn]] void refuse(const std::string& where, std::string_view part, std::string_view why) {
  throw InputError(fmt::format(
      "{}: '{}' {}; expected whole numbers and ranges such as 1-10 or 1,2,7-9, at most {} seeds",
      where, excerpt(part), why, kMostSeeds));
}

void add_range(std::vector<std::uint64_t>& seeds, std::string_view part, const std::string& where) {
  const std::size_t dash = std::min(part.find('-'), part.size());
  const auto first = number_in<std::uint64_t>(part.substr(0, dash));
  const auto last = dash == part.size() ? first : number_in<std::uint64_t>(part.substr(dash + 1));
  if (!first || !last) refuse(where, part, "is no seed");
  if (*last < *first) refuse(where, part, "falls");
  if (*last - *first >= kMostSeeds) refuse(where, part, "has too many seeds");
  for (std::uint64_t i = 0; i <= *last - *first; ++i) seeds.push_back(*first + i);
}

}  // namespace

std::vector<std::uint64_t> parse_seeds(std::string_view text, const std::string& where) {
  std::vector<std::uint64_t> seeds;
  for (std::size_t first = 0; first <= text.size();) {
    const std::size_t end = std::min(text.find(',', first), text.size());
    add_range(seeds, text.substr(first, end - first), where);
    first = end + 1;
  }
  std::sort(seeds.begin(), seeds.end());
  if (std::adjacent_find(seeds.begin(), seeds.end()) != seeds.end()) {
    refuse(where, text, "has a seed twice");
  }
  if (seeds.size() > kMostSeeds) refuse(where, text, "has too many seeds");
  return seeds;
}

std::string seeds_text(std::span<const std::uint64_t> seeds) {
  std::string text;
  for (std::size_t i = 0; i < seeds.size();) {
    std::size_t last = i;
    while (last + 1 < seeds.size() && seeds[last + 1] == seeds[last] + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", seeds[i]);
    if (last > i) text += fmt::format("-{}", seeds[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace ebsnn
