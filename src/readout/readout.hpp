#pragma once
// What a readout is: a classifier that is fitted to the features and classes of training
// recordings. Each readout is one file and one row of readouts().
//
// Fits are divided into parts, so that processes can share them. Results depend only on the input,
// bit for bit, whichever process does a part.

#include "core/label.hpp"
#include "readout/features.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ebsnn {

struct ReadoutOptions {
  double cost = 1.0;        ///< C: weight of errors against that of regularisation; above 0
  double tolerance = 1e-4;  ///< of the solver; above 0
  friend bool operator==(const ReadoutOptions&, const ReadoutOptions&) = default;
};

/// One dataset of classifier.h5.
struct ClassifierDataset {
  std::string name;
  std::variant<std::vector<double>, std::vector<std::uint32_t>, std::vector<std::uint16_t>,
               std::vector<std::uint8_t>>
      values;
  std::vector<std::size_t> shape;
  std::vector<std::pair<std::string, std::string>> attributes;
};

/// What classifier.h5 holds of a classifier.
struct ClassifierRecord {
  std::vector<ClassifierDataset> datasets;
  std::vector<std::pair<std::string, std::string>> texts;  ///< attributes of the root
  std::vector<std::pair<std::string, double>> numbers;     ///< likewise
};

/// A fitted readout.
class Classifier {
 public:
  virtual ~Classifier() = default;
  Classifier(const Classifier&) = delete;
  Classifier& operator=(const Classifier&) = delete;

  /// Those that occurred in training, ascending.
  [[nodiscard]] virtual std::span<const Label> classes() const = 0;
  /// [samples, classes]; the largest one is the prediction. Throws InputError if the number of
  /// features is not that of the training set.
  [[nodiscard]] virtual std::vector<double> decision_values(
      const FeatureMatrix& features) const = 0;
  [[nodiscard]] virtual ClassifierRecord record() const = 0;
  /// Whether the fit reached what it promises.
  [[nodiscard]] virtual bool converged() const = 0;
  /// About the fit: one line, and one line for each class.
  [[nodiscard]] virtual std::string summary() const = 0;
  [[nodiscard]] virtual std::string details() const = 0;

 protected:
  Classifier() = default;
};

/// The fit to one training set.
class Fitting {
 public:
  virtual ~Fitting() = default;
  Fitting(const Fitting&) = delete;
  Fitting& operator=(const Fitting&) = delete;

  [[nodiscard]] virtual std::size_t parts() const = 0;
  /// Part 0 .. parts() - 1, in numbers that can be sent to another process.
  [[nodiscard]] virtual std::vector<double> fit_part(std::size_t part) const = 0;
  /// Puts all parts together, in any order.
  [[nodiscard]] virtual std::unique_ptr<Classifier> assemble(
      const std::vector<std::vector<double>>& parts) const = 0;

 protected:
  Fitting() = default;
};

/// Fits to one training set at several C, for cross-validation.
class CostPaths {
 public:
  virtual ~CostPaths() = default;
  CostPaths(const CostPaths&) = delete;
  CostPaths& operator=(const CostPaths&) = delete;

  /// Those that occur in the training set, ascending.
  [[nodiscard]] virtual std::span<const Label> classes() const = 0;
  /// Decision values of class classes()[k] for `held_out` samples: [cost, sample]. `costs` ascend.
  [[nodiscard]] virtual std::vector<double> decision_values(
      std::size_t k, std::span<const double> costs, const FeatureMatrix& held_out) const = 0;

 protected:
  CostPaths() = default;
};

/// A kind of readout. Features and labels must outlive what is made of them. Both functions throw
/// InputError if the numbers of labels and samples differ, or fewer than two classes occur.
struct Readout {
  std::string_view name;
  std::unique_ptr<Fitting> (*fitting)(const FeatureMatrix& features, std::span<const Label> labels,
                                      const ReadoutOptions& options);
  std::unique_ptr<CostPaths> (*cost_paths)(const FeatureMatrix& features,
                                           std::span<const Label> labels);
};

/// All readouts, the default first.
[[nodiscard]] std::span<const Readout> readouts();

/// For each row of decision values [samples, classes], the class of the largest one; of equal ones,
/// the lowest class.
[[nodiscard]] std::vector<Label> largest_of(std::span<const double> values,
                                            std::span<const Label> classes);

}  // namespace ebsnn
