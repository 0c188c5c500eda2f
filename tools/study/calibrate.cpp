#include "study/calibrate.hpp"

#include "core/error.hpp"
#include "core/file_text.hpp"
#include "core/standard_error.hpp"
#include "parallel/archive.hpp"
#include "pipeline/progress.hpp"
#include "storage/atomic_file.hpp"
#include "studies/calibration.hpp"
#include "studies/ei_table.hpp"
#include "study/piece_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ebsnn {
namespace {

constexpr const char* kTable = "calibration.csv";

std::vector<const StudyNetwork*> networks_to_calibrate(const StudyPlan& plan) {
  std::vector<const StudyNetwork*> networks;
  for (const StudyNetwork& network : plan.networks) {
    if (network.calibrate) networks.push_back(&network);
  }
  return networks;
}

/// Trains once and measures R.
CalibrationPoint train_once(Communicator& alone, const StudyPlan& plan, const StudyNetwork& network,
                            std::size_t number, double value, const StageRunOptions& options) {
  const std::vector<Piece> pieces = calibration_pieces(plan, network, number, value);
  for (const Piece& piece : pieces) {
    if (options.verify || !is_done(piece, options.study)) {
      run_piece(alone, piece, options.study, options.verbose);
    }
  }
  const std::filesystem::path csv = options.study / pieces.back().makes.back();
  const CalibrationPoint point{value, ratio_in(file_text(csv), csv.string())};
  if (!options.quiet) {
    say(fmt::format("ebsnn_study: calibrate {}: {} {} gives R = {:.4g}, wanted {}\n", network.name,
                    kCalibratedParameter, point.value, point.ratio, *network.calibrate));
  }
  return point;
}

Calibrated calibrate_network(Communicator& alone, const StudyPlan& plan,
                             const StudyNetwork& network, const StageRunOptions& options) {
  Calibrated calibrated{network.name, *network.calibrate, {}};
  std::string tried;
  for (std::size_t number = 0; number < kMostCalibrationTrainings; ++number) {
    const double value = next_value(calibrated.points, calibrated.wanted);
    calibrated.points.push_back(train_once(alone, plan, network, number, value, options));
    const CalibrationPoint& last = calibrated.points.back();
    if (is_calibrated(last, calibrated.wanted)) return calibrated;
    tried += fmt::format("{}{}: {:.4g}", tried.empty() ? "" : ", ", last.value, last.ratio);
  }
  throw InputError(fmt::format(
      "network {}: no {} gives R = {} within {} % after {} trainings ({}); set the parameter in "
      "the plan instead",
      network.name, kCalibratedParameter, calibrated.wanted, 100.0 * kCalibrationTolerance,
      kMostCalibrationTrainings, tried));
}

/// The points of a Calibrated on their way to the root: value and ratio of each.
using Sent = std::vector<double>;

Sent sent_of(const Calibrated& calibrated) {
  Sent sent;
  for (const CalibrationPoint& point : calibrated.points) {
    sent.insert(sent.end(), {point.value, point.ratio});
  }
  return sent;
}

/// Collective. On the root: what all ranks found, in the order of the plan.
std::vector<Calibrated> gathered(Communicator& comm,
                                 const std::vector<const StudyNetwork*>& networks,
                                 const std::vector<Sent>& mine) {
  std::vector<Calibrated> all(networks.size());
  const std::vector<Bytes> reports = comm.gather(to_archive(mine));
  for (std::size_t rank = 0; rank < reports.size(); ++rank) {
    std::vector<Sent> found;
    from_archive(reports[rank], found);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::size_t place = rank + i * reports.size();
      all[place] = {networks[place]->name, *networks[place]->calibrate, {}};
      for (std::size_t k = 0; k < found[i].size(); k += 2) {
        all[place].points.push_back({found[i][k], found[i][k + 1]});
      }
    }
  }
  return all;
}

}  // namespace

bool calibrates(const StudyPlan& plan) { return !networks_to_calibrate(plan).empty(); }

void calibrate(Communicator& comm, const StudyPlan& plan, const StageRunOptions& options) {
  const std::vector<const StudyNetwork*> networks = networks_to_calibrate(plan);
  const std::unique_ptr<Communicator> alone = make_local_communicator();
  std::vector<Sent> mine;
  agree(comm, [&] {
    const auto ranks = static_cast<std::size_t>(comm.size());
    for (auto i = static_cast<std::size_t>(comm.rank()); i < networks.size(); i += ranks) {
      if (comm.stop_raised()) return;
      mine.push_back(sent_of(calibrate_network(*alone, plan, *networks[i], options)));
    }
  });
  const std::vector<Calibrated> all = gathered(comm, networks, mine);
  agree(comm, [&] {
    if (comm.is_root()) write_file_atomically(options.study / kTable, calibration_table(all));
  });
}

CalibratedValues calibrated_values(Communicator& comm, const StudyPlan& plan,
                                   const std::filesystem::path& study) {
  Bytes bytes;
  agree(comm, [&] {
    if (!comm.is_root() || !std::filesystem::exists(study / kTable)) return;
    const std::string read = file_text(study / kTable);
    bytes.assign(read.begin(), read.end());
  });
  comm.broadcast(bytes);
  const std::string table(bytes.begin(), bytes.end());
  CalibratedValues values;
  agree(comm, [&] {
    if (!table.empty()) values = values_in(table, plan, (study / kTable).string());
  });
  return values;
}

}  // namespace ebsnn
