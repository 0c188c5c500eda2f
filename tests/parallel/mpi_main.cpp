// main() of the parallel tests: GoogleTest on every rank; the ranks agree on the result of each
// test.

#include "parallel/mpi_session.hpp"
#include "parallel/test_world.hpp"

#include <gtest/gtest.h>

#include <iostream>

namespace ebsnn::test {
namespace {

Communicator* the_world = nullptr;

/// Prints failures of ranks that have no printer, and makes all ranks agree on the result of each
/// test.
class Agreement final : public testing::EmptyTestEventListener {
 public:
  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (!world().is_root() && !part.passed() && !part.skipped()) {
      std::cerr << "rank " << world().rank() << ": " << part.file_name() << ":"
                << part.line_number() << ": " << part.message() << std::endl;
    }
  }

  void OnTestEnd(const testing::TestInfo& info) override {
    const testing::TestResult& result = *info.result();
    if (result.HasFatalFailure()) {
      // This rank has left the test early; the others may wait for it in a collective call.
      std::cerr << "rank " << world().rank() << " left " << info.name() << " early" << std::endl;
      world().abort(1);
    }
    const std::uint64_t failed = world().sum(result.Failed() ? 1U : 0U);
    if (failed > 0) {
      any_failed_ = true;
      std::cerr << info.name() << " failed on " << failed << " ranks" << std::endl;
    }
  }

  [[nodiscard]] bool any_failed() const { return any_failed_; }

 private:
  bool any_failed_ = false;
};

int run_all(MpiSession& session) {
  the_world = &session.world();
  testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
  if (!session.world().is_root()) {
    delete listeners.Release(listeners.default_result_printer());
  }
  auto* agreement = new Agreement;  // the list owns it
  listeners.Append(agreement);
  const bool own_failed = RUN_ALL_TESTS() != 0;
  return own_failed || agreement->any_failed() ? 1 : 0;
}

}  // namespace

Communicator& world() { return *the_world; }

}  // namespace ebsnn::test

int main(int argc, char** argv) {
  ebsnn::MpiSession session(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return ebsnn::test::run_all(session);
}
