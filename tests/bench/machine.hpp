#pragma once
// Describes the machine of a measurement. Only for benchmarks.

#include <string>

namespace ebsnn::bench {

/// Processor, caches of one core, compiler and flags, instruction set of the kernels: lines of
/// Markdown. "unknown" for everything that the system does not tell.
[[nodiscard]] std::string machine_description();

}  // namespace ebsnn::bench
