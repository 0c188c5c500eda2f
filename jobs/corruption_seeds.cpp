#include "corruption_seeds.hpp"

#include "option_checks.hpp"

namespace ebsnn {

void declare_sensor_seed(OptionList& list, std::optional<std::uint64_t>& sensor_seed) {
  list.add_option("--sensor-seed", sensor_seed,
                  "Seed of what belongs to the sensor: which pixels are dead or hot; default: that "
                  "of --seed")
      ->transform(whole_number());
}

void declare_corruption_seeds(OptionList& list, CorruptionSeeds& seeds) {
  list.add_option("--seed", seeds.seed, "Seed of the corruptions")
      ->capture_default_str()
      ->transform(whole_number());
  declare_sensor_seed(list, seeds.sensor_seed);
}

}  // namespace ebsnn
