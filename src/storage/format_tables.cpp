// The table of formats.

#include "storage/format.hpp"

#include <array>

namespace ebsnn {
namespace {

constexpr DimensionRow kDimensions[] = {
    {"bound", "end of an interval", "low, high"},
    {"boundary", "start of a recording in the list of events; last, the end of the list"},
    {"cell", "recorded neuron"},
    {"class", "class that occurred in training; its coordinates are the labels"},
    {"class_name", "class; its coordinates are the names, entry i belongs to label i"},
    {"condition", "condition: a corruption with a level, or several"},
    {"corner", "place of a window on the sensor", "first row, first column"},
    {"cost", "cost C that cross-validation tried"},
    {"default_level", "level that is simulated unless others are asked for"},
    {"event", "event, recording after recording"},
    {"feature", "feature of a recording, in the order of attribute `feature_axes` of the root"},
    {"feature_and_bias", "the same, and last the bias feature"},
    {"fold", "part of the training set in cross-validation"},
    {"inh_neuron", "neuron of Inh, from 0"},
    {"lag", "time by which inhibition follows excitation; its coordinates are in ms"},
    {"level", "level of a corruption"},
    {"lgn_input", "input (row * side + column) * 2 + p of a window; p: 0 ON, 1 OFF"},
    {"neuron", "neuron, from 0: all of V1, then all of Inh"},
    {"other_inh_neuron", "neuron of Inh other than that of the row: see /weights/INLat"},
    {"patch", "recorded patch of a training; its coordinates are the numbers of the patches"},
    {"population", "population of neurons", "V1, Inh"},
    {"predicted_class", "class that the readout chose; its coordinates are the names"},
    {"recording", "recording; its coordinates are the indices in the split of the data set"},
    {"region", "part of the sensor in which events are counted", "whole sensor, all windows"},
    {"spike", "spike, in the order recording, window, time"},
    {"step", "ms of a presentation: the state at its end"},
    {"true_class", "class shown; its coordinates are the names"},
    {"unit", "corruption with a level; its coordinates are the names"},
    {"v1_neuron", "neuron of V1, from 0"},
    {"window_number", "window of the sensor: row by row from the top left"},
};

constexpr DatasetRow kActivityDatasets[] = {
    {"/activity", "uint16", "recording, window_number, v1_neuron", "spikes per presentation",
     "spike counts of V1 neurons",
     "windows are ordered row by row from the top left; /window has their places"},
    {"/label", "uint8; uint16 above 256 classes", "recording", "1",
     "class shown: an index of /class_name"},
    {"/class_name", "text", "class_name", "", "names of the classes; entry i belongs to label i"},
    {"/recording", "uint64", "recording", "1", "index in the split of the data set"},
    {"/window", "uint16", "window_number, corner", "px",
     "first row and first column of each window on the sensor"},
    {"/surviving_events", "uint32", "recording, region", "1", "events after corruption"},
    {"/<column>", "uint16, uint64 or float32", "<attribute axes>", "<of the column>",
     "<of the column>"},
};

constexpr DatasetRow kResultsDatasets[] = {
    {"/<corruption>/level", "float64", "level", "<of the corruption>", "level of the corruption"},
    {"/<corruption>/n", "uint64", "level", "1", "recordings"},
    {"/<corruption>/accuracy_percent", "float64", "level", "%",
     "share of recordings whose class was recognised"},
    {"/<corruption>/wilson_95_percent", "float64", "level, bound", "%",
     "Wilson interval of the accuracy, 95 %"},
    {"/<corruption>/confusion", "uint64", "level, true_class, predicted_class", "1",
     "recordings of each class that were taken for each class"},
    {"/<corruption>/true_class", "text", "true_class", "", "names of the classes"},
    {"/<corruption>/predicted_class", "text", "predicted_class", "", "names of the classes"},
    {"/<corruption>/default_level", "float64", "default_level", "<of the corruption>",
     "levels that are simulated unless others are asked for"},
};

constexpr DatasetRow kPredictionsDatasets[] = {
    {"/class_name", "text", "class_name", "", "names of the classes; entry i belongs to label i"},
    {"/<corruption>/<level>/prediction", "uint16", "recording", "1",
     "predicted class: an index of class_name"},
    {"/<corruption>/<level>/margin", "float32", "recording, class_name", "1",
     "decision value; not a number for classes without training recordings",
     "the class with the largest one is predicted"},
    {"/<corruption>/<level>/label", "uint16", "recording", "1",
     "class shown: an index of class_name"},
    {"/<corruption>/<level>/recording", "uint64", "recording", "1", "index in the test set"},
    {"/<corruption>/<level>/class_name", "text", "class_name", "",
     "names of the classes; entry i belongs to label i"},
};

constexpr DatasetRow kClassifierDatasets[] = {
    {"/class", "uint8; uint16 above 256 classes", "class", "1",
     "class that is told from all others: its label"},
    {"/weights", "float64", "class, feature_and_bias", "1",
     "weights of the scaled features, and of the bias feature"},
    {"/primal_objective", "float64", "class", "1", "primal objective that was reached"},
    {"/excess", "float64", "class", "1", "proven upper bound of primal objective / optimum - 1"},
    {"/gradient_ratio", "float64", "class", "1", "norm of the gradient, relative to the start"},
    {"/gradient_bound", "float64", "class", "1", "gradient ratio that convergence asks for"},
    {"/iterations", "uint32", "class", "1", "iterations of liblinear"},
    {"/newton_steps", "uint32", "class", "1", "Newton steps after liblinear"},
    {"/converged", "uint8", "class", "1", "1: converged, 0: not"},
    {"/scaling_mean", "float64", "feature", "1", "mean of each feature over the training set"},
    {"/scaling_standard_deviation", "float64", "feature", "1",
     "standard deviation of each feature over the training set"},
    {"/cross_validation/cost", "float64", "cost", "1", "cost C"},
    {"/cross_validation/accuracy_percent", "float64", "cost, fold", "%",
     "accuracy on the fold that was left out"},
    {"/cross_validation/mean_percent", "float64", "cost", "%", "mean accuracy over the folds"},
    {"/cross_validation/standard_error_percent", "float64", "cost", "%",
     "standard error of that mean"},
    {"/cross_validation/recordings", "uint32", "fold", "1", "recordings of the fold"},
};

constexpr std::string_view kInputOrder =
    "input (row * side + column) * 2 + p of a window of side x side pixels; p: 0 ON, 1 OFF";
constexpr std::string_view kNoDiagonal =
    "no neuron has a synapse on itself, so the diagonal is absent: column c of row r belongs to "
    "presynaptic neuron c where c < r, and to c + 1 otherwise";

// Networks have all of these up to /history, checkpoints all from /weights on.
constexpr DatasetRow kTrainingDatasets[] = {
    {"/state/weights/V1weight", "float64", "v1_neuron, lgn_input", "mV/ms",
     "weights LGN -> V1, before clipping", kInputOrder},
    {"/state/weights/InhibW", "float64", "inh_neuron, lgn_input", "mV/ms",
     "weights LGN -> Inh, before clipping", kInputOrder},
    {"/state/weights/V1toIN", "float64", "inh_neuron, v1_neuron", "mV/ms",
     "weights V1 -> Inh, before clipping"},
    {"/state/weights/INtoV1", "float64", "v1_neuron, inh_neuron", "mV/ms",
     "weights Inh -> V1, before clipping"},
    {"/state/weights/INLat", "float64", "inh_neuron, other_inh_neuron", "mV/ms",
     "weights Inh -> Inh, before clipping", kNoDiagonal},
    {"/state/traces/INtoV1_pre", "float64", "inh_neuron", "1",
     "traces of presynaptic neurons, Inh -> V1"},
    {"/state/traces/INtoV1_post", "float64", "v1_neuron", "1",
     "traces of postsynaptic neurons, Inh -> V1"},
    {"/state/traces/INLat_pre", "float64", "inh_neuron", "1",
     "traces of presynaptic neurons, Inh -> Inh"},
    {"/state/traces/INLat_post", "float64", "inh_neuron", "1",
     "traces of postsynaptic neurons, Inh -> Inh"},
    {"/weights/V1weight", "float64", "v1_neuron, lgn_input", "mV/ms", "weights LGN -> V1",
     kInputOrder},
    {"/weights/InhibW", "float64", "inh_neuron, lgn_input", "mV/ms", "weights LGN -> Inh",
     kInputOrder},
    {"/weights/V1toIN", "float64", "inh_neuron, v1_neuron", "mV/ms", "weights V1 -> Inh"},
    {"/weights/INtoV1", "float64", "v1_neuron, inh_neuron", "mV/ms", "weights Inh -> V1"},
    {"/weights/INLat", "float64", "inh_neuron, other_inh_neuron", "mV/ms", "weights Inh -> Inh",
     kNoDiagonal},
    {"/history/patch", "uint64", "patch", "1", "number of the recorded patch, from 0"},
    {"/history/v1_rate_hz", "float64", "patch, v1_neuron", "Hz",
     "firing rate of V1 neurons over the patch"},
    {"/history/inh_rate_hz", "float64", "patch, inh_neuron", "Hz",
     "firing rate of Inh neurons over the patch"},
    {"/history/v1_mean_g_exc", "float64", "patch, v1_neuron", "mV/ms",
     "excitatory conductance of V1 neurons, averaged over the patch"},
    {"/history/inh_mean_g_exc", "float64", "patch, inh_neuron", "mV/ms",
     "excitatory conductance of Inh neurons, averaged over the patch"},
    {"/history/v1_mean_g_inh", "float64", "patch, v1_neuron", "mV/ms",
     "inhibitory conductance of V1 neurons, averaged over the patch"},
    {"/history/inh_mean_g_inh", "float64", "patch, inh_neuron", "mV/ms",
     "inhibitory conductance of Inh neurons, averaged over the patch"},
    {"/traces/INtoV1_pre", "float64", "inh_neuron", "1",
     "traces of presynaptic neurons, Inh -> V1"},
    {"/traces/INtoV1_post", "float64", "v1_neuron", "1",
     "traces of postsynaptic neurons, Inh -> V1"},
    {"/traces/INLat_pre", "float64", "inh_neuron", "1",
     "traces of presynaptic neurons, Inh -> Inh"},
    {"/traces/INLat_post", "float64", "inh_neuron", "1",
     "traces of postsynaptic neurons, Inh -> Inh"},
};
constexpr std::size_t kStateRows = 9;
constexpr std::size_t kTraceRows = 4;

constexpr DatasetRow kRecordingDatasets[] = {
    {"/patch", "uint64", "patch", "1", "number of the patch, ascending"},
    {"/population", "text", "cell", "", "population of each recorded neuron: V1 or Inh"},
    {"/neuron", "uint16", "cell", "1", "number of each recorded neuron within its population"},
    {"/vm", "float64", "patch, cell, step", "mV", "membrane potential"},
    {"/umeanLTD", "float64", "patch, cell, step", "mV",
     "low-pass of the membrane potential, for depression"},
    {"/umeanLTP", "float64", "patch, cell, step", "mV",
     "low-pass of the membrane potential, for potentiation"},
    {"/vmean", "float64", "patch, cell, step", "mV^2", "mean squared depolarisation"},
};

constexpr DatasetRow kPackedDatasets[] = {
    {"/class_name", "text", "class_name", "", "names of the classes; entry i belongs to label i"},
    {"/<split>/x", "uint16", "event", "px", "column of the sensor, from the left"},
    {"/<split>/y", "uint16", "event", "px", "row of the sensor, from the top"},
    {"/<split>/t", "uint32", "event", "us", "time since the start of the recording"},
    {"/<split>/p", "uint8", "event", "1", "polarity: 1 brighter (ON), 0 darker (OFF)"},
    {"/<split>/offsets", "uint64", "boundary", "1",
     "first event of each recording, then the number of events"},
    {"/<split>/label", "uint16", "recording", "1", "class shown, an index of /class_name"},
    {"/<split>/checksum", "uint64", "recording", "1", "XXH3 of label and events"},
    {"/<split>/source", "text", "recording", "", "file that the recording came from"},
};

constexpr DatasetRow kMeasurementDatasets[] = {
    {"/conditions/corruption", "text", "condition", "",
     "clean, a corruption, or several with their levels"},
    {"/conditions/unit", "text", "condition", "", "unit of the level"},
    {"/conditions/level", "float64", "condition", "see unit", "level; 1 for several corruptions"},
    {"/<measurement>/<quantity>", "float64", "<attribute axes>", "<of the quantity>",
     "<of the quantity>"},
};

constexpr DatasetRow kUnfinishedDatasets[] = {
    {"/unit", "text", "unit", "", "corruption and level of each unit that is complete"},
    {"/recordings", "uint64", "unit", "1", "recordings of the unit"},
    {"/events", "uint64", "unit", "1", "events of the unit"},
    {"/bytes", "uint64", "unit", "byte", "size of the files of the unit"},
    {"/xxh3", "uint64", "unit", "1",
     "XXH3 of the files in the order of the recordings, or of the packed file"},
};

constexpr DatasetRow kShownDatasets[] = {
    {"/condition/corruption", "text", "condition", "", "corruption, or none"},
    {"/condition/unit", "text", "condition", "", "unit of the level"},
    {"/condition/level", "float64", "condition", "see unit", "level of the corruption"},
    {"/events/condition", "uint16", "event", "1", "condition, from 0"},
    {"/events/t_us", "uint32", "event", "us", "time since the start of the recording"},
    {"/events/x", "uint16", "event", "px", "column of the sensor, from the left"},
    {"/events/y", "uint16", "event", "px", "row of the sensor, from the top"},
    {"/events/on", "uint8", "event", "1", "polarity: 1 brighter (ON), 0 darker (OFF)"},
    {"/spikes/condition", "uint16", "spike", "1", "condition, from 0"},
    {"/spikes/window", "uint16", "spike", "1", "window, row by row from the top left"},
    {"/spikes/population", "uint8", "spike", "1", "0 input channel, 1 V1, 2 Inh"},
    {"/spikes/step", "uint16", "spike", "ms", "time since the start of the presentation"},
    {"/spikes/neuron", "uint16", "spike", "1", "neuron of the population, or input channel"},
};

}  // namespace

const FileFormat kActivityFormat{"ebsnn activity", 1, "`RUN/activity/**.h5`", kActivityDatasets};
const FileFormat kResultsFormat{"ebsnn results", 1, "`RUN/results.h5`", kResultsDatasets};
const FileFormat kPredictionsFormat{"ebsnn predictions", 1, "`RUN/predictions.h5`",
                                    kPredictionsDatasets};
const FileFormat kClassifierFormat{"ebsnn classifier", 1, "`RUN/classifier.h5`",
                                   kClassifierDatasets};
const FileFormat kNetworkFormat{
    "ebsnn network", 1,
    "`RUN/network.h5`, `RUN/snapshots/*.h5`, and networks of `ebsnn_vary`. `/history` and `/state` "
    "may "
    "be missing.",
    std::span(kTrainingDatasets).first(std::size(kTrainingDatasets) - kTraceRows)};
const FileFormat kCheckpointFormat{"ebsnn checkpoint", 1,
                                   "`RUN/checkpoint.h5`, `RUN/checkpoint-previous.h5`",
                                   std::span(kTrainingDatasets).subspan(kStateRows)};
const FileFormat kRecordingFormat{"ebsnn recording", 1, "`RUN/recording.h5`", kRecordingDatasets};
const FileFormat kPackedFormat{"ebsnn packed recordings", 2,
                               "Files of `ebsnn_pack`, `ebsnn_synth` and `ebsnn_corrupt`; a split "
                               "is train or test. Version 1 is "
                               "still read (`packed_recordings.hpp`).",
                               kPackedDatasets};
const FileFormat kMeasurementFormat{"ebsnn measurement", 1, "Files of `ebsnn_measure`",
                                    kMeasurementDatasets};
const FileFormat kShownFormat{"ebsnn shown recording", 1, "Files of `ebsnn_show --events`",
                              kShownDatasets};

const FileFormat kUnfinishedFormat{
    "ebsnn unfinished corruption", 1,
    "`DIR/unfinished.h5` and `F-unfinished.h5`: what a stopped `ebsnn_corrupt` leaves to continue "
    "from",
    kUnfinishedDatasets};

std::span<const FileFormat* const> file_formats() {
  static constexpr std::array kFormats{&kActivityFormat,   &kResultsFormat,   &kPredictionsFormat,
                                       &kClassifierFormat, &kNetworkFormat,   &kCheckpointFormat,
                                       &kRecordingFormat,  &kPackedFormat,    &kMeasurementFormat,
                                       &kShownFormat,      &kUnfinishedFormat};
  return kFormats;
}

std::span<const DimensionRow> dimension_rows() { return kDimensions; }

}  // namespace ebsnn
