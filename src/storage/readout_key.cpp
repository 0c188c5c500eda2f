#include "storage/readout_key.hpp"

#include "core/number_text.hpp"

#include <fmt/format.h>

#include <limits>
#include <tuple>

namespace ebsnn {
namespace {

double number_of(const std::string& text) {
  return number_in<double>(text).value_or(std::numeric_limits<double>::infinity());
}

}  // namespace

void write_readout_key(h5::File& file, const ReadoutKey& key) {
  file.write_text("/", "readout", key.readout);
  file.write_text("/", "code", key.code);
  file.write_text("/", "scaling", key.scaling);
  file.write_text("/", "svm_c", key.svm_c);
}

std::optional<ReadoutKey> read_readout_key(const h5::File& file) {
  if (!file.has_attribute("/", "readout")) return std::nullopt;
  return ReadoutKey{file.read_text("/", "code"), file.read_text("/", "scaling"),
                    file.read_text("/", "svm_c"), file.read_text("/", "readout")};
}

std::string text_of(const ReadoutKey& key) {
  return fmt::format("code {}, scaling {}, C {}", key.code, key.scaling, key.svm_c);
}

bool readout_comes_before(const ReadoutKey& a, const ReadoutKey& b) {
  return std::tuple(a.code, a.scaling, number_of(a.svm_c), a.svm_c) <
         std::tuple(b.code, b.scaling, number_of(b.svm_c), b.svm_c);
}

}  // namespace ebsnn
