#pragma once
// McNemar's test: whether two classifiers make errors on the same recordings equally often
// (Psychometrika 12:153, 1947, doi 10.1007/BF02295996; for classifiers: Dietterich, Neural Comput.
// 10:1895, 1998, doi 10.1162/089976698300017197). It concerns two frozen networks, not their kind.

#include <cstdint>
#include <span>

namespace ebsnn {

/// Recordings on which exactly one of two classifiers is right.
struct Discordant {
  std::uint64_t only_first = 0;   ///< b
  std::uint64_t only_second = 0;  ///< c
};

/// Counts b and c over recordings; a value other than 0 means right. Shapes [recording].
/// Throws InputError if the lists differ in length.
[[nodiscard]] Discordant discordant(std::span<const std::uint8_t> first_right,
                                    std::span<const std::uint8_t> second_right);

/// Two-sided p, exact for every n = b + c:
///     p = min(1, 2 sum_{k <= min(b, c)} C(n, k) / 2^n), and 1 if n = 0
/// The sum is the binomial distribution function of Boost.Math (a regularised incomplete beta
/// function), which neither overflows nor needs an approximation for large n. Its relative error
/// is below 1e-10; a p below 1e-307 may be 0. The last digits may depend on the version of Boost
/// and of the C library.
[[nodiscard]] double mcnemar_p(const Discordant& pairs);

}  // namespace ebsnn
