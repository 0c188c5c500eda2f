#pragma once
// The operations of ebsnn_vary, as a table: a new one is a row and its functions.

#include "parallel/communicator.hpp"
#include "pipeline/network_search.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace ebsnn {

/// What operations share.
struct OperationContext {
  Communicator& comm;
  std::uint64_t seed;         ///< of shuffles
  std::uint64_t weight_seed;  ///< of random weights
  /// Collective: what measurements need. Only operations that measure call it.
  std::function<SearchContext()> search;
};

struct Operation;

/// One kind of operation.
struct OperationKind {
  std::string_view name;      ///< its option is --name
  std::string_view argument;  ///< as --help shows it: "PROJECTION=FACTOR"; empty: none
  std::string_view summary;   ///< one line
  bool measures;              ///< needs recordings
  /// Throws InputError naming the option if the argument is wrong in itself.
  void (*check)(const Operation& operation);
  /// Collective. Changes `network` and returns what happened, e.g. "12 of 5184 weights clipped".
  /// Throws InputError naming the option, on all ranks, for an argument that cannot be used.
  std::string (*apply)(const Operation& operation, FrozenNetwork& network,
                       const OperationContext& context);
};

[[nodiscard]] std::span<const OperationKind> operation_kinds();

/// One operation as asked for.
struct Operation {
  const OperationKind* kind = nullptr;
  std::string argument;
  /// "scale INtoV1=0.5"
  [[nodiscard]] std::string text() const;
};

/// From text(). Throws InputError listing the known operations.
[[nodiscard]] Operation parse_operation(const std::string& text);

}  // namespace ebsnn
