// Names, published values and bounds of the model's parameters.

#include "network/parameters.hpp"

#include "core/error.hpp"
#include "unit/network/random_networks.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <sstream>

namespace ebsnn {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Entry {
  std::string name;
  double min, max;
  bool whole;
};

std::vector<Entry> entries() {
  std::vector<Entry> all;
  ModelParameters parameters;
  visit_parameters(
      parameters,
      [&](const ParameterInfo& info, double& /*value*/) {
        all.push_back({std::string(info.name), info.min, info.max, false});
      },
      [&](const ParameterInfo& info, int& /*value*/) {
        all.push_back({std::string(info.name), info.min, info.max, true});
      });
  return all;
}

double value_of(ModelParameters parameters, const std::string& name) {
  double found = std::nan("");
  visit_parameters(
      parameters,
      [&](const ParameterInfo& info, double& value) {
        if (info.name == name) {
          found = value;
        }
      },
      [&](const ParameterInfo& info, int& value) {
        if (info.name == name) {
          found = value;
        }
      });
  return found;
}

std::string message_of(const ModelParameters& parameters) {
  try {
    validate(parameters);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

/// Makes room for every value of one bound: the initial weights of all projections are 0.
ModelParameters without_initial_weights() {
  ModelParameters parameters;
  for (auto* projection : {&parameters.v1weight, &parameters.inhibw, &parameters.v1toin}) {
    projection->initial_low = 0.0;
    projection->initial_high = 0.0;
    projection->w_max = 1000.0;
  }
  return parameters;
}

TEST(Parameters, DefaultsAreThePublishedValues) {
  const std::map<std::string, double> published = {
      {"patch-side", 12},
      {"v1", 144},
      {"inh", 36},
      {"steps", 350},
      {"g-l-ns", 30},
      {"delta-t-mv", 2},
      {"tau-w-ms", 144},
      {"a-ns", 4},
      {"b-pa", 0.0805},
      {"e-l-mv", -70.6},
      {"c-pf", 281},
      {"tau-z-ms", 40},
      {"tau-vt-ms", 50},
      {"i-sp-pa", 400},
      {"vt-max-mv", -30.4},
      {"vt-rest-mv", -50.4},
      {"tau-x-ms", 15},
      {"tau-ltd-ms", 10},
      {"tau-ltp-ms", 7},
      {"tau-mean-ms", 750},
      {"tau-g-exc-ms", 1},
      {"tau-g-inh-ms", 10},
      {"v1weight-a-ltd", 35e-8},
      {"v1weight-a-ltp", 45e-8},
      {"v1weight-max", 5},
      {"v1weight-initial-low", 0.015},
      {"v1weight-initial-high", 2.0},
      {"inhibw-a-ltd", 35e-8},
      {"inhibw-a-ltp", 45e-8},
      {"inhibw-max", 5},
      {"inhibw-initial-low", 0.0175},
      {"inhibw-initial-high", 1.5},
      {"v1toin-a-ltd", 35e-8},
      {"v1toin-a-ltp", 35e-8},
      {"v1toin-max", 1},
      {"v1toin-initial-low", 0.0175},
      {"v1toin-initial-high", 0.25},
      {"intov1-tau-ms", 175},
      {"intov1-offset", 12},
      {"intov1-max", 1},
      {"inlat-tau-ms", 100},
      {"inlat-offset", 10},
      {"inlat-max", 1},
      {"theta-minus-mv", -70.6},
      {"theta-plus-mv", -45.3},
      {"vmean-reference", 9},
      {"tau-x-lgn-ms", 15},
      {"inhibitory-rate", 7e-6},
      {"equalise-every", 400},
  };
  std::set<std::string> names;
  for (const Entry& entry : entries()) {
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name << " twice";
    ASSERT_TRUE(published.contains(entry.name)) << entry.name;
    EXPECT_EQ(value_of(ModelParameters{}, entry.name), published.at(entry.name)) << entry.name;
  }
  EXPECT_EQ(names.size(), published.size());
  EXPECT_EQ(message_of(ModelParameters{}), "");
}

TEST(Parameters, EveryOneIsVisitedAtItsOwnPlace) {
  // Each name changes exactly one member: all values differ in the end.
  ModelParameters parameters;
  double next = 1.0;
  for (const Entry& entry : entries()) {
    set_parameter(parameters, entry.name, next++);
  }
  next = 1.0;
  for (const Entry& entry : entries()) {
    EXPECT_EQ(value_of(parameters, entry.name), next++) << entry.name;
  }
}

TEST(Parameters, BoundsAreKept) {
  for (const Entry& entry : entries()) {
    ModelParameters parameters = without_initial_weights();
    const double step = entry.whole ? 1.0 : std::abs(entry.max) * 1e-12 + 1e-12;
    for (const double good : {entry.min, entry.max}) {
      if (entry.name.ends_with("-initial-low")) {
        continue;  // also bounded by initial-high, see below
      }
      set_parameter(parameters, entry.name, good);
      EXPECT_EQ(message_of(parameters), "") << entry.name << " = " << good;
    }
    for (const double bad : {entry.min - step, entry.max + step}) {
      set_parameter(parameters, entry.name, bad);
      EXPECT_THAT(
          message_of(parameters),
          AllOf(HasSubstr(entry.name), HasSubstr(fmt::format("{}", bad)),
                HasSubstr(fmt::format("{}", entry.min)), HasSubstr(fmt::format("{}", entry.max))));
    }
  }
}

TEST(Parameters, ValuesThatAreNotFiniteAreRefused) {
  for (const Entry& entry : entries()) {
    for (const double bad :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity()}) {
      ModelParameters parameters = without_initial_weights();
      if (entry.whole) {
        EXPECT_THROW(set_parameter(parameters, entry.name, bad), InputError) << entry.name;
        continue;
      }
      set_parameter(parameters, entry.name, bad);
      EXPECT_THAT(message_of(parameters),
                  AllOf(HasSubstr(entry.name), HasSubstr(fmt::format("{}", bad)),
                        HasSubstr(fmt::format("{}", entry.max))));
    }
  }
}

TEST(Parameters, InitialWeightsMustLieWithinTheirBoundsInOrder) {
  for (const char* const projection : {"v1weight", "inhibw", "v1toin"}) {
    const std::string name = projection;
    ModelParameters parameters;
    set_parameter(parameters, name + "-initial-low", 0.75);
    set_parameter(parameters, name + "-initial-high", 0.5);
    EXPECT_THAT(message_of(parameters),
                AllOf(HasSubstr(name + "-initial-low"), HasSubstr("0.75"), HasSubstr("0.5")));
    set_parameter(parameters, name + "-initial-high", 0.875);
    EXPECT_EQ(message_of(parameters), "");
    set_parameter(parameters, name + "-max", 0.8125);
    EXPECT_THAT(message_of(parameters),
                AllOf(HasSubstr(name + "-initial-high"), HasSubstr("0.875"), HasSubstr("0.8125")));
    set_parameter(parameters, name + "-max", 0.875);
    EXPECT_EQ(message_of(parameters), "");
  }
}

// Values that would make every time constant or capacitance useless must be refused, whatever the
// exact bounds are.
TEST(Parameters, NothingThatIsDividedByMayBeZero) {
  for (const Entry& entry : entries()) {
    const bool divisor = entry.name.starts_with("tau-") ||
                         entry.name.find("-tau-") != std::string::npos || entry.name == "c-pf" ||
                         entry.name == "delta-t-mv" || entry.name == "vmean-reference";
    if (divisor) {
      ModelParameters parameters;
      set_parameter(parameters, entry.name, 0.0);
      EXPECT_NE(message_of(parameters), "") << entry.name;
    }
  }
}

TEST(Parameters, SetParameterNamesWhatIsWrong) {
  ModelParameters parameters;
  const auto message = [&](const std::string& name, double value) -> std::string {
    try {
      set_parameter(parameters, name, value);
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_THAT(message("tau-zz-ms", 1.0), HasSubstr("tau-zz-ms"));
  EXPECT_THAT(message("", 1.0), HasSubstr("unknown parameter"));
  EXPECT_THAT(message("steps", 10.5), AllOf(HasSubstr("steps"), HasSubstr("10.5")));
  EXPECT_THAT(message("steps", 1e300), AllOf(HasSubstr("steps"), HasSubstr("1e+300")));
  EXPECT_EQ(parameters, ModelParameters{});
  EXPECT_EQ(message("steps", 10.0), "");
  EXPECT_EQ(parameters.shape.steps, 10);
}

TEST(Parameters, TomlHoldsEveryDigit) {
  for (std::uint64_t i = 0; i < 20; ++i) {
    RandomSequence random = testing::random_for(40, i);
    const ModelParameters parameters = testing::random_parameters(random);
    std::istringstream lines(to_toml(parameters));
    ModelParameters read;
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      const auto equals = line.find(" = ");
      ASSERT_NE(equals, std::string::npos) << line;
      set_parameter(read, line.substr(0, equals), std::stod(line.substr(equals + 3)));
    }
    EXPECT_EQ(count, entries().size());
    EXPECT_EQ(read, parameters);
  }
}

// TOML distinguishes whole numbers from others by the point or exponent.
TEST(Parameters, TomlKeepsTheKindOfNumber) {
  std::istringstream lines(to_toml(ModelParameters{}));
  std::size_t i = 0;
  for (std::string line; std::getline(lines, line); ++i) {
    const std::string number = line.substr(line.find(" = ") + 3);
    EXPECT_EQ(number.find_first_of(".e") == std::string::npos, entries().at(i).whole) << line;
  }
}

}  // namespace
}  // namespace ebsnn
