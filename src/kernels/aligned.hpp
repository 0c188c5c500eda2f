#pragma once
// Arrays that the kernels can load whole vectors from.

#include <cstddef>
#include <new>
#include <vector>

namespace ebsnn {

/// Alignment of arrays for kernels (bytes): one cache line, and one vector of the widest kind.
inline constexpr std::size_t kAlignment = 64;
/// Largest number of values that a kernel handles at once. Array lengths for kernels are multiples
/// of it.
template <class Real>
inline constexpr std::size_t lanes_of = kAlignment / sizeof(Real);
inline constexpr std::size_t kLanes = lanes_of<double>;

[[nodiscard]] constexpr std::size_t padded(std::size_t n, std::size_t lanes = kLanes) {
  return (n + lanes - 1) / lanes * lanes;
}

template <class T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <class U>
  explicit AlignedAllocator(const AlignedAllocator<U>& /*other*/) {}
  T* allocate(std::size_t n) {
    return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{kAlignment}));
  }
  void deallocate(T* pointer, std::size_t /*n*/) noexcept {
    ::operator delete (pointer, std::align_val_t{kAlignment});
  }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) { return true; }
};

template <class Real>
using AlignedArrayOf = std::vector<Real, AlignedAllocator<Real>>;
using AlignedArray = AlignedArrayOf<double>;

}  // namespace ebsnn
