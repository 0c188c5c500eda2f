#pragma once
// Interface of ranks that work together; it hides MPI. Only the .cpp files of this folder include
// mpi.h.
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
  /// Collective: on the root, the bytes of every rank in rank order; empty on the others.
  [[nodiscard]] virtual std::vector<Bytes> gather(const Bytes& bytes) const = 0;
  /// Collective: sum over ranks, on all ranks.
  [[nodiscard]] virtual std::uint64_t sum(std::uint64_t value) const = 0;
  /// Collective: sum over all lower ranks, 0 on the root: the start of a rank's share.
  [[nodiscard]] virtual std::uint64_t sum_below(std::uint64_t value) const = 0;
  /// Collective: maximum over ranks, on all ranks.
  [[nodiscard]] virtual std::uint64_t maximum(std::uint64_t value) const = 0;

  /// Collective: on the root, each element becomes its sum over ranks. On the others `values` is
  /// unchanged. It has the same size on all ranks.
  virtual void sum_at_root(std::span<std::int64_t> values) const = 0;
  /// Collective: a group of the ranks that run on the root's machine, in their order, at most the
  /// first `most` (> 0) of them. Its root is the root. Null on all other ranks.
  [[nodiscard]] virtual std::unique_ptr<Communicator> beside_root(int most) const = 0;

  /// Tells all other ranks, without waiting for them, that this one cannot continue the current
  /// work. They see it in `stop_raised()` and then meet in `agree()`. Not collective.
  virtual void raise_stop() = 0;
  /// Whether any rank has raised a stop since the last `agree()`. It is cheap: call it between
  /// pieces of work.
  [[nodiscard]] virtual bool stop_raised() = 0;
  /// Collective: clears all raised stops. Called by `agree()`.
  virtual void clear_stops() = 0;

  /// Ends all ranks at once with `exit_code` (1..125). Last resort, if ranks can no longer meet.
  [[noreturn]] virtual void abort(int exit_code) const = 0;

  /// Address of the MPI_Comm of this communicator, or nullptr if there is none. For parallel HDF5.
  [[nodiscard]] virtual const void* mpi_handle() const { return nullptr; }
};

/// A group of one rank, without MPI.
[[nodiscard]] std::unique_ptr<Communicator> make_local_communicator();

/// Collective. Runs `work` on every rank and catches what it throws. A rank that caught something
/// calls `raise_stop()`, so that ranks that poll leave their loops. If `work` threw on any rank,
/// all ranks throw the error of the lowest such rank: same message, same exit code.
void agree(Communicator& comm, const std::function<void()>& work);

/// Collective. `mine` is what this rank caught, or null. Returns if it is null on all ranks.
/// Otherwise all ranks throw the error of the lowest rank that has one, with its exit code and its
/// message, which names that rank (`place_of()`) unless all ranks have the same error: InputError,
/// StorageError and Interrupted keep their type, all others become Error. It is the part of
/// `agree()` that needs no stops.
void throw_together(const Communicator& comm, const std::exception_ptr& mine);

/// Collective. Throws InputError on all ranks, naming the first rank that differs, unless `value`
/// is the same on all ranks as on the root. `what` names the value in the message ("program").
void require_same(const Communicator& comm, const std::string& what, const std::string& value);

}  // namespace ebsnn
