#pragma once
// What fuzzers assert. Only for tests/fuzz.

#include "core/error.hpp"

#include <cstdio>
#include <cstdlib>

namespace ebsnn::test {

/// Ends the process as at any other finding unless `good`.
inline void expect(bool good, const char* property) {
  if (good) return;
  std::fprintf(stderr, "ERROR: property does not hold: %s\n", property);
  std::abort();
}

/// Runs `read`, which may refuse its input with an InputError; every other exception is a finding,
/// since libFuzzer catches none.
template <class Read>
void read_or_refuse(const Read& read) {
  try {
    read();
  } catch (const InputError&) {
    // As documented.
  }
}

}  // namespace ebsnn::test
