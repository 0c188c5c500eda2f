#pragma once
// A column of an activity file besides the spike counts of V1: a statistic that was recorded on
// request (pipeline/recordable.hpp has the list).

#include "h5/file.hpp"
#include "parallel/communicator.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ebsnn {

/// The dataset `name`, [rows, row_shape...], with the attributes below, `type` and `checksum`. Holds
/// consecutive rows: those of one rank, or all.
struct ActivityColumn {
  std::string name;  ///< of the dataset, without "/"
  std::string unit;  ///< attribute `units`
  /// Names of the dimensions, and attribute `axes`, e.g. "recording, window_number, inh_neuron".
  std::string axes;
  std::string long_name;                 ///< attribute `long_name`
  std::vector<std::size_t> row_shape;    ///< empty: one number per row
  std::optional<std::uint64_t> missing;  ///< attribute `_FillValue`: the value where there is none
  /// Attribute `recordings`: of how many it was asked for, where that was a choice; 0: of all.
  std::optional<std::uint64_t> recordings;
  std::variant<std::vector<std::uint16_t>, std::vector<std::uint64_t>, std::vector<float>> values;

  /// Numbers in a row.
  [[nodiscard]] std::size_t width() const;
  [[nodiscard]] std::size_t rows() const;
  friend bool operator==(const ActivityColumn&, const ActivityColumn&) = default;
};

/// Collective: on the root, the checksum of the row checksums of all ranks, in rank order.
[[nodiscard]] std::uint64_t checksum_of_all_rows(const Communicator& comm,
                                                 const std::vector<std::uint64_t>& mine);

/// Collective: what the root needs to make the datasets of the columns: their total number of rows,
/// and the checksum of all rows in rank order. Only the root gets the checksums.
struct ColumnTotals {
  std::size_t rows = 0;
  std::uint64_t checksum = 0;
};
[[nodiscard]] std::vector<ColumnTotals> totals_of(const Communicator& comm,
                                                  const std::vector<ActivityColumn>& columns);

/// Makes the datasets, without values, with their attributes. Throws StorageError.
void reserve_columns(h5::File& file, const std::vector<ActivityColumn>& columns,
                     const std::vector<ColumnTotals>& totals);

/// Collective: writes the rows of all ranks into a shared file. Returns whether MPI-IO wrote
/// collectively. Throws StorageError.
bool write_columns(h5::File& file, const Communicator& comm,
                   const std::vector<ActivityColumn>& columns);

/// A column that a file holds.
struct StoredColumn {
  std::string name;
  std::optional<std::uint64_t> recordings;  ///< see ActivityColumn
  friend bool operator==(const StoredColumn&, const StoredColumn&) = default;
};

/// The columns that a file holds, after comparing each with its checksum. Throws InputError naming
/// file and column where one is damaged, or of a type that this version does not know.
[[nodiscard]] std::vector<StoredColumn> intact_columns(const h5::File& file);

/// Spike counts in the column `name`, [rows, row_shape...]. Throws InputError naming file and column
/// if it is missing, damaged or of another type.
struct ColumnCounts {
  std::vector<std::uint16_t> values;
  std::vector<std::size_t> row_shape;
};
[[nodiscard]] ColumnCounts read_column_counts(const h5::File& file, const std::string& name);

}  // namespace ebsnn
