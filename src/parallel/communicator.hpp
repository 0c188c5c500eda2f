#pragma once
// Ranks that work together, without MPI in sight. May be included by storage, pipeline, jobs and
// tools. Only this room's .cpp files include mpi.h.
//
// Every member marked "collective" must be called by all ranks in the same order.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {

using Bytes = std::vector<char>;

/// A group of ranks 0 .. size() - 1; rank 0 is the root.
class Communicator {
 public:
  virtual ~Communicator() = default;

  [[nodiscard]] virtual int rank() const = 0;
  [[nodiscard]] virtual int size() const = 0;
  [[nodiscard]] bool is_root() const { return rank() == 0; }

  /// Collective: returns when all ranks have called it.
  virtual void barrier() const = 0;
  /// Collective: `bytes` of the root replaces that of all others (any length).
  virtual void broadcast(Bytes& bytes) const = 0;
  /// Collective: at the root, the bytes of every rank in rank order; elsewhere empty.
  [[nodiscard]] virtual std::vector<Bytes> gather(const Bytes& bytes) const = 0;
  /// Collective: sum over ranks, on all ranks.
  [[nodiscard]] virtual std::uint64_t sum(std::uint64_t value) const = 0;
  /// Collective: sum over all lower ranks, 0 at the root: where a rank's share begins.
  [[nodiscard]] virtual std::uint64_t sum_below(std::uint64_t value) const = 0;
  /// Collective: maximum over ranks, on all ranks.
  [[nodiscard]] virtual std::uint64_t maximum(std::uint64_t value) const = 0;

  /// Collective: at the root, each element becomes its sum over ranks; elsewhere `values` (as many
  /// on all ranks) stay as they are.
  virtual void sum_at_root(std::span<std::int64_t> values) const = 0;
  /// Collective: the ranks that run on the root's machine, in their order, at most the first `most`
  /// (> 0) of them, as a group of their own, of which the root is the root. Null on all others.
  [[nodiscard]] virtual std::unique_ptr<Communicator> beside_root(int most) const = 0;

  /// Tells all other ranks, without waiting for them, that this one cannot go on with the work at
  /// hand. They learn of it from `stop_raised()` and then meet in `agree()`. Not collective.
  virtual void raise_stop() = 0;
  /// Whether any rank has raised a stop since the last `agree()`. Cheap: poll it between pieces of
  /// work.
  [[nodiscard]] virtual bool stop_raised() = 0;
  /// Collective: forgets all raised stops. Called by `agree()`.
  virtual void clear_stops() = 0;

  /// Ends all ranks at once with `exit_code` (1..125): the last resort when ranks can no longer
  /// meet.
  [[noreturn]] virtual void abort(int exit_code) const = 0;

  /// Address of the MPI_Comm behind this communicator, or nullptr where there is none. For parallel
  /// HDF5.
  [[nodiscard]] virtual const void* mpi_handle() const { return nullptr; }
};

/// A group of one, without MPI.
[[nodiscard]] std::unique_ptr<Communicator> make_local_communicator();

/// Collective. Runs `work` on every rank, catching what it throws (after `raise_stop()`, so that
/// ranks that poll leave their loops). If it threw anywhere, all ranks throw the error of the
/// lowest such rank: same message, same exit code.
void agree(Communicator& comm, const std::function<void()>& work);

/// Collective. `mine` is what this rank caught, or null. Returns if it is null on all ranks, else
/// all throw the error of the lowest rank that has one: InputError, StorageError and Interrupted
/// keep their kind, others become Error, with the same exit code and message, which names the rank
/// (`place_of()`) unless all have the same. The half of `agree()` that needs no stops.
void throw_together(const Communicator& comm, const std::exception_ptr& mine);

/// Collective. Throws InputError on all ranks, naming the first rank that differs, unless `value`
/// is on all of them what it is at the root. `what` names it in the message ("program").
void require_same(const Communicator& comm, const std::string& what, const std::string& value);

}  // namespace ebsnn
