#include "corruption_seeds.hpp"

#include "option_checks.hpp"

namespace ebsnn {

void declare_sensor_seed(OptionList& app, std::optional<std::uint64_t>& sensor_seed) {
  app.add_option("--sensor-seed", sensor_seed,
                 "Seed of what belongs to the sensor: which pixels are dead or hot; default: that "
                 "of --seed")
      ->transform(whole_number());
}

void declare_corruption_seeds(OptionList& app, CorruptionSeeds& seeds) {
  app.add_option("--seed", seeds.seed, "Seed of the corruptions")
      ->capture_default_str()
      ->transform(whole_number());
  declare_sensor_seed(app, seeds.sensor_seed);
}

}  // namespace ebsnn
