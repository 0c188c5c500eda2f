// Computes cases of src/statistics for peers_test.py. A line of standard input is one case: the
// name of a function and lists of numbers, separated by semicolons ("auc; 0 1 2; 90 80 70"). A line
// of standard output is its result.

#include "statistics/corruption_error.hpp"
#include "statistics/crossed_bootstrap.hpp"
#include "statistics/equivalence.hpp"
#include "statistics/half_saturation.hpp"
#include "statistics/holm.hpp"
#include "statistics/level_curve.hpp"
#include "statistics/mcnemar.hpp"
#include "statistics/percentile.hpp"
#include "statistics/sign_flip.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace ebsnn {
namespace {

using List = std::vector<double>;
using Lists = std::vector<List>;

List numbers_in(const std::string& text) {
  List numbers;
  std::istringstream stream(text);
  for (double number = 0.0; stream >> number;) numbers.push_back(number);
  return numbers;
}

List half(const Lists& in) {
  const HalfSaturation result = half_saturation(in.at(0), in.at(1), in.at(2).at(0));
  return {static_cast<double>(result.outcome), result.level};
}

List equivalence(const Lists& in) {
  const EquivalenceTest test = equivalence_test(in.at(0), in.at(1).at(0));
  return {test.mean, test.standard_error, test.p_above, test.p_below, test.p};
}

List relative_error(const Lists& in) {
  const CleanAndCorrupted network{in.at(0).at(0), in.at(1)};
  const CleanAndCorrupted reference{in.at(2).at(0), in.at(3)};
  return {relative_corruption_error(network, reference).value};
}

/// Lists: seeds, networks, levels, recordings, analysis seed, replicates; bits [seed, network,
/// level, recording]. Result, a replicate after the other: weights of seeds, weights of recordings,
/// accuracies [network, level].
List bootstrap(const Lists& in) {
  const std::vector<std::size_t> sizes(in.at(0).begin(), in.at(0).end());
  const CorrectnessShape shape{sizes.at(0), sizes.at(1), sizes.at(2), sizes.at(3)};
  const std::vector<std::uint8_t> bits(in.at(1).begin(), in.at(1).end());
  CorrectnessTable table(shape);
  for (std::size_t i = 0; i < shape.seeds * shape.networks * shape.levels; ++i) {
    table.set(i / shape.levels / shape.networks, i / shape.levels % shape.networks,
              i % shape.levels, std::span(bits).subspan(i * shape.recordings, shape.recordings));
  }
  const std::uint64_t seed = sizes.at(4);
  const BootstrapAccuracies accuracies = crossed_bootstrap(table, seed, {0, sizes.at(5)});
  List out;
  for (std::size_t i = 0; i < accuracies.size(); ++i) {
    const BootstrapWeights weights = bootstrap_weights(seed, i, shape.seeds, shape.recordings);
    out.insert(out.end(), weights.seeds.begin(), weights.seeds.end());
    out.insert(out.end(), weights.recordings.begin(), weights.recordings.end());
    for (std::size_t n = 0; n < shape.networks; ++n) {
      const auto curve = accuracies.replicate(i).curve(n);
      out.insert(out.end(), curve.begin(), curve.end());
    }
  }
  return out;
}

const std::map<std::string, std::function<List(const Lists&)>> kFunctions = {
    {"auc", [](const Lists& in) { return List{area_under_curve(in.at(0), in.at(1))}; }},
    {"fit", [](const Lists& in) { return non_increasing_fit(in.at(0)); }},
    {"half", half},
    {"error", [](const Lists& in) { return List{corruption_error(in.at(0), in.at(1)).value}; }},
    {"relative_error", relative_error},
    {"sign_flip", [](const Lists& in) { return List{sign_flip_p(in.at(0))}; }},
    {"holm", [](const Lists& in) { return holm_adjusted(in.at(0)); }},
    {"mcnemar",
     [](const Lists& in) {
       return List{mcnemar_p({static_cast<std::uint64_t>(in.at(0).at(0)),
                              static_cast<std::uint64_t>(in.at(0).at(1))})};
     }},
    {"equivalence", equivalence},
    {"percentile", [](const Lists& in) { return List{percentile(in.at(0), in.at(1).at(0))}; }},
    {"bootstrap", bootstrap},
};

void run(const std::string& line) {
  std::istringstream parts(line);
  std::string name;
  std::getline(parts, name, ';');
  Lists lists;
  for (std::string part; std::getline(parts, part, ';');) lists.push_back(numbers_in(part));
  std::string result;
  for (const double number : kFunctions.at(name)(lists)) result += fmt::format("{} ", number);
  std::cout << result << '\n';
}

}  // namespace
}  // namespace ebsnn

int main() {
  try {
    for (std::string line; std::getline(std::cin, line);) ebsnn::run(line);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "statistics_cases: " << error.what() << '\n';
    return 1;
  }
}
