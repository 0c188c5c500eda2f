#pragma once
// Lists of names for messages.

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace ebsnn {

/// Counts names, and keeps the first few of them as text, so that what a message lists does not
/// depend on the order in which a file system lists names.
class FewNames {
 public:
  void add(std::string_view name);
  [[nodiscard]] std::size_t count() const { return count_; }
  /// The first name, printable.
  [[nodiscard]] std::string first() const;
  /// "a.png, b.png, c.png and 7 more", printable; `none` if there are no names.
  [[nodiscard]] std::string text(const char* none = "no files") const;

 private:
  std::multiset<std::string> first_;
  std::size_t count_ = 0;
};

}  // namespace ebsnn
