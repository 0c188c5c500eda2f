#include "storage/text_weights.hpp"

#include "core/error.hpp"
#include "storage/atomic_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace ebsnn {
namespace {

/// Appends the numbers of one line to `values`; returns how many there were.
std::size_t parse_line(std::string_view line, const std::string& where,
                       std::vector<double>& values) {
  constexpr std::string_view kSpace = " \t\r,";
  std::size_t count = 0;
  while (true) {
    const std::size_t first = line.find_first_not_of(kSpace);
    if (first == std::string_view::npos) {
      return count;
    }
    line.remove_prefix(first);
    const std::string_view word = line.substr(0, line.find_first_of(kSpace));
    line.remove_prefix(word.size());
    // std::from_chars does not accept a leading '+', which numpy may write.
    const std::string_view digits = word.front() == '+' ? word.substr(1) : word;
    double value = 0.0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) {
      throw InputError(fmt::format("{}: '{}' is not a number", where, excerpt(word)));
    }
    values.push_back(value);
    ++count;
  }
}

WeightMatrix read_matrix(const std::filesystem::path& path, const WeightMatrix& shape) {
  std::ifstream file(path);
  if (!file) {
    throw InputError(
        fmt::format("{}: cannot be read: {}", printable(path.native()), std::strerror(errno)));
  }
  WeightMatrix matrix(shape.posts, shape.pres);
  matrix.values.clear();
  std::string line;
  std::size_t rows = 0;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    const std::string where = fmt::format("{}: line {}", printable(path.native()), number);
    const std::size_t columns = parse_line(line, where, matrix.values);
    if (columns == 0) {
      continue;
    }
    if (columns != shape.pres || rows == shape.posts) {
      throw InputError(fmt::format("{}: {} columns in row {}, expected {} rows of {} columns",
                                   where, columns, rows + 1, shape.posts, shape.pres));
    }
    ++rows;
  }
  if (file.bad() || rows != shape.posts) {
    throw InputError(
        fmt::format("{}: {} rows, expected {}", printable(path.native()), rows, shape.posts));
  }
  return matrix;
}

std::string to_text(const WeightMatrix& matrix) {
  std::string text;
  for (std::size_t post = 0; post < matrix.posts; ++post) {
    for (std::size_t pre = 0; pre < matrix.pres; ++pre) {
      fmt::format_to(std::back_inserter(text), "{}{:.17e}", pre == 0 ? "" : " ",
                     matrix.at(post, pre));
    }
    text += '\n';
  }
  return text;
}

std::string file_name(const WeightField& field) { return fmt::format("{}.txt", field.name); }

}  // namespace

NetworkWeights read_text_weights(const std::filesystem::path& folder,
                                 const ModelParameters& parameters) {
  NetworkWeights weights(parameters.shape);
  for (const WeightField& field : weight_fields()) {
    weights.*field.matrix = read_matrix(folder / file_name(field), weights.*field.matrix);
  }
  validate(weights, parameters, printable(folder.native()));
  return weights;
}

void write_text_weights(const std::filesystem::path& folder, const NetworkWeights& weights) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw StorageError(
        fmt::format("{}: cannot be made: {}", printable(folder.native()), error.message()));
  }
  for (const WeightField& field : weight_fields()) {
    write_file_atomically(folder / file_name(field), to_text(weights.*field.matrix));
  }
}

}  // namespace ebsnn
