#include "core/checksum.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

namespace ebsnn {

struct Checksum::State {
  XXH3_state_t* xxh = XXH3_createState();
  State() {
    if (xxh == nullptr) {
      throw std::bad_alloc();
    }
    XXH3_64bits_reset(xxh);
  }
  ~State() { XXH3_freeState(xxh); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Checksum::Checksum() : state_(std::make_unique<State>()) {}
Checksum::~Checksum() = default;
Checksum::Checksum(Checksum&&) noexcept = default;
Checksum& Checksum::operator=(Checksum&&) noexcept = default;

void Checksum::add_bytes(const void* data, std::size_t bytes) {
  XXH3_64bits_update(state_->xxh, data, bytes);
}

std::uint64_t Checksum::value() const { return XXH3_64bits_digest(state_->xxh); }

std::uint64_t checksum_of(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

std::string hex(std::uint64_t checksum) { return fmt::format("{:016x}", checksum); }

}  // namespace ebsnn
