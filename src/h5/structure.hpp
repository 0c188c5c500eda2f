#pragma once
// Checks the structure of a file before HDF5 opens it. Private to the HDF5 wrapper.
//
// HDF5 1.10 trusts a file: if a length is too large, it reads beyond its buffers; if a list forms a
// cycle, it loops forever. So every structure that can be reached from the root is checked first:
// superblock, groups with their trees and heaps, object headers with their messages, chunk trees,
// heaps of text. Values are read only if they are compressed: their uncompressed size must be that
// of a chunk.
//
// What is understood is the format of HDF5 1.8 and before, which this program writes, and h5py and
// HDF5's own tools do by default. The newer one is left to HDF5: it guards its structures by
// checksums, so that damage is noticed. So are parts that HDF5 does not look at unless it is asked
// for them. Numbers and names are those of the HDF5 File Format Specification 2.0.

#include <cstdint>
#include <filesystem>
#include <string>

namespace ebsnn::h5::detail {

struct Structure {
  enum class Verdict {
    sound,
    contradictory,   ///< or dangerous: HDF5 must not see the file
    not_understood,  ///< in part; HDF5 reads the file, with errors of its own
  };
  Verdict verdict = Verdict::sound;
  std::string problem;  ///< which, and in which object; empty if sound
};

/// What can be said of the structure of a file of `file_bytes` bytes.
[[nodiscard]] Structure check_structure(const std::filesystem::path& path,
                                        std::uint64_t file_bytes);

}  // namespace ebsnn::h5::detail
