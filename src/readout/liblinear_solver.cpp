#include "readout/liblinear_solver.hpp"

#include <linear.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <string_view>

namespace ebsnn {

struct LiblinearSolver::Samples {
  std::vector<feature_node> nodes;   // of all samples; each sample ends with the bias and index -1
  std::vector<feature_node*> first;  // of each sample
  int weights = 0;                   // features and bias
};

namespace {

constexpr double kBiasFeature = 1.0;

/// Reads the progress messages of liblinear: nothing else tells how many steps it took. The
/// destructor restores the default print function.
class StepCounter {
 public:
  StepCounter() : turn_(mutex()) {
    steps() = 0;
    set_print_string_function(&listen);
  }
  ~StepCounter() { set_print_string_function(nullptr); }
  StepCounter(const StepCounter&) = delete;
  StepCounter& operator=(const StepCounter&) = delete;
  StepCounter(StepCounter&&) = delete;
  StepCounter& operator=(StepCounter&&) = delete;

  [[nodiscard]] static std::uint32_t count() { return steps(); }

 private:
  static std::mutex& mutex() {
    static std::mutex only;
    return only;
  }
  static std::uint32_t& steps() {
    static std::uint32_t count = 0;
    return count;
  }
  static void listen(const char* message) {
    if (std::string_view(message).starts_with("iter ")) ++steps();
  }

  std::lock_guard<std::mutex> turn_;
};

struct FreeModel {
  void operator()(model* trained) const { free_and_destroy_model(&trained); }
};

parameter primal_parameters(double cost, double tolerance) {
  parameter chosen{};
  chosen.solver_type = L2R_L2LOSS_SVC;
  chosen.C = cost;
  chosen.eps = tolerance;
  return chosen;
}

}  // namespace

LiblinearSolver::LiblinearSolver(const FeatureMatrix& features)
    : samples_(std::make_unique<Samples>()) {
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<int>::max()) - 2;
  if (features.samples() > kMost || features.features() > kMost) {
    throw InputError(fmt::format("spike counts: {} samples of {} features, must be at most {} each",
                                 features.samples(), features.features(), kMost));
  }
  std::vector<double> row(features.features() + 1);
  std::size_t nonzero = 0;  // with the bias
  for (std::size_t sample = 0; sample < features.samples(); ++sample) {
    features.load_with_bias(sample, row.data());
    nonzero += row.size() - static_cast<std::size_t>(std::count(row.begin(), row.end(), 0.0));
  }
  const int bias_index = static_cast<int>(features.features()) + 1;
  samples_->weights = bias_index;
  samples_->nodes.reserve(nonzero + features.samples());
  samples_->first.reserve(features.samples());
  for (std::size_t sample = 0; sample < features.samples(); ++sample) {
    // No element moves: the memory was reserved.
    samples_->first.push_back(samples_->nodes.data() + samples_->nodes.size());
    features.load_with_bias(sample, row.data());
    for (int index = 1; index <= bias_index; ++index) {
      const double value = row[static_cast<std::size_t>(index - 1)];
      if (value != 0.0) samples_->nodes.push_back({index, value});
    }
    samples_->nodes.push_back({-1, 0.0});
  }
}

LiblinearSolver::~LiblinearSolver() = default;
LiblinearSolver::LiblinearSolver(LiblinearSolver&&) noexcept = default;
LiblinearSolver& LiblinearSolver::operator=(LiblinearSolver&&) noexcept = default;

BinarySolution LiblinearSolver::solve(std::span<const double> sides, double cost,
                                      double tolerance) const {
  // liblinear takes pointers to mutable data, but only reads them.
  std::vector<double> targets(sides.begin(), sides.end());
  std::vector<feature_node*> rows = samples_->first;
  problem posed{};
  posed.l = static_cast<int>(targets.size());
  posed.n = samples_->weights;
  posed.y = targets.data();
  posed.x = rows.data();
  posed.bias = kBiasFeature;
  const parameter chosen = primal_parameters(cost, tolerance);
  if (const char* complaint = check_parameter(&posed, &chosen)) {
    throw Error(fmt::format("linear SVM: liblinear refuses its parameters (C {}, tolerance {}): {}",
                            cost, tolerance, complaint));
  }

  const StepCounter counter;
  const std::unique_ptr<model, FreeModel> trained(train(&posed, &chosen));
  BinarySolution solution{{trained->w, trained->w + posed.n}, StepCounter::count()};
  // Positive decision values mean the label that the model lists first.
  for (double& weight : solution.weights) weight *= trained->label[0];
  return solution;
}

std::size_t LiblinearSolver::memory_bytes() const {
  return std::span(samples_->nodes).size_bytes() + std::span(samples_->first).size_bytes();
}

}  // namespace ebsnn
