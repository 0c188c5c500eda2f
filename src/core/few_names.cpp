#include "core/few_names.hpp"

#include "core/printable.hpp"

#include <fmt/format.h>

#include <iterator>

namespace ebsnn {
namespace {

constexpr std::size_t kShown = 3;

}  // namespace

void FewNames::add(std::string_view name) {
  ++count_;
  if (first_.size() == kShown && name >= *first_.rbegin()) return;
  first_.emplace(name);
  if (first_.size() > kShown) first_.erase(std::prev(first_.end()));
}

std::string FewNames::first() const { return first_.empty() ? "" : excerpt(*first_.begin()); }

std::string FewNames::text(const char* none) const {
  if (first_.empty()) return none;
  std::string text;
  for (const std::string& name : first_) text += (text.empty() ? "" : ", ") + excerpt(name);
  if (count_ > first_.size()) text += fmt::format(" and {} more", count_ - first_.size());
  return text;
}

}  // namespace ebsnn
