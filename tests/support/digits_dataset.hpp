#pragma once
// What data sets of tests have in common. Only for tests.

#include "events/dataset.hpp"

#include <optional>
#include <string>

namespace ebsnn::test {

/// Recordings of the ten digits on N-MNIST's sensor, unless a test describes them otherwise.
class DigitsDataset : public Dataset {
 public:
  [[nodiscard]] const DataDescription& description() const override { return description_; }
  [[nodiscard]] std::string source(std::size_t index) const override { return name(index); }
  [[nodiscard]] DataDescription& describe() { return description_; }

 private:
  DataDescription description_{kNmnistSensor, digit_names(), std::nullopt};
};

}  // namespace ebsnn::test
