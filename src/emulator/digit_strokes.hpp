#pragma once
// Images that look like handwritten digits, made from stroke skeletons. With them, recordings need
// no data set.
//
// A digit is one of its variants: strokes through control points, joined at shared points. The
// control points are shifted at random, joined by Catmull-Rom splines, warped by a smooth random
// field, and transformed by a random affine map (aspect, shear, rotation). As in MNIST, the ink is
// scaled to fit a box of 20 px, drawn with a pen of random width and centred by mass. The spreads
// make the digits about as hard to classify as those of MNIST for equal numbers of them.

#include "core/random.hpp"
#include "emulator/digit_image.hpp"

namespace ebsnn {

/// An image of `digit`, 0..9. It depends only on the draws of `random`, on every machine.
[[nodiscard]] DigitImage draw_digit(int digit, RandomSequence& random);

}  // namespace ebsnn
