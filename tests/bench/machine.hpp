#pragma once
// What a measurement was made on. Only for benchmarks.

#include <string>

namespace ebsnn::bench {

/// Processor, caches of one core, compiler and flags, instruction set of the kernels: lines of
/// Markdown. What the system does not tell is called unknown.
[[nodiscard]] std::string machine_description();

}  // namespace ebsnn::bench
