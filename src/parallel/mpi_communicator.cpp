#include "parallel/mpi_communicator.hpp"

#include "core/error.hpp"
#include "parallel/patient_wait.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

namespace ebsnn {
namespace {

// Longer messages are sent in pieces: MPI counts in int, and pieces of this size are as fast as one
// message.
constexpr std::size_t kPieceBytes = std::size_t{16} << 20U;

constexpr int kGatherTag = 1;
constexpr int kStopTag = 2;
constexpr int kRoot = 0;

/// A duplicate of a communicator that returns errors. Its messages do not mix with others.
class OwnComm {
 public:
  explicit OwnComm(MPI_Comm parent) {
    check_mpi(MPI_Comm_dup(parent, &comm_), "MPI_Comm_dup");
    check_mpi(MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  }
  ~OwnComm() { MPI_Comm_free(&comm_); }
  OwnComm(const OwnComm&) = delete;
  OwnComm& operator=(const OwnComm&) = delete;

  [[nodiscard]] MPI_Comm get() const { return comm_; }
  [[nodiscard]] const void* address() const { return &comm_; }

 private:
  MPI_Comm comm_ = MPI_COMM_NULL;
};

/// Calls send_or_receive(piece, bytes) for the consecutive pieces of a buffer.
template <class Data, class Call>
void for_pieces(Data* data, std::size_t bytes, const Call& call) {
  for (std::size_t done = 0; done < bytes; done += kPieceBytes) {
    call(data + done, static_cast<int>(std::min(kPieceBytes, bytes - done)));
  }
}

class MpiCommunicator final : public Communicator {
 public:
  explicit MpiCommunicator(MPI_Comm parent) : comm_(parent), stop_comm_(parent) {
    check_mpi(MPI_Comm_rank(comm_.get(), &rank_), "MPI_Comm_rank");
    check_mpi(MPI_Comm_size(comm_.get(), &size_), "MPI_Comm_size");
  }
  ~MpiCommunicator() override {
    for (MPI_Request& request : stop_sends_) {
      MPI_Request_free(&request);
    }
  }
  MpiCommunicator(const MpiCommunicator&) = delete;
  MpiCommunicator& operator=(const MpiCommunicator&) = delete;

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int size() const override { return size_; }
  [[nodiscard]] const void* mpi_handle() const override { return comm_.address(); }

  void barrier() const override;
  void broadcast(Bytes& bytes) const override;
  [[nodiscard]] std::vector<Bytes> gather(const Bytes& bytes) const override;
  [[nodiscard]] std::uint64_t sum(std::uint64_t value) const override;
  [[nodiscard]] std::uint64_t sum_below(std::uint64_t value) const override;
  [[nodiscard]] std::uint64_t maximum(std::uint64_t value) const override;

  void sum_at_root(std::span<std::int64_t> values) const override;
  [[nodiscard]] std::unique_ptr<Communicator> beside_root(int most) const override;

  void raise_stop() override;
  [[nodiscard]] bool stop_raised() override;
  void clear_stops() override;

  [[noreturn]] void abort(int exit_code) const override;

 private:
  [[nodiscard]] bool on_root_machine(int most) const;
  [[nodiscard]] std::vector<std::uint64_t> gather_sizes(const Bytes& bytes) const;
  void receive_from(int source, Bytes& bytes) const;

  OwnComm comm_;
  OwnComm stop_comm_;
  int rank_ = 0;
  int size_ = 1;
  bool stopped_here_ = false;            ///< this rank has raised a stop
  bool stop_seen_ = false;               ///< another rank has raised one
  std::vector<MPI_Request> stop_sends_;  ///< to all others, from raise_stop() to clear_stops()
};

/// Starts a collective operation, `start(&request)`, and returns when it is complete. Ranks may come
/// to it at very different times. Larger messages, which follow, wait as MPI does.
template <class Start>
void meet(const Start& start, const char* function) {
  MPI_Request request = MPI_REQUEST_NULL;
  check_mpi(start(&request), function);
  wait_patiently([&] {
    int complete = 0;
    check_mpi(MPI_Test(&request, &complete, MPI_STATUS_IGNORE), function);
    return complete != 0;
  });
}

void MpiCommunicator::barrier() const {
  meet([&](MPI_Request* request) { return MPI_Ibarrier(comm_.get(), request); }, "MPI_Ibarrier");
}

void MpiCommunicator::broadcast(Bytes& bytes) const {
  std::uint64_t size = bytes.size();
  meet([&](MPI_Request* r) { return MPI_Ibcast(&size, 1, MPI_UINT64_T, kRoot, comm_.get(), r); },
       "MPI_Ibcast");
  bytes.resize(size);
  for_pieces(bytes.data(), bytes.size(), [this](char* piece, int length) {
    check_mpi(MPI_Bcast(piece, length, MPI_BYTE, kRoot, comm_.get()), "MPI_Bcast");
  });
}

std::vector<std::uint64_t> MpiCommunicator::gather_sizes(const Bytes& bytes) const {
  const std::uint64_t size = bytes.size();
  std::vector<std::uint64_t> sizes(is_root() ? static_cast<std::size_t>(size_) : 0);
  meet(
      [&](MPI_Request* request) {
        return MPI_Igather(&size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, kRoot,
                           comm_.get(), request);
      },
      "MPI_Igather");
  return sizes;
}

void MpiCommunicator::receive_from(int source, Bytes& bytes) const {
  for_pieces(bytes.data(), bytes.size(), [this, source](char* piece, int length) {
    check_mpi(MPI_Recv(piece, length, MPI_BYTE, source, kGatherTag, comm_.get(), MPI_STATUS_IGNORE),
              "MPI_Recv");
  });
}

std::vector<Bytes> MpiCommunicator::gather(const Bytes& bytes) const {
  const std::vector<std::uint64_t> sizes = gather_sizes(bytes);
  if (!is_root()) {
    for_pieces(bytes.data(), bytes.size(), [this](const char* piece, int length) {
      check_mpi(MPI_Send(piece, length, MPI_BYTE, kRoot, kGatherTag, comm_.get()), "MPI_Send");
    });
    return {};
  }
  std::vector<Bytes> all(sizes.size());
  for (std::size_t source = 0; source < sizes.size(); ++source) {
    if (static_cast<int>(source) == kRoot) {
      all[source] = bytes;
    } else {
      all[source].resize(sizes[source]);
      receive_from(static_cast<int>(source), all[source]);
    }
  }
  return all;
}

std::uint64_t MpiCommunicator::sum(std::uint64_t value) const {
  std::uint64_t result = 0;
  meet(
      [&](MPI_Request* request) {
        return MPI_Iallreduce(&value, &result, 1, MPI_UINT64_T, MPI_SUM, comm_.get(), request);
      },
      "MPI_Iallreduce");
  return result;
}

// MPICH 4.0 and some versions of Open MPI 4.1 compare unsigned numbers as if they were signed. So
// they are mapped to signed numbers in the same order.
std::uint64_t MpiCommunicator::maximum(std::uint64_t value) const {
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;
  const auto mine = std::bit_cast<std::int64_t>(value ^ kSign);
  std::int64_t result = 0;
  meet(
      [&](MPI_Request* request) {
        return MPI_Iallreduce(&mine, &result, 1, MPI_INT64_T, MPI_MAX, comm_.get(), request);
      },
      "MPI_Iallreduce");
  return std::bit_cast<std::uint64_t>(result) ^ kSign;
}

void MpiCommunicator::sum_at_root(std::span<std::int64_t> values) const {
  for_pieces(values.data(), values.size(), [this](std::int64_t* piece, int length) {
    check_mpi(MPI_Reduce(is_root() ? MPI_IN_PLACE : piece, is_root() ? piece : nullptr, length,
                         MPI_INT64_T, MPI_SUM, kRoot, comm_.get()),
              "MPI_Reduce");
  });
}

std::uint64_t MpiCommunicator::sum_below(std::uint64_t value) const {
  std::uint64_t below = 0;
  check_mpi(MPI_Exscan(&value, &below, 1, MPI_UINT64_T, MPI_SUM, comm_.get()), "MPI_Exscan");
  return is_root() ? 0 : below;  // MPI leaves it undefined on the root
}

/// Whether this rank is among the first `most` of the root's machine.
bool MpiCommunicator::on_root_machine(int most) const {
  MPI_Comm machine = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split_type(comm_.get(), MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &machine),
            "MPI_Comm_split_type");
  int lowest = rank_;
  int place = 0;
  check_mpi(MPI_Comm_rank(machine, &place), "MPI_Comm_rank");
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &lowest, 1, MPI_INT, MPI_MIN, machine), "MPI_Allreduce");
  MPI_Comm_free(&machine);
  return lowest == kRoot && place < most;
}

std::unique_ptr<Communicator> MpiCommunicator::beside_root(int most) const {
  const int colour = on_root_machine(most) ? 0 : MPI_UNDEFINED;
  MPI_Comm group = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split(comm_.get(), colour, rank_, &group), "MPI_Comm_split");
  if (group == MPI_COMM_NULL) {
    return nullptr;
  }
  auto own = std::make_unique<MpiCommunicator>(group);
  MPI_Comm_free(&group);  // `own` has duplicates
  return own;
}

void MpiCommunicator::raise_stop() {
  if (stopped_here_) {
    return;
  }
  stopped_here_ = true;
  for (int other = 0; other < size_; ++other) {
    if (other != rank_) {
      stop_sends_.emplace_back();
      check_mpi(
          MPI_Isend(nullptr, 0, MPI_BYTE, other, kStopTag, stop_comm_.get(), &stop_sends_.back()),
          "MPI_Isend");
    }
  }
}

bool MpiCommunicator::stop_raised() {
  if (!stopped_here_ && !stop_seen_) {
    int waiting = 0;
    check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, kStopTag, stop_comm_.get(), &waiting, MPI_STATUS_IGNORE),
              "MPI_Iprobe");
    stop_seen_ = waiting != 0;
  }
  return stopped_here_ || stop_seen_;
}

// Each rank receives exactly the messages that were sent to it, so that none is left for the work
// after this call.
void MpiCommunicator::clear_stops() {
  const int mine = stopped_here_ ? 1 : 0;
  std::vector<int> raised(static_cast<std::size_t>(size_));
  meet(
      [&](MPI_Request* request) {
        return MPI_Iallgather(&mine, 1, MPI_INT, raised.data(), 1, MPI_INT, comm_.get(), request);
      },
      "MPI_Iallgather");
  for (int other = 0; other < size_; ++other) {
    if (other != rank_ && raised[static_cast<std::size_t>(other)] != 0) {
      check_mpi(
          MPI_Recv(nullptr, 0, MPI_BYTE, other, kStopTag, stop_comm_.get(), MPI_STATUS_IGNORE),
          "MPI_Recv");
    }
  }
  check_mpi(
      MPI_Waitall(static_cast<int>(stop_sends_.size()), stop_sends_.data(), MPI_STATUSES_IGNORE),
      "MPI_Waitall");
  stop_sends_.clear();
  stopped_here_ = false;
  stop_seen_ = false;
}

void MpiCommunicator::abort(int exit_code) const {
  // mpirun returns 0 for codes that are multiples of 256.
  MPI_Abort(comm_.get(), std::clamp(exit_code, 1, 125));
  std::_Exit(exit_code);
}

}  // namespace

void check_mpi(int code, const char* function) {
  if (code == MPI_SUCCESS) {
    return;
  }
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  throw Error(fmt::format("{} failed: {}", function, text.data()));
}

std::unique_ptr<Communicator> make_world_communicator() {
  return std::make_unique<MpiCommunicator>(MPI_COMM_WORLD);
}

}  // namespace ebsnn
