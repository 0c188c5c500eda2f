#pragma once
// What --data means. May be included by jobs and tools.

#include "events/dataset.hpp"

#include <string>

namespace ebsnn {

/// Help text of --data.
inline constexpr const char* kDataHelp =
    "where recordings come from: a folder with Train/<digit>/*.bin and/or Test/<digit>/*.bin, a "
    "folder with the archives "
    "train.zip and/or test.zip, a packed .h5 file, or synthetic[:train=N,test=N,seed=N]";

/// Opens what `text` names, for this process alone:
///   synthetic or synthetic:train=6000,test=1000,seed=1   made in memory
///   a file                                               packed recordings
///   a folder   with folders Train or train, Test or test, and/or archives train.zip, test.zip in
///   any letter case. Where
///              both are there for a split, the folder is used, with a warning.
/// Throws InputError, naming the path and what is expected, where nothing of that is there.
[[nodiscard]] DataSource open_data_source(const std::string& text);

}  // namespace ebsnn
