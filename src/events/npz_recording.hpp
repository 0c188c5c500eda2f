#pragma once
// Recordings as NumPy's .npz files with the arrays t, x, y and p, as SpikingJelly keeps events: one
// file a recording, numpy.load(file)["t"].
//
// An .npz file is a zip archive with a file t.npy for each array. A .npy file of version 1.0 is the
// bytes 93 "NUMPY" 01 00, the length of the header as two bytes (the lower one first), the header,
// and the values. The header is a line of Python, filled up with spaces so that values begin at a
// multiple of 64 bytes: {'descr': '<i8', 'fortran_order': False, 'shape': (3,), }
// Source: numpy.lib.format, NumPy's documentation.

#include "events/event.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace ebsnn {

/// Events in file order: t int64 [event], us; x, y int32 [event], px; p int8 [event], 1: ON, 0: OFF.
/// Not compressed, and without the time of writing, so that the same events give the same bytes.
/// Throws StorageError, naming `name`, if libzip cannot make the archive.
[[nodiscard]] std::vector<std::byte> encode_npz(std::span<const Event> events,
                                                std::string_view name);

}  // namespace ebsnn
