#pragma once
// The file that `ebsnn_show --events` writes for ebsnn_report. Only for ebsnn_show.
//
//   /condition/{corruption,unit} text [condition]; level float64 [condition]
//   /events/condition uint16 [event], t_us uint32, x, y uint16, on uint8  in file order
//   /spikes/condition uint16 [spike], window uint16, population uint8 (0 input, 1 V1, 2 Inh),
//       step uint16 (ms), neuron uint16 (input: channel); only if a network was given
//   attributes: provenance, split, recording, label, class_name, steps, patch_side, sensor_width,
//       sensor_height, window_rows, window_columns, first_row, first_column (px) of the windows

#include "show/shown_recording.hpp"
#include "storage/provenance.hpp"

#include <filesystem>
#include <vector>

namespace ebsnn::show {

/// Writes the file atomically. Throws StorageError.
void write_events(const std::filesystem::path& path, const Subject& subject,
                  const std::vector<ShownRecording>& conditions, const Provenance& provenance);

}  // namespace ebsnn::show
