#include "storage/classifier_file.hpp"

#include "h5/file.hpp"
#include "storage/atomic_file.hpp"
#include "storage/format.hpp"

#include <variant>
#include <vector>

namespace ebsnn {
namespace {

void write_record(h5::File& file, const ClassifierRecord& record) {
  for (const ClassifierDataset& dataset : record.datasets) {
    const std::string name = "/" + dataset.name;
    std::visit([&](const auto& values) { file.write(name, values, dataset.shape); },
               dataset.values);
    for (const auto& [attribute, text] : dataset.attributes) file.write_text(name, attribute, text);
  }
  for (const auto& [attribute, text] : record.texts) file.write_text("/", attribute, text);
  for (const auto& [attribute, number] : record.numbers) file.write_number("/", attribute, number);
}

void write_scaling(h5::File& file, const Scaling& scaling) {
  if (scaling.rule == ScalingRule::meanrate) {
    file.write_number("/", "scaling_mean_count", scaling.mean_count);
  }
  if (scaling.rule == ScalingRule::zscore) {
    file.write("/scaling_mean", scaling.mean, {scaling.mean.size()});
    file.write("/scaling_standard_deviation", scaling.standard_deviation,
               {scaling.standard_deviation.size()});
  }
}

void write_choice(h5::File& file, const CostChoice& choice) {
  const std::string group = "/cross_validation";
  const std::size_t costs = kCostCandidates.size();
  file.write(group + "/cost", std::vector<double>(kCostCandidates.begin(), kCostCandidates.end()),
             {costs});
  file.write(group + "/accuracy_percent", choice.accuracy_percent, {costs, kFolds});
  file.write_text(group + "/accuracy_percent", "axes", "cost, fold");
  file.write(group + "/mean_percent", choice.mean_percent, {costs});
  file.write(group + "/standard_error_percent", choice.standard_error_percent, {costs});
  file.write(group + "/recordings",
             std::vector<std::uint32_t>(choice.samples.begin(), choice.samples.end()), {kFolds});
  file.write_text(group, "rule", kCostRule);
  file.write_number(group, "best_cost", kCostCandidates.at(choice.best));
  file.write_number(group, "chosen_cost", choice.cost());
}

}  // namespace

void write_classifier(const std::filesystem::path& path, const ClassifierRecord& record,
                      const ClassifierOrigin& origin) {
  write_h5_atomically(path, [&](h5::File& file) {
    write_format(file, kClassifierFormat);
    write_record(file, record);
    write_scaling(file, origin.scaling);
    if (origin.choice) write_choice(file, *origin.choice);
    describe(file, kClassifierFormat);
    write_readout_key(file, origin.readout);
    file.write_text("/", "feature_axes", origin.feature_axes);
    write_provenance(file, origin.provenance);
  });
}

}  // namespace ebsnn
