#include "core/standard_error.hpp"

#include <cstdio>

namespace ebsnn {

void say(std::string_view text) {
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
  (void)std::fflush(stderr);
}

}  // namespace ebsnn
