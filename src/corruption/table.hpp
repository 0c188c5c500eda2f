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
extern const Corruption kDropTime;
extern const Corruption kDeadPixels;
extern const Corruption kRefractory;
extern const Corruption kRateLimit;
extern const Corruption kBackground;
extern const Corruption kHotPixels;
extern const Corruption kFlicker;
extern const Corruption kPolarityFlip;
extern const Corruption kTranslate;
extern const Corruption kRotate;
extern const Corruption kScale;
extern const Corruption kTimeStretch;
extern const Corruption kTimeCompress;
extern const Corruption kCongestion;

inline constexpr std::array kCorruptions = {
    &kDropEvent, &kDropArea,    &kUniformNoise, &kSpatialJitter, &kTimeJitter,
    &kDropTime,  &kDeadPixels,  &kRefractory,   &kRateLimit,     &kBackground,
    &kHotPixels, &kFlicker,     &kPolarityFlip, &kTranslate,     &kRotate,
    &kScale,     &kTimeStretch, &kTimeCompress, &kCongestion,
};

}  // namespace ebsnn
