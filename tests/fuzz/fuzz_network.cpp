// network.h5: weights and parameters that pass their own checks, or a refusal.

#include "fuzz/expect.hpp"
#include "fuzz/input_file.hpp"
#include "fuzz/memory_bound.hpp"
#include "storage/network_file.hpp"

namespace ebsnn::test {
namespace {

void read(std::span<const std::uint8_t> bytes) {
  static InputFile file;
  file.hold(bytes);
  const MemoryBound bound(bytes.size(), kH5Constant, kH5Factor);
  read_or_refuse([] {
    const LoadedNetwork network = read_network(file.path(), ModelParameters{});
    validate(network.parameters);
    validate(network.weights, network.parameters, "what was read");
  });
}

}  // namespace
}  // namespace ebsnn::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ebsnn::test::read(std::span(data, size));
  return 0;
}
