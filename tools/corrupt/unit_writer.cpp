#include "corrupt/unit_writer.hpp"

#include "core/error.hpp"
#include "corrupt/unfinished.hpp"
#include "pipeline/log.hpp"
#include "pipeline/stop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>

namespace ebsnn::corrupting {
namespace {

/// Throws InputError if a unit of an earlier run is not among `u.units`: the manifest would lack it.
void require_asked_for(const UnitsToWrite& u, const std::vector<WrittenUnit>& listed) {
  for (const WrittenUnit& written : listed) {
    if (std::ranges::find(u.units, written.unit, &Unit::name) != u.units.end()) continue;
    throw InputError(
        fmt::format("{}: lists {}, which this command does not ask for; give the command that was "
                    "interrupted, or use another --out",
                    printable(u.output.unfinished().native()), written.unit));
  }
}

/// Units of an earlier run whose files are still there. Throws InputError if they were changed, or
/// are not asked for.
std::vector<WrittenUnit> kept_units(const UnitsToWrite& u) {
  const std::vector<WrittenUnit> listed = read_unfinished(u.output.unfinished(), u.provenance);
  require_asked_for(u, listed);
  std::vector<WrittenUnit> kept;
  for (const Unit& unit : u.units) {
    const WrittenUnit* const written = find_unit(listed, unit.name());
    if (written == nullptr || !std::filesystem::exists(u.output.place_of(unit))) continue;
    require_as_written(u.output, unit, u.data, *written);
    kept.push_back(*written);
  }
  return kept;
}

Provenance provenance_of(const UnitsToWrite& u, const Unit& unit) {
  Provenance provenance = u.provenance;
  provenance.depends_on = fmt::format("corruption = \"{}\"\nlevel = {}\n{}",
                                      unit.corruption()->name, unit.level(), provenance.depends_on);
  return provenance;
}

WrittenUnit write_next(const UnitsToWrite& u, const Unit& unit, std::size_t kept, Progress& bar) {
  const StopCondition stop;
  const auto progress = [&](std::uint64_t done) {
    bar.update(kept * u.data.size() + done);
    if (const std::string reason = stop.reason(); !reason.empty()) {
      throw Error(fmt::format("stopped by {}", reason),
                  kept == 0 ? ExitCode::failure : ExitCode::interrupted);
    }
  };
  Change change = u.change;
  change.condition = unit.condition;
  return write_unit(u.output, unit, u.data, u.split, change, provenance_of(u, unit), progress);
}

std::string text_of_kept(std::size_t kept, std::size_t all) {
  if (kept == 0) return "nothing is kept";
  return fmt::format("{} of {} units are kept; the same command writes the others", kept, all);
}

}  // namespace

std::vector<WrittenUnit> write_units(const UnitsToWrite& to_write) {
  std::vector<WrittenUnit> written = kept_units(to_write);
  to_write.output.require_room(to_write.units, written);
  if (!written.empty()) {
    log_info(fmt::format("{} of {} units are there from an earlier run", written.size(),
                         to_write.units.size()));
  }
  try {
    Progress bar("corrupting", "recordings", to_write.units.size() * to_write.data.size(),
                 to_write.verbosity);
    for (const Unit& unit : to_write.units) {
      if (find_unit(written, unit.name()) != nullptr) continue;
      written.push_back(write_next(to_write, unit, written.size(), bar));
      write_unfinished(to_write.output.unfinished(), written, to_write.provenance);
    }
  } catch (const Error& error) {
    throw Error(
        fmt::format("{}; {}", error.what(), text_of_kept(written.size(), to_write.units.size())),
        error.exit_code());
  }
  std::vector<WrittenUnit> in_order;
  in_order.reserve(to_write.units.size());
  for (const Unit& unit : to_write.units) in_order.push_back(*find_unit(written, unit.name()));
  return in_order;
}

}  // namespace ebsnn::corrupting
