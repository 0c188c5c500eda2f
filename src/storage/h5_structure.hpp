#pragma once
// Whether HDF5 can be trusted with a file. Private to the HDF5 wrapper.
//
// HDF5 1.10 believes what a file says about itself: a length that is too large makes it read beyond
// its buffers, a list that bites its own tail keeps it busy for ever. So every structure that can
// be reached from the root is looked at first: superblock, groups with their trees and heaps,
// object headers with their messages, chunk trees, heaps of text. Values are read only where they
// are compressed: what they unpack to must fill a chunk.
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
