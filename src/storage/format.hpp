#pragma once
// What the programs' HDF5 files hold: one table, from which attributes and dimension names in files,
// the checks of versions, and FORMATS.md follow.

#include "core/error.hpp"
#include "h5/file.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ebsnn {

/// A dataset of a kind of file.
struct DatasetRow {
  std::string_view path;  ///< "/history/patch"; a part in <> stands for any name
  std::string_view type;  ///< in words, for FORMATS.md
  /// Names of the indices, in order, separated by ", ". A dimension has the coordinates in the
  /// dataset of its name in the same group, if there is one.
  std::string_view dimensions;
  std::string_view units;  ///< "1" for plain numbers; empty for text; in <>: the writer states them
  std::string_view long_name;
  std::string_view comment = {};  ///< attribute `comment`, unless it is empty
};

/// A kind of file.
struct FileFormat {
  std::string_view name;    ///< attribute `format` of the root
  std::uint64_t version;    ///< attribute `format_version`: the newest one, which is written
  std::string_view places;  ///< where such files are, for FORMATS.md
  std::span<const DatasetRow> datasets;
};

/// A dimension, for FORMATS.md.
struct DimensionRow {
  std::string_view name;
  std::string_view meaning;
  /// Its coordinates, separated by ", ", where they are the same in all files.
  std::string_view texts = {};
};

/// Each kind of file that states its format.
[[nodiscard]] std::span<const FileFormat* const> file_formats();
[[nodiscard]] std::span<const DimensionRow> dimension_rows();

extern const FileFormat kActivityFormat;
extern const FileFormat kResultsFormat;
extern const FileFormat kPredictionsFormat;
extern const FileFormat kClassifierFormat;
extern const FileFormat kNetworkFormat;
extern const FileFormat kCheckpointFormat;
extern const FileFormat kRecordingFormat;
extern const FileFormat kPackedFormat;
extern const FileFormat kMeasurementFormat;
extern const FileFormat kShownFormat;
extern const FileFormat kUnfinishedFormat;

/// FORMATS.md.
[[nodiscard]] std::string formats_text();

/// A file of a version that this program does not know. It is not damaged.
class OtherFormatVersion : public InputError {
 public:
  using InputError::InputError;
};

/// Opens a file to read it. Throws OtherFormatVersion naming both versions where it states a newer
/// version of this format, and what h5::File::open() throws. Older programs stated no format.
[[nodiscard]] h5::File open_file(const std::filesystem::path& path, const FileFormat& format);

/// Attributes `format` and `format_version` of a new file.
void write_format(h5::File& file, const FileFormat& format);

/// Units, long names, comments and names of dimensions of those datasets of the table that the file
/// holds in a group: in the group `in_table` of the table ("/<corruption>"), which is `in_file` in
/// the file ("/drop_event"); empty: all without a part in <>. Throws StorageError.
void describe(h5::File& file, const FileFormat& format, std::string_view in_table = "",
              const std::string& in_file = "");
/// The same for one dataset.
void describe_dataset(h5::File& file, const std::string& dataset, const DatasetRow& row);

/// "a", "b" of "a, b".
[[nodiscard]] std::vector<std::string> listed(std::string_view text);

}  // namespace ebsnn
