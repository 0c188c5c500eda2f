#include "studies/tests_table.hpp"

#include "statistics/bootstrap_interval.hpp"
#include "statistics/comparison.hpp"
#include "statistics/holm.hpp"
#include "statistics/level_curve.hpp"
#include "statistics/mcnemar.hpp"
#include "storage/csv.hpp"
#include "studies/piece.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ebsnn {
namespace {

constexpr const char* kExploratory = "exploratory";

/// Two systems under one corruption.
struct Question {
  const TestedReadout* readout = nullptr;
  std::size_t network = 0;  ///< place of the system
  std::size_t other = 0;
  const AxisPart* part = nullptr;
  bool upper_half = false;
};

struct Row {
  std::string kind;
  std::string hypothesis;
  const char* test = "sign-flip";
  Question question;
  std::string levels;
  std::string expected;
  std::string seed;
  std::string numbers;  ///< the columns from seeds to p
  double p = 1.0;
  std::string p_holm;
  std::string p_equivalence;
};

CurveLevels levels_of(const Question& q) {
  const std::span<const double> levels = q.part->corruption->levels;
  const std::size_t first = q.upper_half ? upper_half(levels.size()).first : 0;
  return {q.part->first + first, levels.subspan(first)};
}

/// AUC [seed] of one system.
std::vector<double> aucs_of(const Outcomes& outcomes, std::size_t system,
                            const CurveLevels& curve) {
  std::vector<double> aucs;
  for (std::size_t seed = 0; seed < outcomes.seeds.size(); ++seed) {
    std::vector<double> accuracy;
    for (std::size_t i = 0; i < curve.levels.size(); ++i) {
      accuracy.push_back(outcomes.accuracy_percent(seed, system, curve.first + i));
    }
    aucs.push_back(area_under_curve(curve.levels, accuracy));
  }
  return aucs;
}

Row sign_flip_row(const Question& q) {
  const Outcomes& outcomes = *q.readout->outcomes;
  const CurveLevels curve = levels_of(q);
  const Comparison compared =
      compare_networks(aucs_of(outcomes, q.network, curve), aucs_of(outcomes, q.other, curve));
  const Interval interval =
      auc_difference_interval(*q.readout->accuracies, q.network, q.other, curve);
  Row row;
  row.question = q;
  row.levels = q.upper_half ? "upper-half" : "all";
  row.p = compared.p;
  row.numbers =
      fmt::format("{},{:.6f},{:.6f},{:.6f},{:.6g}", outcomes.seeds.size(),
                  compared.mean_difference_points, interval.low, interval.high, compared.p);
  if (compared.equivalence) row.p_equivalence = fmt::format("{:.6g}", compared.equivalence->p);
  return row;
}

/// Which recordings are right, a byte for each.
std::vector<std::uint8_t> bytes_of(const Outcomes& outcomes, std::size_t seed, std::size_t system,
                                   std::size_t level) {
  const std::span<const std::uint64_t> bits = outcomes.right.row(seed, system, level);
  std::vector<std::uint8_t> bytes(outcomes.right.shape().recordings);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(bits[i / 64] >> (i % 64) & 1U);
  }
  return bytes;
}

Row mcnemar_row(const Question& q, std::size_t seed, std::size_t level) {
  const Outcomes& outcomes = *q.readout->outcomes;
  const std::size_t place = q.part->first + level;
  const Discordant pairs = discordant(bytes_of(outcomes, seed, q.network, place),
                                      bytes_of(outcomes, seed, q.other, place));
  Row row;
  row.test = "mcnemar";
  row.question = q;
  row.levels = fmt::format("{}", q.part->corruption->levels[level]);
  row.seed = fmt::format("{}", outcomes.seeds[seed]);
  row.numbers = fmt::format("1,{:.6f},,,{:.6g}",
                            outcomes.accuracy_percent(seed, q.network, place) -
                                outcomes.accuracy_percent(seed, q.other, place),
                            mcnemar_p(pairs));
  return row;
}

/// Adjusts the p of rows that belong to one question.
void adjust(std::span<Row> rows) {
  std::vector<double> p;
  for (const Row& row : rows) p.push_back(row.p);
  const std::vector<double> adjusted = holm_adjusted(p);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].p_holm = fmt::format("{:.6g}", adjusted[i]);
}

Question question_of(const Hypothesis& h, const TestedReadout& readout, const std::string& code) {
  const Outcomes& outcomes = *readout.outcomes;
  return {&readout, outcomes.place_of({h.network, code}).value(),
          outcomes.place_of({h.other, code}).value(), &outcomes.part_of(h.corruption),
          h.upper_half};
}

/// Under the readout and code that the plan names.
Question planned_question(const Hypothesis& h, std::span<const TestedReadout> readouts) {
  const TestedReadout& readout = *std::ranges::find_if(
      readouts, [&](const TestedReadout& r) { return r.outcomes->readout == h.readout; });
  return question_of(h, readout, h.code);
}

Row hypothesis_row(const Hypothesis& h, const Question& question, const char* kind) {
  Row row = sign_flip_row(question);
  row.kind = kind;
  row.hypothesis = h.name;
  row.expected = h.expect_above ? "above" : "below";
  return row;
}

/// Of the hypotheses, under the readouts and codes that they name.
const char* kind_of_hypotheses(const StudyPlan& plan, bool frozen, const Outcomes& outcomes) {
  if (!frozen) return "not-frozen";
  return outcomes.seeds == plan.seeds ? "planned" : "interim";
}

std::vector<Row> planned_rows(const StudyPlan& plan, std::span<const TestedReadout> readouts,
                              bool frozen) {
  std::vector<Row> rows;
  for (const Hypothesis& h : plan.hypotheses) {
    const Question question = planned_question(h, readouts);
    const char* const kind = kind_of_hypotheses(plan, frozen, *question.readout->outcomes);
    rows.push_back(hypothesis_row(h, question, kind));
  }
  adjust(rows);
  return rows;
}

/// The hypotheses under a readout and code that they are not planned for.
std::vector<Row> unplanned_rows(const StudyPlan& plan, const TestedReadout& readout,
                                const std::string& code) {
  std::vector<Row> rows;
  for (const Hypothesis& h : plan.hypotheses) {
    if (h.readout == readout.outcomes->readout && h.code == code) continue;
    rows.push_back(hypothesis_row(h, question_of(h, readout, code), kExploratory));
  }
  adjust(rows);
  return rows;
}

std::vector<Row> mcnemar_rows(const StudyPlan& plan, std::span<const TestedReadout> readouts) {
  std::vector<Row> rows;
  for (const Hypothesis& h : plan.hypotheses) {
    const Question q = planned_question(h, readouts);
    for (std::size_t seed = 0; seed < q.readout->outcomes->seeds.size(); ++seed) {
      for (std::size_t level = 0; level < q.part->corruption->levels.size(); ++level) {
        rows.push_back(mcnemar_row(q, seed, level));
        rows.back().hypothesis = h.name;
        rows.back().kind = kExploratory;
      }
    }
  }
  return rows;
}

/// All pairs of networks under one readout and code.
std::vector<Row> pair_rows(const TestedReadout& readout) {
  std::vector<Row> rows;
  const Outcomes& outcomes = *readout.outcomes;
  for (std::size_t a = 0; a < outcomes.systems.size(); ++a) {
    for (std::size_t b = a + 1; b < outcomes.systems.size(); ++b) {
      if (outcomes.systems[a].code != outcomes.systems[b].code) continue;
      const std::size_t first = rows.size();
      for (const AxisPart& part : outcomes.axis) {
        rows.push_back(sign_flip_row({&readout, a, b, &part, false}));
        rows.back().kind = kExploratory;
      }
      adjust(std::span(rows).subspan(first));
    }
  }
  return rows;
}

std::string text_of(const Row& row, const std::string& plan) {
  const Question& q = row.question;
  const Outcomes& outcomes = *q.readout->outcomes;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", row.kind,
                     csv_cell(row.hypothesis), row.test, outcomes.systems[q.network].code,
                     outcomes.readout.scaling, outcomes.readout.svm_c,
                     outcomes.systems[q.network].network, outcomes.systems[q.other].network,
                     q.part->corruption->corruption->name, row.levels, row.expected, row.seed,
                     row.numbers, row.p_holm, row.p_equivalence, plan);
}

}  // namespace

std::string tests_table(const StudyPlan& plan, std::span<const TestedReadout> readouts, bool frozen,
                        const std::string& plan_checksum) {
  std::string text =
      "kind,hypothesis,test,code,scaling,svm_c,network,other,corruption,levels,expected,seed,"
      "seeds,difference_points,low,high,p,p_holm,p_equivalence,plan\n";
  const auto add = [&](const std::vector<Row>& rows) {
    for (const Row& row : rows) text += text_of(row, plan_checksum);
  };
  add(planned_rows(plan, readouts, frozen));
  for (const TestedReadout& readout : readouts) {
    for (const std::string& code : plan.codes) {
      if (!is_input_code(code)) add(unplanned_rows(plan, readout, code));
    }
  }
  add(mcnemar_rows(plan, readouts));
  for (const TestedReadout& readout : readouts) add(pair_rows(readout));
  return text;
}

}  // namespace ebsnn
