#pragma once
// Waits for other ranks without keeping a core busy.
//
// MPI's own waits poll. This takes a core that another rank may need: in a training, the root reads
// the next patches in a second thread.

#include <functional>

namespace ebsnn {

/// Returns when `is_complete()`. Asks again and again for a millisecond, then sleeps before each
/// question: for a fiftieth of the time waited so far, at most 10 ms.
void wait_patiently(const std::function<bool()>& is_complete);

}  // namespace ebsnn
