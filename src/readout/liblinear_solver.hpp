#pragma once
// The primal solver of liblinear for one binary problem. Internal to readout; only
// liblinear_solver.cpp includes linear.h.
//
// Minimises 0.5 |w|^2 + C sum_i max(0, 1 - s_i w.(x_i, 1))^2 by a trust-region Newton method
// (solver 2, L2R_L2LOSS_SVC; Lin, Weng & Keerthi, JMLR 9:627, 2008; Fan et al., JMLR 9:1871, 2008).
// It uses no random numbers: the same input gives the same bits in every process on a machine.
// Between machines the last bits may depend on the BLAS that liblinear is linked with.

#include "readout/features.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace ebsnn {

/// Result of liblinear. The caller must check whether it is an optimum.
struct BinarySolution {
  std::vector<double> weights;   ///< [features + 1], the last one for the bias feature
  std::uint32_t iterations = 0;  ///< trust-region steps tried
};

/// The samples in liblinear's sparse form: 16 bytes for each nonzero feature, plus 40 bytes for each
/// sample (28 MB for 3,000 recordings of 576 counts).
class LiblinearSolver {
 public:
  explicit LiblinearSolver(const FeatureMatrix& features);
  ~LiblinearSolver();
  LiblinearSolver(LiblinearSolver&&) noexcept;
  LiblinearSolver& operator=(LiblinearSolver&&) noexcept;
  LiblinearSolver(const LiblinearSolver&) = delete;
  LiblinearSolver& operator=(const LiblinearSolver&) = delete;

  /// `sides` holds +1 or -1 for each sample, both at least once. Calls from several threads wait
  /// for each other, because liblinear has one print function per process. Afterwards it is
  /// liblinear's default.
  [[nodiscard]] BinarySolution solve(std::span<const double> sides, double cost,
                                     double tolerance) const;
  /// Bytes of the sparse form.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Samples;
  std::unique_ptr<Samples> samples_;
};

}  // namespace ebsnn
