// A packed file: each split opens with a valid index, or the file is refused; so is each recording
// in it. Apart from the recordings, the checksums protect nothing.

#include "events/dataset.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/input_file.hpp"
#include "fuzz/memory_bound.hpp"
#include "storage/packed_recordings.hpp"

#include <algorithm>

namespace ebsnn::test {
namespace {

constexpr std::size_t kRecordingsRead = 8;  // more find nothing new

void read_split(const Dataset& split) {
  expect(split.size() > 0, "a split holds recordings");
  for (std::size_t i = 0; i < std::min(split.size(), kRecordingsRead); ++i) {
    expect(split.label(i) < split.description().classes.size(), "labels are classes");
    read_or_refuse([&] {
      expect(checksum_of_recording(split.read(i)) == split.checksum(i), "checksums agree");
    });
  }
}

void read_packed(std::span<const std::uint8_t> bytes) {
  static InputFile file;
  file.hold(bytes);
  const MemoryBound bound(bytes.size(), kH5Constant, kH5Factor);
  read_or_refuse([] {
    const DataSource source = open_packed(file.path());
    expect(source.train || source.test, "there is a split");
    if (source.train) read_split(*source.train);
    if (source.test) read_split(*source.test);
  });
}

}  // namespace
}  // namespace ebsnn::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ebsnn::test::read_packed({data, size});
  return 0;
}
