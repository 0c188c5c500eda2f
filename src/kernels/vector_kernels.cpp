// The kernels as vector code, compiled once per instruction set by Highway's foreach_target, and
// the choice of one at run time.
//
// On x86 these are AVX2 and AVX-512. Older instruction sets have no fused multiply-add: vector code
// would compute it lane by lane, no faster than the scalar kernels, which serve there.

#include "kernels/inference.hpp"
#include "kernels/kernels.hpp"
#include "kernels/normals.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector_kernels.cpp"
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SSE4 | HWY_AVX3_DL)
// Everything that is included again for each target comes after foreach_target.h.
// clang-format off
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// Highway's portable targets come last, so that they may leave these files out.
#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
#define EBSNN_VECTOR_TARGET 1
#include "kernels/vector_inference-inl.hpp"
#include "kernels/vector_neurons-inl.hpp"
#include "kernels/vector_normals-inl.hpp"
#include "kernels/vector_rows-inl.hpp"
#include "kernels/vector_weighted_rows-inl.hpp"
#else
#define EBSNN_VECTOR_TARGET 0
#endif
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ebsnn::HWY_NAMESPACE {

#if EBSNN_VECTOR_TARGET

const Kernels* vector_kernels() {
  static constexpr Kernels table{step_learning, plastic_step, potentiate, inhibitory_spike};
  return &table;
}

const InferenceKernels* vector_inference_kernels() {
  static constexpr InferenceKernels table{{present<double>, add_weighted_rows<double>},
                                          {present<float>, add_weighted_rows<float>}};
  return &table;
}

DrawNormals vector_draw_normals() { return draw_normals; }

const char* target_name() { return hwy::TargetName(HWY_TARGET); }

#else

const Kernels* vector_kernels() { return &scalar_kernels(); }
const InferenceKernels* vector_inference_kernels() { return &scalar_inference_kernels(); }
DrawNormals vector_draw_normals() { return scalar_draw_normals(); }
const char* target_name() { return "scalar"; }

#endif
#undef EBSNN_VECTOR_TARGET

}  // namespace ebsnn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "core/error.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstdlib>

namespace ebsnn {

HWY_EXPORT(vector_kernels);
HWY_EXPORT(vector_inference_kernels);
HWY_EXPORT(vector_draw_normals);
HWY_EXPORT(target_name);

namespace {

struct Choice {
  const Kernels* table;
  const InferenceKernels* inference;
  DrawNormals draw_normals;
  std::string name;
};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// The best of those that Highway may choose from.
Choice best() {
  return {HWY_DYNAMIC_DISPATCH(vector_kernels)(), HWY_DYNAMIC_DISPATCH(vector_inference_kernels)(),
          HWY_DYNAMIC_DISPATCH(vector_draw_normals)(), HWY_DYNAMIC_DISPATCH(target_name)()};
}

Choice choose() {
  const char* forced = std::getenv("EBSNN_INSTRUCTION_SET");
  if (forced == nullptr || *forced == '\0') {
    return best();
  }
  if (lower_case(forced) == "scalar") {
    return {&scalar_kernels(), &scalar_inference_kernels(), scalar_draw_normals(), "scalar"};
  }
  std::string known = "scalar";
  const std::int64_t available = hwy::SupportedTargets() & HWY_TARGETS & ~(HWY_SCALAR | HWY_EMU128);
  for (std::int64_t rest = available; rest != 0; rest &= rest - 1) {
    const std::int64_t target = rest & -rest;
    const std::string name = lower_case(hwy::TargetName(target));
    known += ", " + name;
    if (name == lower_case(forced)) {
      hwy::SetSupportedTargetsForTest(target);
      hwy::GetChosenTarget().Update(target);
      return best();
    }
  }
  throw InputError(
      fmt::format("EBSNN_INSTRUCTION_SET={}: this processor and build offer {}", forced, known));
}

const Choice& choice() {
  static const Choice chosen = choose();
  return chosen;
}

}  // namespace

const Kernels& kernels() { return *choice().table; }
const InferenceKernels& inference_kernels() { return *choice().inference; }
DrawNormals draw_normals_kernel() { return choice().draw_normals; }
std::string instruction_set() { return choice().name; }

}  // namespace ebsnn
#endif
