#include "emulator/camera_parameters.hpp"

#include "emulator/camera.hpp"
#include "unit/events/made_up_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <set>
#include <string>

namespace ebsnn {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(CameraParameters, HaveNamesUnitsAndValidDefaults) {
  CameraParameters p;
  EXPECT_NO_THROW(validate(p));
  std::set<std::string> names;
  visit_parameters(p, [&](const CameraParameterInfo& info, const double& value) {
    EXPECT_TRUE(names.insert(std::string(info.name)).second) << info.name;
    EXPECT_EQ(info.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),
              std::string::npos);
    EXPECT_FALSE(info.summary.empty());
    EXPECT_LE(info.min, value) << info.name;
    EXPECT_GE(info.max, value) << info.name;
  });
  // One visit per member: the structure holds nothing but doubles.
  EXPECT_EQ(names.size(), sizeof(CameraParameters) / sizeof(double));
}

TEST(CameraParameters, OutOfBoundsAreErrors) {
  CameraParameters defaults;
  visit_parameters(defaults, [](const CameraParameterInfo& info, const double&) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double wrong :
         {std::nextafter(info.min, -1e9), std::nextafter(info.max, 1e9), nan}) {
      CameraParameters p;
      visit_parameters(p, [&](const CameraParameterInfo& other, double& value) {
        if (other.name == info.name) value = wrong;
      });
      EXPECT_THAT(test::input_error_of([&] { validate(p); }),
                  AllOf(HasSubstr(std::string(info.name)), HasSubstr("outside")));
      EXPECT_THROW(Camera(p, 1), InputError);
    }
  });
}

TEST(CameraParameters, SharesMustNotExceedOne) {
  CameraParameters p;
  p.saccade_2_early_share = 0.6;
  p.saccade_2_middle_share = 0.6;
  EXPECT_THAT(test::input_error_of([&] { validate(p); }),
              AllOf(HasSubstr("saccade-2-early-share"), HasSubstr("1.2 is above 1")));
}

TEST(CameraParameters, AreWrittenAsToml) {
  CameraParameters p;
  p.leak_rate_hz = 2.0;
  const std::string toml = to_toml(p);
  EXPECT_THAT(toml, HasSubstr("threshold-off = 0.2015\n"));
  EXPECT_THAT(toml, HasSubstr("leak-rate-hz = 2.0\n"));
  EXPECT_EQ(std::count(toml.begin(), toml.end(), '\n'),
            static_cast<std::ptrdiff_t>(sizeof(CameraParameters) / sizeof(double)));
}

}  // namespace
}  // namespace ebsnn
