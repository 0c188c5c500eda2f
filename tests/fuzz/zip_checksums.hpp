#pragma once
// Makes the checksums in a damaged zip archive those of what its members now hold. Only for
// tests/fuzz.

#include <cstdint>
#include <span>

namespace ebsnn::test {

/// Sets checksum and uncompressed size of every stored or deflated member that can still be found
/// through the central directory, there and before its data. Leaves alone what makes no sense.
void repair_zip_checksums(std::span<std::uint8_t> archive);

}  // namespace ebsnn::test
