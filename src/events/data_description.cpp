#include "events/data_description.hpp"

#include <fmt/format.h>

namespace ebsnn {

std::string class_name(const DataDescription& data, Label label) {
  return label < data.classes.size() ? data.classes[label] : fmt::format("class {}", label);
}

std::vector<std::string> digit_names() {
  std::vector<std::string> names;
  for (char digit = '0'; digit <= '9'; ++digit) names.emplace_back(1, digit);
  return names;
}

}  // namespace ebsnn
