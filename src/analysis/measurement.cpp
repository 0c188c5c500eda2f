#include "analysis/measurement.hpp"

#include "analysis/measure_dprime.hpp"
#include "analysis/measure_ei.hpp"
#include "analysis/measure_fano.hpp"
#include "analysis/measure_gabor.hpp"
#include "analysis/measure_geometry.hpp"
#include "analysis/measure_reconstruction.hpp"
#include "analysis/measure_reliability.hpp"
#include "analysis/measure_rsa.hpp"
#include "analysis/measure_sparseness.hpp"
#include "analysis/measure_sta.hpp"
#include "analysis/measure_tuning.hpp"
#include "core/error.hpp"

#include <fmt/format.h>

#include <array>

namespace ebsnn {
namespace {

using enum MeasureNeeds;

constexpr std::array kMeasurements{
    Measurement{"ei", "excitation and inhibition: their ratio, and how they follow each other",
                recordings, measure_ei},
    Measurement{"sparseness", "how unevenly spikes are spread over neurons and over presentations",
                recordings, measure_sparseness},
    Measurement{"reconstruction", "how much the spikes tell of the input", recordings,
                measure_reconstruction},
    Measurement{"fano", "how variable spike counts are over draws of a corruption", recordings,
                measure_fano, true},
    Measurement{"reliability", "how alike spike times are over draws of a corruption", recordings,
                measure_reliability, true},
    Measurement{"geometry", "how corruptions change length and direction of the spike counts",
                activities, measure_geometry},
    Measurement{"dprime", "how well pairs of classes can be told apart along their mean difference",
                activities, measure_dprime},
    Measurement{"rsa", "whether corruptions leave alike what was alike", activities, measure_rsa},
    Measurement{"sta", "spike-triggered averages over noise", network, measure_sta},
    Measurement{"tuning", "selectivity for orientation and direction of gratings", network,
                measure_tuning},
    Measurement{"gabor", "Gabor functions that fit receptive fields", network, measure_gabor},
};

}  // namespace

std::span<const Measurement> measurements() { return kMeasurements; }

const Measurement& find_measurement(std::string_view name) {
  std::string known;
  for (const Measurement& measurement : kMeasurements) {
    if (measurement.name == name) return measurement;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", measurement.name);
  }
  throw InputError(fmt::format("there is no measurement '{}'; known: {}", excerpt(name), known));
}

}  // namespace ebsnn
