#include "fuzz/memory_bound.hpp"

#include <sanitizer/allocator_interface.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace ebsnn::test {
namespace {

// State of the only MemoryBound; the hooks take no argument of their own.
bool counting = false;
std::int64_t held = 0;  // negative if more is freed than allocated
std::int64_t bound = 0;
std::size_t size_of_input = 0;

void count_taken(const volatile void* /*memory*/, std::size_t bytes) {
  if (!counting) return;
  held += static_cast<std::int64_t>(bytes);
  if (held <= bound) return;
  counting = false;
  std::fprintf(stderr,
               "ERROR: memory bound: %lld bytes held for an input of %zu bytes, bound %lld\n",
               static_cast<long long>(held), size_of_input, static_cast<long long>(bound));
  std::abort();
}

void count_given_back(const volatile void* memory) {
  if (!counting || memory == nullptr) return;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): the sanitizer's two signatures differ
  held -=
      static_cast<std::int64_t>(__sanitizer_get_allocated_size(const_cast<const void*>(memory)));
}

void install_hooks() {
  static const bool installed =
      __sanitizer_install_malloc_and_free_hooks(count_taken, count_given_back) != 0;
  if (!installed) {
    std::fputs("no room for the hooks of MemoryBound\n", stderr);
    std::abort();
  }
}

}  // namespace

MemoryBound::MemoryBound(std::size_t input_bytes, std::size_t constant, std::size_t factor) {
  install_hooks();
  held = 0;
  bound = static_cast<std::int64_t>(constant + factor * input_bytes);
  size_of_input = input_bytes;
  counting = true;
}

MemoryBound::~MemoryBound() { counting = false; }

}  // namespace ebsnn::test
