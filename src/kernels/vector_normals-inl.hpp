// Pairs of normals as vector code: the polar method of Marsaglia, with the operations and the order
// of RandomSequence::normal() and portable_log(). Included again for each instruction set; the
// scalar one of Highway lacks some of the operations. Only for src/kernels.

#if defined(EBSNN_VECTOR_NORMALS_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef EBSNN_VECTOR_NORMALS_INL_HPP
#undef EBSNN_VECTOR_NORMALS_INL_HPP
#else
#define EBSNN_VECTOR_NORMALS_INL_HPP
#endif

#include "core/elementary.hpp"
#include "kernels/aligned.hpp"
#include "kernels/normals.hpp"
#include "kernels/philox.hpp"
#include "kernels/vector_math-inl.hpp"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace ebsnn::HWY_NAMESPACE {

using Words = hn::RebindToUnsigned<D>;
using W = hn::Vec<Words>;

/// Points of the square [-1, 1) x [-1, 1), with room for a whole vector after the last.
struct Points {
  static constexpr std::size_t kRoom = kNormalBlocks + kLanes;
  alignas(kAlignment) std::array<double, kRoom> x;
  alignas(kAlignment) std::array<double, kRoom> y;
  std::size_t count;
};

/// a * b of the low halves; high halves are ignored.
HWY_INLINE W product(Words dw, W a, std::uint32_t b) {
  const hn::Repartition<std::uint32_t, Words> d32;
  return hn::MulEven(hn::BitCast(d32, a), hn::BitCast(d32, hn::Set(dw, std::uint64_t{b})));
}

/// Uniform in [-1, 1), exactly, from the upper 53 bits of a word: k 2^-52 - 1.
HWY_INLINE V from_minus_one_to_one(D d, Words dw, W word) {
  // The lower 52 bits become the fraction of a number in [1, 2). Then 2 is subtracted, or 1 if the
  // highest bit is set.
  const auto one = hn::BitCast(dw, hn::Set(d, 1.0));
  const auto two = hn::BitCast(dw, hn::Set(d, 2.0));
  const auto fraction = hn::And(hn::ShiftRight<11>(word), hn::Set(dw, (1ULL << 52U) - 1U));
  const auto less = hn::Sub(two, hn::ShiftLeft<52>(hn::ShiftRight<63>(word)));
  return hn::Sub(hn::BitCast(d, hn::Or(fraction, one)), hn::BitCast(d, less));
}

/// Points of kCount vectors of blocks, starting at block `number`. Those inside the unit circle are
/// added to `points`.
template <std::size_t kCount>
HWY_INLINE void draw_points(const PhiloxStart& start, std::uint32_t number, Points& points) {
  const D d;
  const Words dw;
  Vectors<Words, kCount> c0;
  Vectors<Words, kCount> c1;
  Vectors<Words, kCount> c2;
  Vectors<Words, kCount> c3;
  EBSNN_FOR_EACH(j, kCount) {
    c0.of[j] = hn::Iota(dw, number + j * hn::Lanes(d));
    c1.of[j] = hn::Set(dw, std::uint64_t{start.counter[1]});
    c2.of[j] = hn::Set(dw, std::uint64_t{start.counter[2]});
    c3.of[j] = hn::Set(dw, std::uint64_t{start.counter[3]});
  }
  // In the low halves of the words; the high halves do not matter.
  std::uint32_t key0 = start.key[0];
  std::uint32_t key1 = start.key[1];
  for (int round = 0; round < philox::kRounds; ++round) {
    const auto k0 = hn::Set(dw, std::uint64_t{key0});
    const auto k1 = hn::Set(dw, std::uint64_t{key1});
    EBSNN_FOR_EACH(j, kCount) {
      const auto a = product(dw, c0.of[j], philox::kFactor0);
      const auto b = product(dw, c2.of[j], philox::kFactor1);
      c0.of[j] = hn::Xor(hn::Xor(hn::ShiftRight<32>(b), c1.of[j]), k0);
      c1.of[j] = b;
      c2.of[j] = hn::Xor(hn::Xor(hn::ShiftRight<32>(a), c3.of[j]), k1);
      c3.of[j] = a;
    }
    key0 += philox::kWeyl0;
    key1 += philox::kWeyl1;
  }
  const auto low_half = hn::Set(dw, 0xffffffffULL);
  EBSNN_FOR_EACH(j, kCount) {
    const auto word = [&](W high, W low) HWY_ATTR {
      return hn::Or(hn::ShiftLeft<32>(high), hn::And(low, low_half));
    };
    const auto x = from_minus_one_to_one(d, dw, word(c0.of[j], c1.of[j]));
    const auto y = from_minus_one_to_one(d, dw, word(c2.of[j], c3.of[j]));
    const auto square = hn::Add(hn::Mul(x, x), hn::Mul(y, y));
    const auto inside = hn::And(hn::Lt(square, hn::Set(d, 1.0)), hn::Ne(square, hn::Zero(d)));
    hn::CompressStore(x, inside, d, points.x.data() + points.count);
    points.count += hn::CompressStore(y, inside, d, points.y.data() + points.count);
  }
}

/// portable_log().
HWY_INLINE V log(D d, V x) {
  const Words dw;
  const auto k = [&](double constant) HWY_ATTR { return hn::Set(d, constant); };
  const auto bits = hn::BitCast(dw, x);
  const auto fraction = hn::And(bits, hn::Set(dw, (1ULL << 52U) - 1U));
  const auto half = hn::BitCast(d, hn::Or(fraction, hn::BitCast(dw, k(0.5))));
  const auto is_low = hn::Lt(half, k(logarithm::kSqrtHalf));
  const auto m = hn::IfThenElse(is_low, hn::Add(half, half), half);
  // The exponent's bits as a whole number: the fraction of 2^52 + exponent.
  constexpr double kTwo52 = 0x1.0p52;
  const auto biased = hn::BitCast(d, hn::Or(hn::ShiftRight<52>(bits), hn::BitCast(dw, k(kTwo52))));
  const auto exponent =
      hn::Sub(hn::Sub(biased, k(kTwo52 + 1022.0)), hn::IfThenElseZero(is_low, k(1.0)));
  const auto f = hn::Sub(m, k(1.0));
  const auto s = hn::Div(f, hn::Add(m, k(1.0)));
  const auto s2 = hn::Mul(s, s);
  auto series = hn::Zero(d);
  HWY_UNROLL(16)
  for (int n = logarithm::kLastTerm; n >= 3; n -= 2) {
    series = hn::Mul(hn::Add(series, k(1.0 / n)), s2);
  }
  const auto of_s = hn::Mul(s, hn::Sub(hn::Add(series, series), f));
  const auto low = hn::Add(f, hn::Add(of_s, hn::Mul(exponent, k(logarithm::kLn2Low))));
  return hn::Add(hn::Mul(exponent, k(logarithm::kLn2High)), low);
}

inline void draw_normals(const PhiloxStart& start, std::uint32_t first_block, NormalBatch& batch) {
  const D d;
  constexpr std::size_t kInStep = 2;
  const std::size_t step = kInStep * hn::Lanes(d);
  static_assert(kNormalBlocks % (kInStep * kLanes) == 0);
  Points points;
  points.count = 0;
  for (std::uint32_t block = 0; block < kNormalBlocks; block += static_cast<std::uint32_t>(step)) {
    draw_points<kInStep>(start, first_block + block, points);
  }
  // After the last one, any value that is not slow to compute with.
  hn::StoreU(hn::Set(d, 0.5), d, points.x.data() + points.count);
  hn::StoreU(hn::Set(d, 0.5), d, points.y.data() + points.count);
  for (std::size_t i = 0; i < points.count; i += hn::Lanes(d)) {
    const auto x = hn::Load(d, points.x.data() + i);
    const auto y = hn::Load(d, points.y.data() + i);
    const auto square = hn::Add(hn::Mul(x, x), hn::Mul(y, y));
    const auto factor = hn::Sqrt(hn::Div(hn::Mul(hn::Set(d, -2.0), log(d, square)), square));
    hn::StoreInterleaved2(hn::Mul(x, factor), hn::Mul(y, factor), d, batch.values.data() + 2 * i);
  }
  batch.count = 2 * points.count;
}

}  // namespace ebsnn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif

#endif
