#include "readout/linear_svm.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ebsnn {

std::string convergence_text(const LinearSvm& svm) {
  std::vector<Label> not_converged;
  for (std::size_t i = 0; i < svm.classes.size(); ++i) {
    if (svm.converged[i] == 0) {
      not_converged.push_back(svm.classes[i]);
    }
  }
  const double excess =
      svm.excess.empty() ? 0.0 : *std::max_element(svm.excess.begin(), svm.excess.end());
  const std::string above = fmt::format("at most {:.1g} above the optimum", excess);
  if (not_converged.empty()) {
    return fmt::format("Linear SVM: all {} classes converged, {}", svm.classes.size(), above);
  }
  return fmt::format(
      "Linear SVM: {} of {} classes converged, {}; not converged: {} (classifier.h5 has the "
      "figures; see --svm-tolerance)",
      svm.classes.size() - not_converged.size(), svm.classes.size(), above,
      fmt::join(not_converged, ", "));
}

std::string convergence_of_classes(const LinearSvm& svm) {
  std::string text;
  for (std::size_t i = 0; i < svm.classes.size(); ++i) {
    text += fmt::format(
        "SVM class {}: {}, primal objective {:.6g}, at most {:.1g} above the optimum ({} "
        "iterations and {} Newton steps)\n",
        svm.classes[i], svm.converged[i] != 0 ? "converged" : "NOT CONVERGED", svm.objective[i],
        svm.excess[i], svm.iterations[i], svm.newton_steps[i]);
  }
  return text;
}

}  // namespace ebsnn
