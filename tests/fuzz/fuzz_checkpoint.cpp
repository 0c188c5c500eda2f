// A checkpoint: a state with a correct checksum that a training can continue from, or a refusal. If
// only the checksum is wrong, it is corrected and the file is read again.

#include "core/error.hpp"
#include "fuzz/input_file.hpp"
#include "fuzz/memory_bound.hpp"
#include "fuzz/small_training.hpp"
#include "storage/checkpoint_file.hpp"
#include "storage/network_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn::test {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// The checksum after `mark` in a message, as the eight bytes that it has in a file.
std::optional<std::array<std::uint8_t, 8>> checksum_after(std::string_view mark,
                                                          std::string_view message) {
  const std::size_t at = message.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const char* first = message.data() + at + mark.size();
  std::uint64_t value = 0;
  std::from_chars(first, message.data() + message.size(), value, 16);
  return std::bit_cast<std::array<std::uint8_t, 8>>(value);
}

/// Empty, or the message of the refusal.
std::string refusal_of(const Bytes& bytes) {
  static InputFile file;
  file.hold(bytes);
  try {
    const LoadedCheckpoint checkpoint = read_checkpoint(file.path());
    require_fits(checkpoint.state, small_training(), "what was read");
    return {};
  } catch (const InputError& error) {
    return error.what();
  }
}

/// Replaces the wrong checksum by the correct one; false if the checksum is not the problem.
bool repair_checksum(Bytes& bytes, std::string_view refusal) {
  const auto found = checksum_after("damaged: checksum ", refusal);
  const auto expected = checksum_after(", expected ", refusal);
  if (!found || !expected) return false;
  const auto place = std::search(bytes.begin(), bytes.end(), expected->begin(), expected->end());
  if (place == bytes.end()) return false;
  std::copy(found->begin(), found->end(), place);
  return true;
}

void read(std::span<const std::uint8_t> input) {
  const MemoryBound bound(input.size(), kH5Constant, kH5Factor);
  Bytes bytes(input.begin(), input.end());
  if (repair_checksum(bytes, refusal_of(bytes))) (void)refusal_of(bytes);
}

}  // namespace
}  // namespace ebsnn::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ebsnn::test::read({data, size});
  return 0;
}
