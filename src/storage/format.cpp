#include "storage/format.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ebsnn {
namespace {

constexpr const char* kFormat = "format";
constexpr const char* kVersion = "format_version";

std::string_view texts_of(std::string_view dimension) {
  const std::span<const DimensionRow> rows = dimension_rows();
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const DimensionRow& row) { return row.name == dimension; });
  return found == rows.end() ? std::string_view() : found->texts;
}

/// xarray turns text of fixed length into str where it knows the encoding.
void write_encoding(h5::File& file, const std::string& dataset) {
  file.write_text(dataset, "_Encoding", "utf-8");
}

/// Makes the scale of a dimension, unless it is there.
void make_scale(h5::File& file, const std::string& scale, std::string_view dimension,
                std::size_t extent) {
  if (file.contains(scale)) {
    if (!file.has_attribute(scale, "CLASS")) file.make_scale(scale);
    return;
  }
  const std::vector<std::string> texts = listed(texts_of(dimension));
  if (texts.empty()) {
    file.make_dimension(scale, extent);
    return;
  }
  file.write_strings(scale, texts);
  write_encoding(file, scale);
  file.make_scale(scale);
}

void name_dimensions(h5::File& file, const std::string& dataset,
                     const std::vector<std::string>& names) {
  const std::string group = dataset.substr(0, dataset.rfind('/') + 1);
  const h5::Shape shape = file.shape(dataset);
  std::vector<std::string> scales;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string scale = group + names[i];
    make_scale(file, scale, names[i], shape.at(i));
    if (file.shape(scale) != h5::Shape{shape[i]}) {
      throw StorageError(fmt::format("{}: {} has {} entries of {}, {} has another number",
                                     printable(file.path().native()), dataset, shape[i], names[i],
                                     scale));
    }
    scales.push_back(scale);
  }
  if (scales != std::vector{dataset}) file.attach_scales(dataset, scales);
}

}  // namespace

h5::File open_file(const std::filesystem::path& path, const FileFormat& format) {
  h5::File file = h5::File::open(path);
  const bool stated = file.has_attribute("/", kFormat) && file.has_attribute("/", kVersion) &&
                      file.read_text("/", kFormat) == format.name;
  const std::uint64_t version = stated ? file.read_count("/", kVersion) : format.version;
  if (version > format.version) {
    throw OtherFormatVersion(
        fmt::format("{}: is of version {} of the format '{}'; this program reads versions up to {}",
                    printable(path.native()), version, format.name, format.version));
  }
  return file;
}

void write_format(h5::File& file, const FileFormat& format) {
  file.write_text("/", kFormat, std::string(format.name));
  file.write_count("/", kVersion, format.version);
}

void describe_dataset(h5::File& file, const std::string& dataset, const DatasetRow& row) {
  const auto write = [&](const char* name, std::string_view text) {
    if (!text.empty() && text.front() != '<') file.write_text(dataset, name, std::string(text));
  };
  write("units", row.units);
  write("long_name", row.long_name);
  write("comment", row.comment);
  if (row.type == "text") write_encoding(file, dataset);
  name_dimensions(file, dataset, listed(row.dimensions));
}

void describe(h5::File& file, const FileFormat& format, std::string_view in_table,
              const std::string& in_file) {
  for (const DatasetRow& row : format.datasets) {
    if (!row.path.starts_with(in_table)) continue;
    const std::string_view rest = row.path.substr(in_table.size());
    if (!rest.starts_with('/') || rest.find('<') != std::string_view::npos) continue;
    const std::string dataset = in_file + std::string(rest);
    if (file.contains(dataset)) describe_dataset(file, dataset, row);
  }
}

std::vector<std::string> listed(std::string_view text) {
  constexpr std::string_view kSeparator = ", ";
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(kSeparator), text.size());
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + kSeparator.size(), text.size()));
  }
  return parts;
}

}  // namespace ebsnn
