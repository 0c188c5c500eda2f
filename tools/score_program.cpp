// ebsnn_score: scores the predictions of any model under a suite of corruptions.

#include "score_program.hpp"

#include "core/error.hpp"
#include "data_options.hpp"
#include "option_checks.hpp"
#include "pipeline/unit.hpp"
#include "program.hpp"
#include "score/predictions.hpp"
#include "score/score_text.hpp"
#include "score/scores.hpp"
#include "score/suite.hpp"
#include "storage/atomic_file.hpp"
#include "storage/output_place.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <optional>

namespace ebsnn {
namespace {

using namespace ebsnn::scoring;

struct Options {
  std::filesystem::path predictions;
  std::filesystem::path reference;
  std::string suite;
  DataOptions data;
  std::uint64_t seed = 1;
  std::filesystem::path csv;
  bool force = false;
};

void declare(OptionList& list, Options& o) {
  list.add_option(
          "predictions,--predictions", o.predictions,
          "What a model predicts: a CSV file with the columns unit, recording, prediction, "
          "and label where it is needed (jobs/README.md); or a run folder of ebsnn_eval, or "
          "its predictions.h5")
      ->required();
  list.add_option("--suite", o.suite, "ec1: 19 corruptions at five levels each, and clean")
      ->required();
  list.add_option("--reference", o.reference,
                  "Predictions of another model for the same recordings: for CE, mCE and tests");
  declare_data(list, o.data)
      ->description(
          "The recordings before corruption: tells their classes, names and number; the same as "
          "for "
          "ebsnn_corrupt. Not needed if the predictions tell the classes");
  list.add_option("--seed", o.seed, "Seed of the bootstrap")
      ->capture_default_str()
      ->transform(whole_number());
  list.add_option("--csv", o.csv, "Write all numbers, with intervals and tests, to this CSV file");
  list.add_flag("--force", o.force, "Replace the file if it exists");
}

void check_csv(const Options& o) {
  if (o.csv.empty() || !output_file(o.csv, "--csv").replaces() || o.force) return;
  throw InputError(
      fmt::format("--csv {}: exists already; --force replaces it", printable(o.csv.native())));
}

std::optional<TestSet> test_set_of(const Options& o) {
  if (o.data.data.empty()) return std::nullopt;
  const DataSource source = open_data(o.data);
  warn_of(source);
  if (source.test == nullptr || source.test->size() == 0) {
    throw InputError(fmt::format("--data {}: has no test recordings", o.data.data));
  }
  return TestSet(*source.test);
}

void score_predictions(const Options& o) {
  const Suite suite(o.suite);
  check_csv(o);
  const std::optional<TestSet> data = test_set_of(o);
  const TestSet* const known = data ? &*data : nullptr;
  const Predictions model = read_predictions(o.predictions, suite, known);
  std::optional<Predictions> reference;
  if (!o.reference.empty()) {
    reference = in_order_of(model, read_predictions(o.reference, suite, known));
  }
  const Scores scores = score(suite, model, reference ? &*reference : nullptr, o.seed);
  if (!o.csv.empty()) write_file_atomically(o.csv, csv_of(suite, scores));
  fmt::print("{}", table_of(suite, scores));
}

}  // namespace

int score_program(Communicator& comm, int argc, const char* const* argv) {
  Program program("ebsnn_score",
                  "Scores the predictions of any model under a suite of corruptions.",
                  "ebsnn_score predictions.csv --suite ec1 --reference other.csv --csv scores.csv");
  Options options;
  declare(program.options(), options);
  return program.run(comm, argc, argv, [&] {
    agree(comm, [&] {
      if (comm.is_root()) score_predictions(options);
    });
  });
}

}  // namespace ebsnn
