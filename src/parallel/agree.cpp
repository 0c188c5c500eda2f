#include "core/error.hpp"
#include "core/host_name.hpp"
#include "parallel/communicator.hpp"
#include "parallel/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <string>
#include <string_view>

namespace ebsnn {
namespace {

// First byte of a report: the kind of error that the other ranks must throw.
constexpr char kInputError = 'i';
constexpr char kStorageError = 's';
constexpr char kInterrupted = 'n';
constexpr char kError = 'e';

Bytes report_of(char kind, std::string_view message) {
  Bytes report(message.size() + 1, kind);
  std::copy(message.begin(), message.end(), report.begin() + 1);
  return report;
}

/// Report of this rank about `error`; empty if there is none.
Bytes describe(const std::exception_ptr& error) {
  if (!error) {
    return {};
  }
  try {
    std::rethrow_exception(error);
  } catch (const StorageError& known) {
    return report_of(kStorageError, known.what());
  } catch (const Error& known) {
    const ExitCode code = known.exit_code();
    const char kind = code == ExitCode::bad_input     ? kInputError
                      : code == ExitCode::interrupted ? kInterrupted
                                                      : kError;
    return report_of(kind, known.what());
  } catch (const std::bad_alloc&) {
    return report_of(kError, "out of memory");
  } catch (const std::exception& unknown) {
    return report_of(kError, unknown.what());
  } catch (...) {
    return report_of(kError, "unknown exception");
  }
}

template <class E>
E agreed(E error) {
  error.set_agreed();
  return error;
}

[[noreturn]] void throw_reported(const Bytes& report) {
  const std::string message(report.begin() + 1, report.end());
  switch (report.front()) {
    case kInputError:
      throw agreed(InputError(message));
    case kStorageError:
      throw agreed(StorageError(message));
    case kInterrupted:
      throw agreed(Interrupted(message));
    default:
      throw agreed(Error(message));
  }
}

}  // namespace

std::string place_of(const Communicator& comm) {
  return comm.size() == 1 ? "" : fmt::format(" (rank {} on {})", comm.rank(), host_name());
}

void throw_together(const Communicator& comm, const std::exception_ptr& mine) {
  if (comm.sum(mine ? 1U : 0U) == 0) {
    return;
  }
  const std::string place = place_of(comm);
  const std::vector<Bytes> reports = comm.gather(describe(mine));
  const std::vector<Bytes> places = comm.gather({place.begin(), place.end()});
  Bytes chosen;
  if (comm.is_root()) {
    const auto first = std::find_if(reports.begin(), reports.end(),
                                    [](const Bytes& report) { return !report.empty(); });
    chosen = *first;
    const bool same_on_all =
        std::all_of(reports.begin(), reports.end(), [&](const Bytes& r) { return r == *first; });
    if (!same_on_all && chosen.front() != kInterrupted) {
      const Bytes& where = places[static_cast<std::size_t>(first - reports.begin())];
      chosen.insert(chosen.end(), where.begin(), where.end());
    }
  }
  comm.broadcast(chosen);
  throw_reported(chosen);
}

void require_same(const Communicator& comm, const std::string& what, const std::string& value) {
  Bytes bytes(value.begin(), value.end());
  comm.broadcast(bytes);
  const std::string at_root(bytes.begin(), bytes.end());
  std::exception_ptr mine;
  if (value != at_root) {
    mine = std::make_exception_ptr(InputError(fmt::format(
        "rank {} has another {} than rank 0: {}, not {}", comm.rank(), what, value, at_root)));
  }
  throw_together(comm, mine);
}

void agree(Communicator& comm, const std::function<void()>& work) {
  std::exception_ptr mine;
  try {
    work();
  } catch (...) {
    mine = std::current_exception();
    comm.raise_stop();
  }
  comm.clear_stops();
  throw_together(comm, mine);
}

}  // namespace ebsnn
