#pragma once
// The spike counts of V1 that a run folder holds: activity/clean.h5, and the activity files of the
// same study under corruptions (ebsnn_eval). Nothing is simulated.

#include "core/label.hpp"
#include "pipeline/condition.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace ebsnn {

/// Spike counts of the recordings of one condition.
struct StoredCounts {
  std::size_t features = 0;           ///< windows x V1 neurons
  std::vector<std::uint16_t> counts;  ///< [recording, feature]
  [[nodiscard]] std::span<const std::uint16_t> of(std::size_t recording) const {
    return std::span(counts).subspan(recording * features, features);
  }
};

class StoredActivities {
 public:
  /// Throws InputError if the folder has no clean activity, or a file that is damaged or holds
  /// another unit than its name says.
  explicit StoredActivities(std::filesystem::path run_folder);

  /// Clean first, then those of the files, in the order of results.
  [[nodiscard]] const std::vector<Condition>& conditions() const { return conditions_; }
  /// About files that are left out, because they are of another study.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  [[nodiscard]] std::size_t recordings() const { return labels_.size(); }
  /// [recording]
  [[nodiscard]] const std::vector<Label>& labels() const { return labels_; }
  [[nodiscard]] std::size_t classes() const { return classes_; }
  [[nodiscard]] const std::string& data_checksum() const { return data_checksum_; }
  [[nodiscard]] const std::string& network_checksum() const { return network_checksum_; }

  /// Reads the counts of one condition. Throws InputError for a file that has other recordings,
  /// windows or neurons than the clean one.
  [[nodiscard]] StoredCounts read(const Condition& condition) const;

 private:
  std::filesystem::path run_folder_;
  std::vector<Condition> conditions_;
  std::vector<std::string> warnings_;
  std::vector<Label> labels_;
  std::vector<std::uint64_t> recording_;
  std::size_t classes_ = 0;
  std::size_t windows_ = 0;
  std::size_t neurons_ = 0;
  std::string data_checksum_;
  std::string network_checksum_;
};

}  // namespace ebsnn
