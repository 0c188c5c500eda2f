#include "events/class_folders.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"
#include "events/data_description.hpp"
#include "events/recording_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace ebsnn {
namespace {

bool is_number(const std::string& name) {
  return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
}

/// Without leading zeros.
std::string_view digits_of(std::string_view number) {
  return number.substr(std::min(number.find_first_not_of('0'), number.size()));
}

/// Whole numbers of any length.
bool is_smaller(const std::string& a, const std::string& b) {
  const std::string_view x = digits_of(a);
  const std::string_view y = digits_of(b);
  return std::tuple(x.size(), x, std::string_view(a)) <
         std::tuple(y.size(), y, std::string_view(b));
}

}  // namespace

ClassFolders::ClassFolders(std::vector<std::string> names) : folders_(std::move(names)) {
  if (std::all_of(folders_.begin(), folders_.end(), is_digit)) folders_ = digit_names();
  std::sort(folders_.begin(), folders_.end());
  folders_.erase(std::unique(folders_.begin(), folders_.end()), folders_.end());
  if (folders_.size() > kMaxClasses) {
    throw InputError(fmt::format("{} class folders ({}, {}, ...), at most {} are possible",
                                 folders_.size(), excerpt(folders_[0]), excerpt(folders_[1]),
                                 kMaxClasses));
  }
  if (std::all_of(folders_.begin(), folders_.end(), is_number)) {
    std::sort(folders_.begin(), folders_.end(), is_smaller);
  }
  for (std::size_t i = 0; i < folders_.size(); ++i) {
    labels_.emplace(folders_[i], static_cast<Label>(i));
  }
}

Label ClassFolders::label(std::string_view folder) const {
  const auto found = labels_.find(folder);
  if (found == labels_.end()) {
    throw InputError(
        fmt::format("class folder {}: was made while the data were listed", excerpt(folder)));
  }
  return found->second;
}

std::vector<std::string> ClassFolders::names() const {
  std::vector<std::string> names;
  for (const std::string& folder : folders_) names.push_back(printable(folder));
  return names;
}

}  // namespace ebsnn
