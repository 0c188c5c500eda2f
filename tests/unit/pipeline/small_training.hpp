#pragma once
// A training small enough to be run many times in a test, in this process alone. Only for tests.

#include "parallel/data_in_memory.hpp"
#include "pipeline/train.hpp"
#include "small_study.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <system_error>

namespace ebsnn::test {

/// A run folder and what is trained in it.
class SmallTraining {
 public:
  explicit SmallTraining(std::uint64_t patches = 20, std::uint64_t batch = 1) {
    options.out = folder_.path() / "run";
    options.patches = patches;
    options.batch = batch;
    options.history_every = 3;
    options.checkpoint_every = 1000;
    options.parameters = network_of_twelve();
    options.parameters.plasticity.equalise_every = 7;
    // Equalised weights exceed it.
    options.parameters.v1weight.w_max = options.parameters.v1weight.initial_high;
    options.parameters.inhibw.w_max = options.parameters.inhibw.initial_high;
    provenance.program = "ebsnn_train";
    provenance.version = "0.1.0";
    provenance.git_revision = "abc1234";
    provenance.seed = options.seed;
    provenance.data_checksum = "00000000000000dd";
  }

  [[nodiscard]] RunContext context(const StopCondition& stop = StopCondition()) const {
    return {*comm, stop, Verbosity::silent, provenance};
  }
  TrainSummary train(const StopCondition& stop = StopCondition()) {
    return ebsnn::train(context(stop), data, options);
  }
  /// Trains until the first piece or batch is done.
  void begin() { EXPECT_THROW((void)train(StopCondition(1e-12)), Interrupted); }
  TrainSummary go_on(std::uint64_t patches) {
    options.patches = patches;
    return train();
  }

  [[nodiscard]] std::filesystem::path file(const std::string& name) const {
    return options.out / name;
  }
  [[nodiscard]] std::filesystem::path network() const { return file("network.h5"); }
  /// Paths of all files but locks, below the run folder.
  [[nodiscard]] std::set<std::string> files() const {
    std::set<std::string> names;
    std::error_code none;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(options.out, none)) {
      const std::string name = entry.path().filename().string();
      if (entry.is_regular_file() && !name.starts_with('.')) {
        names.insert(std::filesystem::relative(entry.path(), options.out).string());
      }
    }
    return names;
  }

  std::unique_ptr<Communicator> comm = make_local_communicator();
  DataInMemory data{lively_recordings(6)};
  TrainOptions options;
  Provenance provenance;

 private:
  TemporaryFolder folder_;
};

}  // namespace ebsnn::test
