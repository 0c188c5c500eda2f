#pragma once
// An evaluation small enough to be run many times in a test, in this process alone. Only for tests.

#include "h5/file.hpp"
#include "parallel/data_in_memory.hpp"
#include "pipeline/classify.hpp"
#include "pipeline/evaluate.hpp"
#include "pipeline/unit.hpp"
#include "support/temporary_folder.hpp"
#include "units_of.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn::test {

inline ModelParameters network_of_twelve() {
  ModelParameters model;
  model.shape.v1 = 12;
  model.shape.inh = 5;
  return model;
}

/// The message of the InputError that `work` throws; empty where it throws none.
inline std::string input_error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// A run folder, the recordings it is made of, and what is done with them.
class SmallStudy {
 public:
  explicit SmallStudy(std::vector<Recording> train = lively_recordings(20),
                      std::vector<Recording> test = lively_recordings(10)) {
    give(std::move(train), std::move(test));
    input.parameters = network_of_twelve();
    input.weights = initial_weights(input.parameters, 3);
    run.program = "ebsnn_eval";
    run.version = "0.1.0";
    run.git_revision = "abc1234";
    run.network_checksum = "00000000000000cc";
  }

  void give(std::vector<Recording> train, std::vector<Recording> test) {
    data.train = std::make_unique<DataInMemory>(std::move(train));
    data.test = std::make_unique<DataInMemory>(std::move(test));
    input.data = &data;
  }
  [[nodiscard]] RunContext context() const {
    return {*comm, StopCondition(), Verbosity::silent, run};
  }
  SimulateSummary simulate(const std::string& corruptions, const std::string& levels) {
    return simulate_units(context(), units_of(corruptions, levels), input, out());
  }
  Classification read_out(const std::string& corruptions, const std::string& levels) {
    return classify(context(), units_of(corruptions, levels), out(), readout);
  }
  /// Both stages.
  Classification evaluate(const std::string& corruptions, const std::string& levels) {
    (void)simulate(corruptions, levels);
    return read_out(corruptions, levels);
  }

  void evaluate(const std::vector<Unit>& units) {
    (void)simulate_units(context(), units, input, out());
    (void)classify(context(), units, out(), readout);
  }

  [[nodiscard]] const std::filesystem::path& out() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path activity(const std::string& name) const {
    return out() / "activity" / name;
  }
  /// "drop_event 0.1" and so on, as results.csv has them.
  [[nodiscard]] std::vector<std::string> rows() const {
    std::ifstream file(out() / "results.csv");
    std::vector<std::string> names;
    std::string line;
    for (std::getline(file, line); std::getline(file, line);) {
      const std::size_t first = line.find(',');
      names.push_back(line.substr(0, first) + " " +
                      line.substr(first + 1, line.find(',', first + 1) - first - 1));
    }
    return names;
  }

  std::unique_ptr<Communicator> comm = make_local_communicator();
  DataSource data;
  EvaluationInput input;
  Provenance run;
  ReadoutChoice readout;

 private:
  TemporaryFolder folder_;
};

}  // namespace ebsnn::test
