#include "parallel/environment.hpp"

#include "core/number_text.hpp"

#include <cstdlib>

namespace ebsnn {

std::optional<int> environment_number(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::nullopt : number_in<int>(text);
}

}  // namespace ebsnn
