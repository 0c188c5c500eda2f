#include "storage/activity_column.hpp"

#include "core/checksum.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "storage/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>
#include <type_traits>
#include <utility>

namespace ebsnn {
namespace {

constexpr const char* kColumns = "columns";
constexpr const char* kChecksum = "checksum";
constexpr const char* kType = "type";
constexpr const char* kRecordings = "recordings";

std::size_t width_of(const std::vector<std::size_t>& row_shape) {
  return std::accumulate(row_shape.begin(), row_shape.end(), std::size_t{1}, std::multiplies<>());
}

std::string dataset_of(const std::string& name) { return "/" + name; }

/// One checksum per row, so that the checksum of all rows does not depend on how they are divided
/// among ranks.
template <class T>
std::vector<std::uint64_t> row_checksums(std::span<const T> values, std::size_t width) {
  std::vector<std::uint64_t> sums(values.size() / width);
  for (std::size_t i = 0; i < sums.size(); ++i) {
    sums[i] = checksum_of(values.subspan(i * width, width));
  }
  return sums;
}

/// Calls `use` with the values as a span.
template <class Use>
decltype(auto) with_values(const ActivityColumn& column, Use&& use) {
  return std::visit([&](const auto& values) { return use(std::span(values)); }, column.values);
}

/// Collective: on the root, the checksum of the rows of all ranks.
std::uint64_t checksum_of_all(const Communicator& comm, const ActivityColumn& column) {
  return checksum_of_all_rows(comm, with_values(column, [&](auto values) {
                                return row_checksums(values, column.width());
                              }));
}

h5::Shape shape_of(const ActivityColumn& column, std::size_t rows) {
  h5::Shape shape{rows};
  shape.insert(shape.end(), column.row_shape.begin(), column.row_shape.end());
  return shape;
}

/// Reads a column and compares it with its checksum.
template <class T>
std::vector<T> read_intact(const h5::File& file, const std::string& name) {
  const std::string dataset = dataset_of(name);
  const h5::Shape shape = file.shape(dataset);
  std::vector<T> values = file.read<T>(dataset);
  const std::size_t width = width_of({shape.begin() + 1, shape.end()});
  const std::vector<std::uint64_t> sums =
      row_checksums(std::span<const T>(values), std::max<std::size_t>(width, 1));
  const std::uint64_t found = checksum_of(std::span<const std::uint64_t>(sums));
  const std::uint64_t expected = file.read_count(dataset, kChecksum);
  if (found != expected) {
    throw InputError(fmt::format("{}: damaged: {} has checksum {}, expected {}",
                                 printable(file.path().native()), dataset, hex(found),
                                 hex(expected)));
  }
  return values;
}

/// Attribute `type` of columns with values of type T.
template <class T>
constexpr const char* type_name() {
  if constexpr (std::is_same_v<T, std::uint16_t>) return "uint16";
  if constexpr (std::is_same_v<T, std::uint64_t>) return "uint64";
  return "float32";
}

void require_intact(const h5::File& file, const std::string& name) {
  const std::string type = file.read_text(dataset_of(name), kType);
  if (type == type_name<std::uint16_t>()) {
    (void)read_intact<std::uint16_t>(file, name);
  } else if (type == type_name<std::uint64_t>()) {
    (void)read_intact<std::uint64_t>(file, name);
  } else if (type == type_name<float>()) {
    (void)read_intact<float>(file, name);
  } else {
    throw InputError(fmt::format("{}: column {} has type {}; known: uint16, uint64, float32",
                                 printable(file.path().native()), excerpt(name), excerpt(type)));
  }
}

}  // namespace

std::size_t ActivityColumn::width() const { return width_of(row_shape); }

std::size_t ActivityColumn::rows() const {
  return with_values(*this, [this](auto of_rows) { return of_rows.size() / width(); });
}

std::uint64_t checksum_of_all_rows(const Communicator& comm,
                                   const std::vector<std::uint64_t>& mine) {
  const auto* bytes = reinterpret_cast<const char*>(mine.data());
  Checksum all;
  for (const Bytes& part : comm.gather(Bytes(bytes, bytes + mine.size() * sizeof(mine[0])))) {
    all.add_bytes(part.data(), part.size());
  }
  return all.value();
}

std::vector<ColumnTotals> totals_of(const Communicator& comm,
                                    const std::vector<ActivityColumn>& columns) {
  std::vector<ColumnTotals> totals;
  totals.reserve(columns.size());
  for (const ActivityColumn& column : columns) {
    totals.push_back({comm.sum(column.rows()), checksum_of_all(comm, column)});
  }
  return totals;
}

void reserve_columns(h5::File& file, const std::vector<ActivityColumn>& columns,
                     const std::vector<ColumnTotals>& totals) {
  if (columns.empty()) return;  // as files were before there were columns
  std::vector<std::string> names;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const ActivityColumn& column = columns[i];
    const std::string dataset = dataset_of(column.name);
    with_values(column, [&](auto values) {
      using Value = typename decltype(values)::value_type;
      file.reserve<Value>(dataset, shape_of(column, totals[i].rows));
      file.write_text(dataset, kType, type_name<Value>());
    });
    file.write_text(dataset, "axes", column.axes);
    describe_dataset(file, dataset, {dataset, "", column.axes, column.unit, column.long_name});
    if (column.missing) file.write_count(dataset, "_FillValue", *column.missing);
    if (column.recordings) file.write_count(dataset, kRecordings, *column.recordings);
    file.write_count(dataset, kChecksum, totals[i].checksum);
    names.push_back(column.name);
  }
  file.write_texts("/", kColumns, names);
}

bool write_columns(h5::File& file, const Communicator& comm,
                   const std::vector<ActivityColumn>& columns) {
  bool collective = true;
  for (const ActivityColumn& column : columns) {
    const std::size_t first = comm.sum_below(column.rows());
    collective = with_values(column,
                             [&](auto values) {
                               return file.write_rows_at(dataset_of(column.name), first, values);
                             }) &&
                 collective;
  }
  return collective;
}

std::vector<StoredColumn> intact_columns(const h5::File& file) {
  std::vector<StoredColumn> columns;
  if (!file.has_attribute("/", kColumns)) return columns;
  for (const std::string& name : file.read_texts("/", kColumns)) {
    require_intact(file, name);
    StoredColumn column{name, std::nullopt};
    if (const std::string dataset = dataset_of(name); file.has_attribute(dataset, kRecordings)) {
      column.recordings = file.read_count(dataset, kRecordings);
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

ColumnCounts read_column_counts(const h5::File& file, const std::string& name) {
  if (!file.contains(dataset_of(name))) {
    throw InputError(fmt::format("{}: has no column {}: simulate with --record {}",
                                 printable(file.path().native()), name, name));
  }
  const h5::Shape shape = file.shape(dataset_of(name));
  return {read_intact<std::uint16_t>(file, name), {shape.begin() + 1, shape.end()}};
}

}  // namespace ebsnn
