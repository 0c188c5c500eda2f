#include "storage/text_weights.hpp"

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "core/printable.hpp"
#include "storage/atomic_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

namespace ebsnn {
namespace {

/// A line without the byte-order mark of its file, and without a comment: numpy.savetxt writes its
/// header and footer as comments, and numpy.loadtxt skips them.
std::string_view numbers_of(std::string_view line, bool first) {
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  if (first && line.starts_with(kByteOrderMark)) line.remove_prefix(kByteOrderMark.size());
  return line.substr(0, line.find('#'));
}

[[noreturn]] void refuse(std::string_view word, const std::string& where) {
  if (word.find(';') != std::string_view::npos) {
    throw InputError(
        fmt::format("{}: '{}' holds a semicolon; expected numbers "
                    "separated by spaces, tabs or "
                    "commas",
                    where, excerpt(word)));
  }
  throw InputError(
      fmt::format("{}: '{}' is not a number; a comment begins with #", where, excerpt(word)));
}

/// A number too small for a double is the nearest one, as for numpy: 1e-400 is 0.
double weight_in(std::string_view word, const std::string& where) {
  // std::from_chars does not accept a leading '+', which numpy may write.
  const std::string_view digits = word.front() == '+' ? word.substr(1) : word;
  const char* const last = digits.data() + digits.size();
  double value = 0.0;
  const auto [end, error] = std::from_chars(digits.data(), last, value);
  if (end != last || error == std::errc::invalid_argument) refuse(word, where);
  if (error == std::errc::result_out_of_range) {
    value = std::strtod(std::string(digits).c_str(), nullptr);
    if (std::isinf(value)) {
      throw InputError(fmt::format("{}: '{}' is too large for a number of double precision", where,
                                   excerpt(word)));
    }
  }
  return value;
}

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
    values.push_back(weight_in(word, where));
    ++count;
  }
}

void require_text(const std::filesystem::path& path) {
  const FileKind kind = kind_of_file(path);
  if (kind.form == FileKind::Form::text || kind.form == FileKind::Form::unknown) return;
  throw InputError(fmt::format("{}: is {}; expected text, as numpy.savetxt writes it",
                               printable(path.native()), kind.description));
}

WeightMatrix read_matrix(const std::filesystem::path& path, const WeightMatrix& shape) {
  const std::string name = printable(path.native());
  std::ifstream file(path);
  if (!file) {
    throw InputError(fmt::format("{}: cannot be read: {}", name, std::strerror(errno)));
  }
  require_text(path);
  WeightMatrix matrix(shape.posts, shape.pres);
  matrix.values.clear();
  std::string line;
  std::size_t rows = 0;
  errno = 0;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    const std::string where = fmt::format("{}: line {}", name, number);
    const std::size_t columns = parse_line(numbers_of(line, number == 1), where, matrix.values);
    if (columns == 0) {
      continue;
    }
    if (columns != shape.pres || rows == shape.posts) {
      throw InputError(fmt::format("{}: {} columns in row {}, expected {} rows of {} columns",
                                   where, columns, rows + 1, shape.posts, shape.pres));
    }
    ++rows;
  }
  if (file.bad()) {
    throw InputError(fmt::format("{}: cannot be read: {}", name, std::strerror(errno)));
  }
  if (rows != shape.posts) {
    throw InputError(fmt::format("{}: {} rows, expected {}", name, rows, shape.posts));
  }
  return matrix;
}

std::string to_text(const WeightMatrix& matrix) {
  std::string text;
  for (std::size_t post = 0; post < matrix.posts; ++post) {
    for (std::size_t pre = 0; pre < matrix.pres; ++pre) {
      text += fmt::format("{}{:.17e}", pre == 0 ? "" : " ", matrix.at(post, pre));
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
  for (const WeightField& field : weight_fields()) {
    write_file_atomically(folder / file_name(field), to_text(weights.*field.matrix));
  }
}

}  // namespace ebsnn
