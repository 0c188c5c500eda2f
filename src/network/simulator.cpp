#include "network/simulator.hpp"

#include "network/patch_presenter.hpp"

namespace ebsnn {

const char* name_of(Precision precision) {
  return precision == Precision::kSingle ? "single" : "double";
}

Simulator::Simulator(const ModelParameters& parameters, const NetworkWeights& weights,
                     Precision precision)
    : presenter_(make_presenter(parameters, weights, precision)) {}
Simulator::~Simulator() = default;
Simulator::Simulator(Simulator&&) noexcept = default;
Simulator& Simulator::operator=(Simulator&&) noexcept = default;

SpikeCounts Simulator::present(const SpikeRaster& raster, SpikeTrain* train, ConductanceSums* sums,
                               PopulationConductances* means) {
  return presenter_->present(raster, train, sums, means);
}

}  // namespace ebsnn
