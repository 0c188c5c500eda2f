#include "parallel/communicator.hpp"

#include <cstdlib>

namespace ebsnn {
namespace {

/// A group of one rank: every collective is done at once, and there is no other rank to stop.
class LocalCommunicator final : public Communicator {
 public:
  [[nodiscard]] int rank() const override { return 0; }
  [[nodiscard]] int size() const override { return 1; }
  void barrier() const override {}
  void broadcast(Bytes& /*bytes*/) const override {}
  [[nodiscard]] std::vector<Bytes> gather(const Bytes& bytes) const override { return {bytes}; }
  [[nodiscard]] std::uint64_t sum(std::uint64_t value) const override { return value; }
  [[nodiscard]] std::uint64_t sum_below(std::uint64_t /*value*/) const override { return 0; }
  [[nodiscard]] std::uint64_t maximum(std::uint64_t value) const override { return value; }
  void sum_at_root(std::span<std::int64_t> /*values*/) const override {}
  [[nodiscard]] std::unique_ptr<Communicator> beside_root(int /*most*/) const override {
    return make_local_communicator();
  }
  void raise_stop() override { stopped_ = true; }
  [[nodiscard]] bool stop_raised() override { return stopped_; }
  void clear_stops() override { stopped_ = false; }
  // Without destructors and atexit handlers, like the other ranks of an MPI run.
  [[noreturn]] void abort(int exit_code) const override { std::_Exit(exit_code); }

 private:
  bool stopped_ = false;
};

}  // namespace

std::unique_ptr<Communicator> make_local_communicator() {
  return std::make_unique<LocalCommunicator>();
}

}  // namespace ebsnn
