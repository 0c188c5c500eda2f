#pragma once
// A program with an option of each kind, and configuration files for it.

#include "core/error.hpp"
#include "option_checks.hpp"
#include "option_list.hpp"
#include "program.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn::test {

class SomeProgram : public testing::Test {
 protected:
  SomeProgram() {
    OptionList& list = program_.options();
    list.add_option("--out", out_)->required();
    list.add_option("--seed", seed_)->capture_default_str()->transform(whole_number());
    list.add_option("--patches", patches_)->capture_default_str()->transform(whole_number(1, 1000));
    list.add_option("--levels", levels_)->capture_default_str()->type_name(kList);
    list.add_option("--stage", stages_)
        ->delimiter(',')
        ->type_name(kList)
        ->default_str("simulate,classify");
    list.add_option("--max-hours", max_hours_)->capture_default_str()->check(number_from_zero());
    list.add_flag("--force", force_);
    program_.add_model_options();
  }

  /// The command line of these words. Returns and throws as read_options() does.
  std::optional<std::string> read(std::vector<std::string> words) {
    words.insert(words.begin(), "ebsnn_some");
    std::vector<const char*> arguments;
    for (const std::string& word : words) arguments.push_back(word.c_str());
    return program_.read_options(static_cast<int>(arguments.size()), arguments.data());
  }

  /// --config with a file of this text, and `words` after it.
  void read_file(const std::string& text, const std::vector<std::string>& words = {}) {
    std::ofstream(path(), std::ios::binary) << text;
    std::vector<std::string> all{"--config", path().string()};
    all.insert(all.end(), words.begin(), words.end());
    read(all);
  }

  /// The message with which read_file() refuses; empty where it does not.
  std::string refusal_of(const std::string& text) {
    return refusal([&] { read_file("out = \"RUN\"\n" + text); });
  }

  template <class Step>
  static std::string refusal(const Step& step) {
    try {
      step();
    } catch (const InputError& error) {
      return error.what();
    }
    return "";
  }

  /// What --print-config would print now.
  [[nodiscard]] std::string configuration() const { return program_.configuration(); }

  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "some.toml"; }

  std::filesystem::path out_;
  std::uint64_t seed_ = 1;
  std::uint64_t patches_ = 20;
  std::string levels_ = "published";
  std::vector<std::string> stages_;
  double max_hours_ = 0.0;
  bool force_ = false;
  Program program_{"ebsnn_some", "", ""};
  TemporaryFolder folder_;
};

}  // namespace ebsnn::test
