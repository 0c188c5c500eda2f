#include "parallel/world.hpp"

#include "parallel/launcher.hpp"

namespace ebsnn {

World::World(int& argc, char**& argv) {
  if (launcher_variables().empty()) {
    alone_ = make_local_communicator();
  } else {
    mpi_ = std::make_unique<MpiSession>(argc, argv);
  }
}

}  // namespace ebsnn
