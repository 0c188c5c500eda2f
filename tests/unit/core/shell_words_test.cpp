// Quoted words come back from a shell as they were, byte for byte.

#include "core/shell_words.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>
#include <sstream>
#include <vector>

namespace ebsnn::test {
namespace {

/// The words that /bin/sh makes of a line.
std::vector<std::string> words_of_shell(const std::string& line) {
  const std::string command = "printf '%s\\0' " + line;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string all;
  std::array<char, 4096> piece{};
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe.get())) {
    all.append(piece.data(), got);
  }
  std::vector<std::string> words;
  std::istringstream stream(all);
  for (std::string word; std::getline(stream, word, '\0');) words.push_back(word);
  return words;
}

TEST(ShellWords, EveryByteComesBack) {
  std::vector<std::string> words{"",     " ",     "~root", "a=b",  "-n",          "$HOME",
                                 "it's", "''",    "\\",    "!!",   "#",           "a#b",
                                 "*",    "{a,b}", "a b",   "\n",   "new\nline\n", "$(id)",
                                 "`id`", "a&b",   "c;id",  "d(1)", "--out=run 2", "caf\xE9"};
  std::string all;
  for (int byte = 1; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    words.push_back({c});
    words.push_back({'a', c, 'b'});
    all += c;
  }
  words.push_back(all);
  EXPECT_EQ(words_of_shell(shell_line(words)), words);
}

TEST(ShellWords, PlainWordsAreLeftAlone) {
  const std::vector<std::string> words{
      "ebsnn_eval", "--data",   "/data/nmnist.h5", "--task",
      "1/3",        "--levels", "0,0.5",           "run-12:30:00_a+b@c%"};
  EXPECT_EQ(shell_line(words),
            "ebsnn_eval --data /data/nmnist.h5 --task 1/3 --levels 0,0.5 run-12:30:00_a+b@c%");
}

TEST(ShellWords, AVariableIsNoCommand) { EXPECT_EQ(shell_quoted("a=b"), "'a=b'"); }

}  // namespace
}  // namespace ebsnn::test
