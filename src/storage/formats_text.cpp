#include "storage/format.hpp"

#include <fmt/format.h>

#include <iterator>

namespace ebsnn {
namespace {

constexpr std::string_view kHead = R"(# Formats of the HDF5 files

This text is made from the table in `format_tables.cpp`. A test compares both with each other, and the table with files.

The root of each file has the attributes `format` and `format_version`, and the origin of the file (`provenance.hpp`). A program
refuses a file of a newer version of its format, and names both versions. Files of programs that wrote no `format` are still read.

Each dataset has the attributes `long_name` and, unless it is text, `units` ("1": none). Its dimensions have names: HDF5's dimension
scales, in its own group. So xarray opens each group of each file, e.g. `xarray.open_dataset("RUN/results.h5", engine="h5netcdf",
group="drop_event").sel(level=0.5)`. A dimension without a dataset in the tables below, and without texts in the last table, has no
coordinates: the dataset of its name has no values. Names in <> stand for any name.
)";

void add_format(std::string& text, const FileFormat& format) {
  fmt::format_to(
      std::back_inserter(text),
      "\n## {}, version {}\n\n{}\n\n| dataset | type | dimensions | units | long name |\n"
      "|---|---|---|---|---|\n",
      format.name, format.version, format.places);
  for (const DatasetRow& row : format.datasets) {
    fmt::format_to(std::back_inserter(text), "| `{}` | {} | {} | {} | {}{}{} |\n", row.path,
                   row.type, row.dimensions, row.units, row.long_name,
                   row.comment.empty() ? "" : "; comment: ", row.comment);
  }
}

}  // namespace

std::string formats_text() {
  std::string text(kHead);
  for (const FileFormat* format : file_formats()) add_format(text, *format);
  text += "\n## Dimensions\n\n| dimension | meaning | coordinates |\n|---|---|---|\n";
  for (const DimensionRow& row : dimension_rows()) {
    fmt::format_to(std::back_inserter(text), "| {} | {} | {} |\n", row.name, row.meaning,
                   row.texts);
  }
  return text;
}

}  // namespace ebsnn
