#include "pipeline/evaluation_folder.hpp"

#include "h5/file.hpp"
#include "pipeline/configuration.hpp"
#include "pipeline/data_source.hpp"
#include "pipeline/log.hpp"
#include "pipeline/stored_unit.hpp"
#include "storage/activity_column.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

namespace ebsnn {

/// That of the run, plus configuration and data of the unit.
Provenance EvaluationFolder::provenance_of(const Unit& unit) {
  Provenance provenance = run_.provenance;
  provenance.seed = input_.seed;
  provenance.data_checksum = data_.checksum(unit.split);
  provenance.depends_on =
      unit_settings(unit) +
      fmt::format("limit = {}\nprecision = \"{}\"\nsensor = \"{}\"\nlayout = \"{}\"\n",
                  unit.split == Split::train ? input_.train_limit : input_.test_limit,
                  name_of(input_.precision), text_of(description_of(*input_.data).sensor),
                  input_.layout) +
      own_seed_setting(kSensorSeed, input_.sensor_seed, input_.seed) + to_toml(input_.parameters);
  return provenance;
}

/// At the root: throws InputError unless the file is this unit's, whole, and of this run.
void EvaluationFolder::require_fits(const std::filesystem::path& path, const Unit& unit) {
  const LoadedActivity there = read_activity(path);
  require_same_run(path, there.provenance, provenance_of(unit));
  const std::vector<std::size_t>& all = data_.indices(unit.split);
  require_rows(path, there.activity, simulation_.windows(),
               static_cast<std::size_t>(input_.parameters.shape.v1),
               std::vector<std::uint64_t>(all.begin(), all.end()), data_.labels(unit.split));
}

bool EvaluationFolder::has(const Unit& unit) {
  bool there = false;
  (void)data_.checksum(unit.split);  // collective
  agree(run_.comm, [&] {
    const StoredUnit stored = find_unit(folder_, unit);
    if (run_.comm.is_root() && std::filesystem::exists(stored.path)) {
      require_fits(stored.path, stored.unit);
      there = simulation_.recorder().all_in(intact_columns(h5::File::open(stored.path)));
      if (!there) {
        log_info(fmt::format("{}: lacks some of --record; simulated again", stored.path.string()));
      }
    }
  });
  return run_.comm.maximum(there ? 1 : 0) != 0;
}

void EvaluationFolder::write(const Unit& unit, const Activity& mine) {
  write_activity(run_.comm, path_of(unit), mine, provenance_of(unit));
}

}  // namespace ebsnn
