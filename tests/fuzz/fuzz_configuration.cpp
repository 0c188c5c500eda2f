// A file for --config, as the programs read it: parameters that pass their own check, or a refusal.
// The same text is also used as the configuration in the provenance of a file, where any text is
// valid.

#include "fuzz/expect.hpp"
#include "fuzz/input_file.hpp"
#include "fuzz/memory_bound.hpp"
#include "option_checks.hpp"
#include "option_list.hpp"
#include "pipeline/configuration.hpp"
#include "program.hpp"

#include <array>
#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

/// A program with one option of each kind. Declaring options takes most of the time.
class SomeProgram {
 public:
  SomeProgram() : program("ebsnn_fuzz", "", "") {
    program.add_model_options();
    program.options().add_option("--seed", seed_)->transform(whole_number());
    program.options().add_option("--corruption", names_)->delimiter(',')->type_name(kList);
    program.options().add_option("--out", out_);
  }
  Program program;

 private:
  std::uint64_t seed_ = 1;
  std::vector<std::string> names_;
  std::string out_;
};

void read_options(Program& program, const InputFile& file) {
  const std::array<const char*, 3> arguments{"ebsnn_fuzz", "--config", file.path().c_str()};
  const bool asked =
      program.read_options(static_cast<int>(arguments.size()), arguments.data()).has_value();
  expect(!asked, "a configuration file cannot ask for help");
}

/// The printed configuration must read back as the same.
void read_and_print(const InputFile& file) {
  static SomeProgram some;
  static InputFile printed;
  read_options(some.program, file);
  const std::string text = some.program.configuration();
  printed.hold(std::vector<std::uint8_t>(text.begin(), text.end()));
  try {
    read_options(some.program, printed);
  } catch (const InputError&) {
    expect(false, "a printed configuration is a configuration file");
  }
  expect(some.program.configuration() == text, "the configuration comes back as it was");
  validate(some.program.parameters(ModelParameters{}));
}

void compare(std::span<const std::uint8_t> bytes) {
  Provenance found;
  found.depends_on.assign(bytes.begin(), bytes.end());
  expect(differences(found, found).empty(), "nothing differs from itself");
  (void)differences(found, Provenance{});
}

void read_configuration(std::span<const std::uint8_t> bytes) {
  static InputFile file;
  file.hold(bytes);
  // A key and a value of two characters and the end of the line take a node of a table, with its
  // place in the file.
  const MemoryBound bound(bytes.size(), 4 * kMiB, 1024);
  read_or_refuse([] { read_and_print(file); });
  compare(bytes);
}

}  // namespace
}  // namespace ebsnn::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ebsnn::test::read_configuration({data, size});
  return 0;
}
