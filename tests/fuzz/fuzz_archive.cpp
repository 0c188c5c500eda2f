// An archive of recordings: each split opens with a valid index, or is refused; so is each
// recording in it. The mutator corrects the checksums of members in half of its outputs, because
// libzip refuses a member with a wrong checksum, and every change of the data makes it wrong.

#include "events/zip_dataset.hpp"
#include "fuzz/expect.hpp"
#include "fuzz/input_file.hpp"
#include "fuzz/memory_bound.hpp"
#include "fuzz/zip_checksums.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace ebsnn::test {
namespace {

/// Reading more of them finds nothing new: a thousand members can share the same bytes.
constexpr std::size_t kRecordingsRead = 8;

void read_split(const std::filesystem::path& path, Split split) {
  std::vector<std::string> warnings;
  const ClassFolders classes(class_folders_in_zip(path, split));
  const std::unique_ptr<Dataset> dataset =
      open_zip_dataset(path, split, classes, kNmnistSensor, warnings);
  expect(dataset->size() > 0, "a split holds recordings");
  for (std::size_t i = 0; i < std::min(dataset->size(), kRecordingsRead); ++i) {
    expect(dataset->label(i) < dataset->description().classes.size(), "labels are classes");
    read_or_refuse([&] { expect(dataset->read(i).label == dataset->label(i), "labels agree"); });
  }
}

void read_archive(std::span<const std::uint8_t> bytes) {
  static InputFile file;
  file.hold(bytes);
  // A deflated byte expands to at most 1032 bytes, and five of these are an event of 12 bytes.
  // libzip takes 32 bytes for each member that an archive claims to have, at most 65,535.
  const MemoryBound bound(bytes.size(), 4 * kMiB, 4 * 1032);
  for (const Split split : {Split::train, Split::test}) {
    read_or_refuse([&] { read_split(file.path(), split); });
  }
}

}  // namespace
}  // namespace ebsnn::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ebsnn::test::read_archive({data, size});
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  const std::size_t mutated = LLVMFuzzerMutate(data, size, max_size);
  if (std::minstd_rand(seed)() % 2 == 0) ebsnn::test::repair_zip_checksums({data, mutated});
  return mutated;
}
