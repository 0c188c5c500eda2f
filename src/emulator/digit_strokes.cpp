#include "emulator/digit_strokes.hpp"

#include "core/elementary.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <string_view>
#include <vector>

namespace ebsnn {
namespace {

constexpr double kImageCentre = (kDigitImageSide - 1) / 2.0;

// Spreads of the random shapes (SD), in units of the digit's box unless another unit is given.
constexpr double kControlPointSpread = 0.06;
constexpr double kWarpSpread = 0.072;
constexpr double kAspectLogSpread = 0.216;
constexpr double kShearMean = 0.12;  // to the right
constexpr double kShearSpread = 0.264;
constexpr double kRotationSpread = 0.096;  // rad
constexpr double kPenWidthPx = 2.35;
constexpr double kPenWidthLogSpread = 0.22;
constexpr double kBoxPx = 20.0;  // longest side of the ink
constexpr double kBoxLogSpread = 0.04;
constexpr double kCentreSpreadPx = 0.4;
constexpr int kSamplesPerSpan = 6;

struct Point {
  double x = 0.0;
  double y = 0.0;
  friend bool operator==(const Point&, const Point&) = default;
};
Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
Point operator*(double factor, Point a) { return {factor * a.x, factor * a.y}; }

struct Stroke {
  bool closed = false;
  std::vector<Point> points;
};
using Strokes = std::vector<Stroke>;

/// Control points x,y in hundredths of the digit's box, y down; '|' starts a stroke, 'o' marks a
/// closed one. A point that occurs twice is a joint.
struct DigitText {
  double aspect;             ///< width : height
  double first_probability;  ///< of `first`; otherwise `second`
  std::string_view first;
  std::string_view second;
};

constexpr std::array<DigitText, 10> kDigitTexts{{
    {0.95, 1.0, "o 50,0 18,15 5,50 18,85 50,100 82,85 95,50 82,15", ""},
    {0.5, 0.8, "50,0 50,33 50,67 50,100", "30,20 50,0 | 50,0 50,33 50,67 50,100"},
    {0.85, 0.5, "8,25 28,4 60,0 85,20 75,48 42,75 5,100 | 5,100 35,95 65,97 100,95",
     "10,22 35,2 70,5 82,30 60,65 25,97 5,90 15,75 45,85 70,98 100,90"},
    {0.75, 1.0, "8,12 38,0 75,8 78,30 55,44 32,48 | 32,48 68,52 90,72 68,95 35,100 2,90", ""},
    {0.8, 0.7, "12,0 8,25 8,48 30,56 60,53 90,45 | 85,0 80,33 75,67 70,100",
     "70,0 40,28 5,58 | 5,58 35,60 70,58 100,55 | 70,0 70,33 68,67 66,100"},
    {0.85, 1.0, "95,2 65,2 30,4 | 30,4 25,22 20,42 | 20,42 50,38 80,52 80,80 50,98 5,93", ""},
    {0.7, 1.0, "70,0 40,18 18,48 12,78 35,100 70,92 82,70 62,54 35,62 15,82", ""},
    {0.75, 0.75, "3,12 30,4 60,4 93,3 | 93,3 75,35 55,68 42,100",
     "3,12 30,4 60,4 93,3 | 93,3 75,35 55,68 42,100 | 30,52 60,50 88,47"},
    {0.65, 1.0, "o 80,12 50,0 20,15 30,38 62,58 82,80 50,100 18,82 38,58 70,38", ""},
    {0.65, 1.0, "82,18 52,0 20,12 12,35 38,48 70,38 82,15 | 82,15 80,45 72,72 62,100", ""},
}};

struct Digit {
  double aspect;
  double first_probability;
  Strokes first;
  Strokes second;
};

/// The strokes of a text in the form that `DigitText` describes.
Strokes parse_strokes(std::string_view text) {
  Strokes strokes(1);
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (*at == ' ') {
      ++at;
    } else if (*at == 'o') {
      strokes.back().closed = true;
      ++at;
    } else if (*at == '|') {
      strokes.emplace_back();
      ++at;
    } else {
      int x = 0;
      int y = 0;
      at = std::from_chars(at, end, x).ptr + 1;
      at = std::from_chars(at, end, y).ptr;
      strokes.back().points.push_back({x / 100.0, y / 100.0});
    }
  }
  return strokes;
}

std::vector<Digit> parse_digits() {
  std::vector<Digit> digits;
  digits.reserve(kDigitTexts.size());
  for (const DigitText& text : kDigitTexts) {
    digits.push_back({text.aspect, text.first_probability, parse_strokes(text.first),
                      parse_strokes(text.second)});
  }
  return digits;
}

Point normal_point(RandomSequence& random, double spread) {
  const double x = random.normal();
  const double y = random.normal();
  return {spread * x, spread * y};
}

/// Shifts the control points at random, the points of a joint together.
void jitter(Strokes& strokes, RandomSequence& random) {
  struct Shift {
    Point from;
    Point to;
  };
  std::vector<Shift> shifts;
  for (Stroke& stroke : strokes) {
    for (Point& point : stroke.points) {
      const auto known = std::find_if(shifts.begin(), shifts.end(),
                                      [&](const Shift& shift) { return shift.from == point; });
      if (known != shifts.end()) {
        point = known->to;
        continue;
      }
      const Point shifted = point + normal_point(random, kControlPointSpread);
      shifts.push_back({point, shifted});
      point = shifted;
    }
  }
}

/// The uniform Catmull-Rom spline between b and c, 0 <= u <= 1.
Point catmull_rom(Point a, Point b, Point c, Point d, double u) {
  const Point slope = 0.5 * (c - a);
  const Point quadratic = a - 2.5 * b + 2.0 * c - 0.5 * d;
  const Point cubic = 0.5 * (d - a) + 1.5 * (b - c);
  return b + u * (slope + u * (quadratic + u * cubic));
}

/// A stroke as a line through closely spaced points; strokes of two points stay straight. Beyond an
/// open end the spline continues by point reflection.
std::vector<Point> smooth(const Stroke& stroke) {
  const std::vector<Point>& p = stroke.points;
  const std::size_t n = p.size();
  if (n == 2) return p;
  const auto point = [&](std::size_t i) {  // counts from one before the first
    if (stroke.closed) return p[(i + n - 1) % n];
    if (i == 0) return 2.0 * p[0] - p[1];
    if (i == n + 1) return 2.0 * p[n - 1] - p[n - 2];
    return p[i - 1];
  };
  std::vector<Point> line;
  const std::size_t spans = stroke.closed ? n : n - 1;
  for (std::size_t i = 0; i < spans; ++i) {
    for (int k = 0; k < kSamplesPerSpan; ++k) {
      const double u = static_cast<double>(k) / kSamplesPerSpan;
      line.push_back(catmull_rom(point(i), point(i + 1), point(i + 2), point(i + 3), u));
    }
  }
  line.push_back(stroke.closed ? p.front() : p.back());
  return line;
}

using Lines = std::vector<std::vector<Point>>;

/// Moves all points by a smooth random field.
void warp(Lines& lines, RandomSequence& random) {
  std::array<double, 8> c{};
  for (double& coefficient : c) coefficient = kWarpSpread * random.normal();
  const auto shift = [](std::span<const double> weight, double along, double across) {
    const double bump = portable_sin(std::numbers::pi * along);
    return weight[0] * portable_sin(std::numbers::pi * across) +
           weight[1] * portable_sin(2.0 * std::numbers::pi * across) + weight[2] * bump +
           weight[3] * 2.0 * (across - 0.5) * bump;
  };
  for (auto& line : lines) {
    for (Point& point : line) {
      point = point + Point{shift(std::span(c).first(4), point.x, point.y),
                            shift(std::span(c).last(4), point.y, point.x)};
    }
  }
}

/// Aspect, shear and rotation about the centre of the box.
void apply_affine(Lines& lines, double aspect, RandomSequence& random) {
  const double width = aspect * portable_exp(kAspectLogSpread * random.normal());
  const double shear = kShearMean + kShearSpread * random.normal();
  const double angle = kRotationSpread * random.normal();
  const double cosine = portable_cos(angle);
  const double sine = portable_sin(angle);
  for (auto& line : lines) {
    for (Point& point : line) {
      const double y = point.y - 0.5;
      const double x = width * (point.x - 0.5) - shear * y;
      point = {cosine * x - sine * y, sine * x + cosine * y};
    }
  }
}

/// Scales the lines so that the longer side of their bounding box is `longest` px, and moves its
/// centre to the centre of the image.
void fit_to_box(Lines& lines, double longest) {
  Point low = lines.front().front();
  Point high = low;
  for (const auto& line : lines) {
    for (const Point& point : line) {
      low = {std::min(low.x, point.x), std::min(low.y, point.y)};
      high = {std::max(high.x, point.x), std::max(high.y, point.y)};
    }
  }
  const Point side = high - low;
  const double scale = longest / std::max(side.x, side.y);
  const Point centre = 0.5 * (low + high);
  for (auto& line : lines) {
    for (Point& point : line) {
      point = scale * (point - centre) + Point{kImageCentre, kImageCentre};
    }
  }
}

/// 0..1, by row and column.
using Ink = std::array<std::array<double, kDigitImageSide>, kDigitImageSide>;

double distance(Point from, Point a, Point b) {
  const Point along = b - a;
  const Point to = from - a;
  const double length2 = along.x * along.x + along.y * along.y;
  const double projected = along.x * to.x + along.y * to.y;
  const double u = length2 > 0.0 ? std::clamp(projected / length2, 0.0, 1.0) : 0.0;
  const Point rest = to - u * along;
  return std::sqrt(rest.x * rest.x + rest.y * rest.y);
}

/// Draws one straight piece with a round pen of radius `radius` px and an edge that is one pixel
/// wide.
void ink_segment(Ink& ink, Point a, Point b, double radius) {
  const double reach = radius + 0.5;
  const auto first = [&](double u, double v) {
    return std::max(0, static_cast<int>(std::ceil(std::min(u, v) - reach)));
  };
  const auto last = [&](double u, double v) {
    return std::min(kDigitImageSide - 1, static_cast<int>(std::floor(std::max(u, v) + reach)));
  };
  const int last_row = last(a.y, b.y);
  const int last_column = last(a.x, b.x);
  for (int row = first(a.y, b.y); row <= last_row; ++row) {
    auto& ink_row = ink[static_cast<std::size_t>(row)];
    for (int column = first(a.x, b.x); column <= last_column; ++column) {
      const double depth = reach - distance({column * 1.0, row * 1.0}, a, b);
      double& pixel = ink_row[static_cast<std::size_t>(column)];
      pixel = std::max(pixel, std::min(depth, 1.0));
    }
  }
}

Ink draw_lines(const Lines& lines, Point shift, double radius) {
  Ink ink{};
  for (const auto& line : lines) {
    for (std::size_t i = 1; i < line.size(); ++i) {
      ink_segment(ink, line[i - 1] + shift, line[i] + shift, radius);
    }
  }
  return ink;
}

Point centre_of_mass(const Ink& ink) {
  double mass = 0.0;
  Point moment;
  Point at;
  for (const auto& row : ink) {
    at.x = 0.0;
    for (const double pixel : row) {
      mass += pixel;
      moment = moment + pixel * at;
      at.x += 1.0;
    }
    at.y += 1.0;
  }
  return (1.0 / mass) * moment;
}

}  // namespace

DigitImage draw_digit(int digit, RandomSequence& random) {
  static const std::vector<Digit> digits = parse_digits();
  const Digit& skeleton = digits.at(static_cast<std::size_t>(digit));
  const bool first = random.uniform() < skeleton.first_probability;
  Strokes strokes = first ? skeleton.first : skeleton.second;
  jitter(strokes, random);
  Lines lines;
  for (const Stroke& stroke : strokes) lines.push_back(smooth(stroke));
  warp(lines, random);
  apply_affine(lines, skeleton.aspect, random);
  const double width = kPenWidthPx * portable_exp(kPenWidthLogSpread * random.normal());
  fit_to_box(lines, (kBoxPx - width) * portable_exp(kBoxLogSpread * random.normal()));

  const Point mass = centre_of_mass(draw_lines(lines, {}, 0.5 * width));
  const Point shift =
      Point{kImageCentre, kImageCentre} - mass + normal_point(random, kCentreSpreadPx);
  const Ink ink = draw_lines(lines, shift, 0.5 * width);
  DigitImage image{};
  auto* byte = image.begin();
  for (const auto& row : ink) {
    for (const double pixel : row) *byte++ = static_cast<std::uint8_t>(std::lround(pixel * 255.0));
  }
  return image;
}

}  // namespace ebsnn
