#pragma once
// Corrects the checksums in a damaged zip archive to match the present content of its members. Only
// for tests/fuzz.

#include <cstdint>
#include <span>

namespace ebsnn::test {

/// Sets checksum and uncompressed size of every stored or deflated member that can still be found
/// through the central directory, both there and before its data. Leaves everything else alone.
void repair_zip_checksums(std::span<std::uint8_t> archive);

}  // namespace ebsnn::test
