#include "corrupt/unfinished.hpp"

#include "core/error.hpp"
#include "h5/file.hpp"
#include "pipeline/configuration.hpp"
#include "storage/atomic_file.hpp"
#include "storage/format.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>

namespace ebsnn::corrupting {
namespace {

/// A dataset, and the number of a unit that it holds.
struct Column {
  const char* dataset;
  std::uint64_t WrittenUnit::*number;
};

constexpr std::array kColumns{
    Column{"/recordings", &WrittenUnit::recordings}, Column{"/events", &WrittenUnit::events},
    Column{"/bytes", &WrittenUnit::bytes}, Column{"/xxh3", &WrittenUnit::checksum}};

}  // namespace

void write_unfinished(const std::filesystem::path& path, const std::vector<WrittenUnit>& units,
                      const Provenance& provenance) {
  write_h5_atomically(path, [&](h5::File& file) {
    std::vector<std::string> names;
    names.reserve(units.size());
    for (const WrittenUnit& unit : units) names.push_back(unit.unit);
    file.write_strings("/unit", names);
    for (const auto& [dataset, number] : kColumns) {
      std::vector<std::uint64_t> values;
      values.reserve(units.size());
      for (const WrittenUnit& unit : units) values.push_back(unit.*number);
      file.write(dataset, values, {values.size()});
    }
    write_format(file, kUnfinishedFormat);
    describe(file, kUnfinishedFormat);
    write_provenance(file, provenance);
  });
}

std::vector<WrittenUnit> read_unfinished(const std::filesystem::path& path, const Provenance& now) {
  std::vector<WrittenUnit> units;
  if (!std::filesystem::exists(path)) return units;
  const h5::File file = open_file(path, kUnfinishedFormat);
  const std::string text = differences(read_provenance(file), now);
  if (!text.empty()) {
    throw InputError(
        fmt::format("{}: units are there from a run with other settings:{}\nUse another --out, or "
                    "remove those units and this list of them.",
                    printable(path.native()), text));
  }
  for (std::string& name : file.read_strings("/unit")) units.push_back({.unit = std::move(name)});
  for (const auto& [dataset, number] : kColumns) {
    const auto values = file.read<std::uint64_t>(dataset);
    if (values.size() != units.size()) {
      throw InputError(fmt::format("{}: {} has {} values; expected {}, one for each unit",
                                   printable(path.native()), dataset, values.size(), units.size()));
    }
    for (std::size_t i = 0; i < units.size(); ++i) units[i].*number = values[i];
  }
  return units;
}

}  // namespace ebsnn::corrupting
