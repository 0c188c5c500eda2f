#include "parallel/test_world.hpp"

namespace ebsnn::test {

Communicator& world() {
  static const std::unique_ptr<Communicator> local = make_local_communicator();
  return *local;
}

}  // namespace ebsnn::test
