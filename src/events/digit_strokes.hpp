#pragma once
// Handwritten-looking digits made from stroke skeletons, for recordings without any data set.
//
// A digit is one of its variants: strokes through control points, joined at shared points. The
// control points are shifted at random, joined by Catmull-Rom splines, warped by a smooth random
// field, put through a random affine map (aspect, shear, rotation), scaled so that the ink fits a
// box of 20 px, drawn with a pen of random width and centred by mass: MNIST's conventions. Spreads
// make the digits about as hard to classify as MNIST's at equal numbers.

#include "core/random.hpp"
#include "events/digit_image.hpp"

namespace ebsnn {

/// An image of `digit`, 0..9; it depends on the draws of `random` alone, on every machine.
[[nodiscard]] DigitImage draw_digit(int digit, RandomSequence& random);

}  // namespace ebsnn
