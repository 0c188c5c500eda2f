#include "analysis/corruption_draws.hpp"

#include <utility>

namespace ebsnn {

std::vector<DrawnPresentation> present_draws(const MeasureInput& input, std::size_t number,
                                             const Condition& condition,
                                             const EvaluationLayout& layout, Simulator& simulator) {
  const std::size_t draws = input.settings.draws;
  std::vector<DrawnPresentation> presentations(layout.windows().size());
  for (std::size_t draw = 0; draw < draws; ++draw) {
    const bool known = draw > 0 && is_clean(condition);
    const std::vector<SpikeRaster> rasters =
        known ? std::vector<SpikeRaster>{}
              : input.recordings->windows(number, condition, layout, input.parameters.shape.steps,
                                          draw);
    for (std::size_t w = 0; w < presentations.size(); ++w) {
      DrawnPresentation& presentation = presentations[w];
      SpikeTrain train;
      SpikeCounts counts =
          known ? presentation.counts.front() : simulator.present(rasters[w], &train);
      presentation.counts.push_back(std::move(counts));
      presentation.trains.push_back(known ? presentation.trains.front() : std::move(train));
    }
  }
  return presentations;
}

}  // namespace ebsnn
