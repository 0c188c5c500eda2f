#pragma once
// Which rank an error comes from.

#include "parallel/communicator.hpp"

#include <string>

namespace ebsnn {

/// The end of the message of an error that not all ranks have: " (rank 2 on node17)"; empty in a
/// group of one. `agree()` and `throw_together()` append it, but not to Interrupted, which is no
/// rank's fault.
[[nodiscard]] std::string place_of(const Communicator& comm);

}  // namespace ebsnn
