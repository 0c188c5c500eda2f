#include "start.hpp"

#include "core/error.hpp"
#include "core/standard_error.hpp"
#include "parallel/world.hpp"
#include "standard_output.hpp"

#include <fmt/format.h>

#include <csignal>
#include <exception>

namespace ebsnn {

int start(int argc, char** argv, ProgramBody body) {
  std::signal(SIGXFSZ, SIG_IGN);
  occupy_closed_streams();
  try {
    World world(argc, argv);
    return body(world.ranks(), argc, argv);
  } catch (const std::exception& error) {
    say(fmt::format("{}: error: {}\n", argv[0], error.what()));
    return static_cast<int>(ExitCode::failure);
  }
}

}  // namespace ebsnn
