#pragma once
// Assertions of fuzzers. Only for tests/fuzz.

#include "core/error.hpp"

#include <cstdio>
#include <cstdlib>

namespace ebsnn::test {

/// Ends the process like any other finding unless `good`.
inline void expect(bool good, const char* property) {
  if (good) return;
  std::fprintf(stderr, "ERROR: property does not hold: %s\n", property);
  std::abort();
}

/// Runs `read`, which may refuse its input with an InputError. Every other exception is a finding,
/// because libFuzzer does not catch it.
template <class Read>
void read_or_refuse(const Read& read) {
  try {
    read();
  } catch (const InputError&) {
    // As documented.
  }
}

}  // namespace ebsnn::test
