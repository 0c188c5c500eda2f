// A file for --config, as the programs read it: parameters that pass their own check, or a refusal.
// The same text is also used as the configuration in the provenance of a file, where any text is
// valid.

#include "fuzz/expect.hpp"
#include "fuzz/input_file.hpp"
#include "fuzz/memory_bound.hpp"
#include "pipeline/configuration.hpp"
#include "program.hpp"

#include <array>
#include <string>

namespace ebsnn::test {
namespace {

/// A program with one option of each kind. Declaring options takes most of the time.
class SomeProgram {
 public:
  SomeProgram() : program("ebsnn_fuzz", "", "") {
    program.add_model_options();
    program.app().add_option("--seed", seed_);
    program.app().add_option("--corruption", names_)->delimiter(',');
  }
  Program program;

 private:
  std::uint64_t seed_ = 1;
  std::vector<std::string> names_;
};

void read_options(const std::filesystem::path& path) {
  static SomeProgram some;
  Program& program = some.program;
  const std::array<const char*, 3> arguments{"ebsnn_fuzz", "--config", path.c_str()};
  try {
    program.read_options(static_cast<int>(arguments.size()), arguments.data());
    validate(program.parameters(ModelParameters{}));
  } catch (const CLI::Success&) {
    // "help = true" asks for help.
  }
}

void compare(std::span<const std::uint8_t> bytes) {
  Provenance found;
  found.configuration.assign(bytes.begin(), bytes.end());
  expect(differences(found, found).empty(), "nothing differs from itself");
  (void)differences(found, Provenance{});
}

void read_configuration(std::span<const std::uint8_t> bytes) {
  static InputFile file;
  file.hold(bytes);
  // A string of 32 bytes for a character and a separator, several times, in each of the forms that
  // CLI11 uses internally.
  const MemoryBound bound(bytes.size(), 4 * kMiB, 1024);
  read_or_refuse([] { read_options(file.path()); });
  compare(bytes);
}

}  // namespace
}  // namespace ebsnn::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ebsnn::test::read_configuration({data, size});
  return 0;
}
