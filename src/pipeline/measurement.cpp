#include "pipeline/measurement.hpp"

#include "core/error.hpp"
#include "pipeline/measure_ei.hpp"
#include "pipeline/measure_sparseness.hpp"

#include <fmt/format.h>

#include <array>

namespace ebsnn {
namespace {

constexpr std::array<Measurement, 2> kMeasurements{{
    {"ei", "excitation and inhibition: their ratio, and how they follow each other", measure_ei},
    {"sparseness", "how unevenly spikes are spread over neurons and over presentations",
     measure_sparseness},
}};

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
