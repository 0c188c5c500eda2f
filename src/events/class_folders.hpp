#pragma once
// The classes of a data set in the published layout, from the names of its class folders.

#include "core/label.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// Names of class folders in the order of their labels.
///
/// Folders named by single digits are N-MNIST's: label = digit, ten classes, whichever are there.
/// Other names are sorted, by value if all are whole numbers, else as text; the label is the place
/// in that order.
class ClassFolders {
 public:
  ClassFolders() = default;
  /// From the names in all splits, in any order, with repetitions. Throws InputError naming the
  /// number of classes if it is above kMaxClasses.
  explicit ClassFolders(std::vector<std::string> names);

  /// The label of a folder. Throws InputError naming it if it is none of those given: it was made
  /// after they were listed.
  [[nodiscard]] Label label(std::string_view folder) const;
  /// As in the file system.
  [[nodiscard]] const std::string& folder(Label label) const { return folders_.at(label); }
  [[nodiscard]] std::size_t size() const { return folders_.size(); }
  /// The names in a form that can be printed.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  std::vector<std::string> folders_;
  std::map<std::string, Label, std::less<>> labels_;
};

}  // namespace ebsnn
