#pragma once
// The table of corruptions. Only for this folder: others use corruption.hpp.
//
// A corruption is a file, which defines the constant, and its two lines here. Its `apply` changes
// events in place, keeps the order of those that remain, and draws from `random` in that order.

#include "corruption/corruption.hpp"

#include <array>

namespace ebsnn {

extern const Corruption kDropEvent;
extern const Corruption kDropArea;
extern const Corruption kUniformNoise;
extern const Corruption kSpatialJitter;
extern const Corruption kTimeJitter;

inline constexpr std::array kCorruptions = {
    &kDropEvent, &kDropArea, &kUniformNoise, &kSpatialJitter, &kTimeJitter,
};

}  // namespace ebsnn
