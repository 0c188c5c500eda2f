#include "pipeline/learning_network.hpp"

#include "parallel/archive.hpp"
#include "pipeline/patches_ahead.hpp"

#include <utility>

namespace ebsnn {
namespace {

/// Weights and traces to start from, as the root sends them to all ranks.
struct StartState {
  NetworkWeights weights;
  InhibitoryTraces traces;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& weights& traces;
  }
};

}  // namespace

LearningNetwork::LearningNetwork(Communicator& comm, const Dataset& data,
                                 const TrainOptions& options, TrainingState start,
                                 StateRecorder& recorder)
    : comm_(comm),
      data_(data),
      options_(options),
      source_(data, options.layout, options.parameters.shape,
              options.patch_seed.value_or(options.seed)),
      recorder_(recorder),
      history_(std::move(start.history)),
      done_(comm.maximum(start.next_patch)) {
  StartState shared{std::move(start.weights), std::move(start.traces)};
  broadcast_object(comm_, shared);
  network_ = std::make_unique<PlasticNetwork>(options_.parameters, shared.weights);
  network_->set_traces(shared.traces);
  if (options_.batch > 1) {
    batches_ = std::make_unique<BatchPresenter>(comm_, *network_, source_, options_.history_every);
  } else {
    reading_cores_ = cores_beside_root(comm_);
  }
}

/// Only the history needs them.
Conductances LearningNetwork::conductances_of(std::uint64_t patch) const {
  return patch % options_.history_every == 0 ? Conductances::averaged : Conductances::ignored;
}

/// On the root.
void LearningNetwork::note(std::uint64_t patch, const PatchRecord& record) {
  if (patch % options_.history_every == 0) {
    history_.append(patch, record, options_.parameters.shape);
  }
}

/// On the root, after patches first .. first + count - 1.
void LearningNetwork::equalise_if_due(std::uint64_t first, std::uint64_t count) {
  const auto interval = static_cast<std::uint64_t>(options_.parameters.plasticity.equalise_every);
  for (std::uint64_t patch = first; patch < first + count; ++patch) {
    if (patch % interval == 0) {
      NetworkWeights weights = network_->weights();
      equalise_on_off(weights);
      // The next patch would clip them; in a batch, each patch would, and the change would count B
      // times.
      network_->set_weights(clipped(weights, options_.parameters));
    }
  }
}

/// The root presents patches one by one and learns after each; other ranks wait.
void LearningNetwork::present_online(std::uint64_t count) {
  agree(comm_, [&] {
    if (!comm_.is_root()) {
      return;
    }
    PatchesAhead ahead(source_, done_, count, reading_cores_);
    for (std::uint64_t patch = done_; patch < done_ + count; ++patch) {
      note(patch, network_->present(ahead.next(), static_cast<std::int64_t>(patch), nullptr,
                                    recorder_.begin(patch), conductances_of(patch)));
      equalise_if_due(patch, 1);
    }
  });
}

void LearningNetwork::present_batch(std::uint64_t count) {
  const std::vector<NumberedRecord> records = batches_->present(done_, count);
  if (comm_.is_root()) {
    for (const NumberedRecord& numbered : records) {
      note(numbered.patch, numbered.record);
    }
    equalise_if_due(done_, count);
  }
}

void LearningNetwork::present(std::uint64_t count) {
  if (options_.batch == 1) {
    present_online(count);
  } else {
    present_batch(count);
  }
  done_ += count;
}

TrainingState LearningNetwork::state() const {
  return {done_, network_->weights(), network_->traces(), history_};
}

std::vector<std::string> LearningNetwork::warnings() const {
  return source_.warnings().summary(comm_, data_);
}

}  // namespace ebsnn
