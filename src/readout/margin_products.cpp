#include "readout/margin_products.hpp"

#include <utility>

namespace ebsnn {
namespace {

using Eigen::Index;

/// Number of samples that are added together.
constexpr Index kBlock = 64;

}  // namespace

MarginProducts::MarginProducts(const FeatureMatrix& features)
    : features_(features), inside_(features.samples(), 0) {}

MarginProducts::MarginProducts(const FeatureMatrix& features, Eigen::MatrixXd all)
    : features_(features), inside_(features.samples(), 1), sums_(std::move(all)) {}

const Eigen::MatrixXd& MarginProducts::within(const Eigen::VectorXd& slack) {
  std::vector<std::size_t> all;
  std::vector<std::size_t> entering;
  std::vector<std::size_t> leaving;
  for (std::size_t i = 0; i < inside_.size(); ++i) {
    const bool inside = slack[static_cast<Index>(i)] > 0.0;
    if (inside) all.push_back(i);
    if (inside && inside_[i] == 0) entering.push_back(i);
    if (!inside && inside_[i] != 0) leaving.push_back(i);
    inside_[i] = inside ? 1 : 0;
  }
  if (entering.size() + leaving.size() < all.size()) {
    add(entering, 1.0);
    add(leaving, -1.0);
  } else {
    const auto columns = static_cast<Index>(features_.features()) + 1;
    sums_.setZero(columns, columns);
    add(all, 1.0);
  }
  return sums_;
}

void MarginProducts::add(const std::vector<std::size_t>& samples, double sign) {
  Eigen::MatrixXd block(sums_.rows(), kBlock);
  Index filled = 0;
  const auto add_block = [&] {
    if (filled == 0) return;  // Eigen divides by the number of columns
    sums_.selfadjointView<Eigen::Lower>().rankUpdate(block.leftCols(filled), sign);
    filled = 0;
  };
  for (const std::size_t sample : samples) {
    features_.load_with_bias(sample, block.col(filled).data());
    if (++filled == kBlock) add_block();
  }
  add_block();
}

}  // namespace ebsnn
