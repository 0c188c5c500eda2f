// Which recordings are paired, and what is refused.

#include "compare/pairing.hpp"

#include "support/digits_dataset.hpp"
#include "unit/events/made_up_data.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace ebsnn::compare {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Only names and labels.
class NamedDataset final : public test::DigitsDataset {
 public:
  using Names = std::vector<std::pair<int, std::string>>;
  explicit NamedDataset(Names names) : names_(std::move(names)) {}
  [[nodiscard]] std::size_t size() const override { return names_.size(); }
  [[nodiscard]] Label label(std::size_t index) const override {
    return static_cast<Label>(names_.at(index).first);
  }
  [[nodiscard]] std::string name(std::size_t index) const override {
    return names_.at(index).second;
  }
  [[nodiscard]] Recording read(std::size_t index) const override { return {{}, label(index)}; }

 private:
  Names names_;
};

NamedDataset folder() {
  return NamedDataset(
      {{0, "/a/Train/0/00002.bin"}, {0, "/a/Train/0/00010.bin"}, {1, "/a/Train/1/00001.bin"}});
}

std::string refusal(const NamedDataset& a, const NamedDataset& b) {
  return test::input_error_of([&] { static_cast<void>(pair_recordings(a, b)); });
}

TEST(Pairing, GoesByFileNameWithoutLeadingZeros) {
  const NamedDataset archive(
      {{0, "x.zip:Train/0/10.bin"}, {0, "x.zip:Train/0/2.bin"}, {1, "x.zip:Train/1/1.bin"}});
  EXPECT_THAT(pair_recordings(folder(), archive), ElementsAre(Pair{1, 0}, Pair{0, 1}, Pair{2, 2}));
}

TEST(Pairing, GoesByPlaceWhereThereAreNoNames) {
  const NamedDataset packed({{0, "p.h5:/train recording 0"},
                             {0, "p.h5:/train recording 1"},
                             {1, "p.h5:/train recording 2"}});
  EXPECT_THAT(pair_recordings(packed, folder()), ElementsAre(Pair{0, 0}, Pair{1, 1}, Pair{2, 2}));
}

TEST(Pairing, RefusesOtherNumbers) {
  EXPECT_THAT(refusal(folder(), NamedDataset({{0, "p 0"}})), HasSubstr("3 recordings"));
}

TEST(Pairing, RefusesOtherNames) {
  const NamedDataset other(
      {{0, "/b/Train/0/00002.bin"}, {0, "/b/Train/0/00011.bin"}, {1, "/b/Train/1/00001.bin"}});
  const std::string message = refusal(folder(), other);
  EXPECT_THAT(message, HasSubstr("/a/Train/0/00010.bin"));
  EXPECT_THAT(message, HasSubstr("/b/Train/0/00011.bin"));
}

TEST(Pairing, RefusesOtherLabels) {
  const NamedDataset packed({{0, "p 0"}, {1, "p 1"}, {1, "p 2"}});
  const std::string message = refusal(folder(), packed);
  EXPECT_THAT(message, HasSubstr("/a/Train/0/00010.bin (digit 0)"));
  EXPECT_THAT(message, HasSubstr("p 1 (digit 1)"));
}

// File names of digits and letters are compared as text; a number of only zeros keeps one.
TEST(Pairing, TakesAnyFileName) {
  const NamedDataset a({{0, "/a/0/000.bin"}, {0, "/a/0/left.bin"}});
  const NamedDataset b({{0, "/b/0/0.bin"}, {0, "/b/0/left.bin"}});
  EXPECT_THAT(pair_recordings(a, b), ElementsAre(Pair{0, 0}, Pair{1, 1}));
}

}  // namespace
}  // namespace ebsnn::compare
