#include "storage/file_content.hpp"

#include "core/error.hpp"
#include "core/few_names.hpp"
#include "core/file_kind.hpp"
#include "core/printable.hpp"
#include "storage/format.hpp"
#include "storage/network_parts.hpp"
#include "storage/packed_recordings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ebsnn {
namespace {

constexpr const char* kWeights = "/weights/V1weight";

struct Mark {
  const char* object;
  const char* content;
};

/// Objects that only one of this program's files has.
constexpr Mark kMarks[] = {
    {kWeights, "a network (--network)"},
    {"/activity", "spike counts of an evaluation"},
    {"/primal_objective", "a classifier"},
    {"/neuron", "recorded neurons of a training"},
    {"/condition/corruption", "events that ebsnn_show wrote"},
};

bool is_packed(const h5::File& file) {
  return file.has_attribute("/", "format") && file.read_text("/", "format") == kPackedFormat.name;
}

bool has_results(const h5::File& file, const std::vector<std::string>& members) {
  return std::any_of(members.begin(), members.end(), [&](const std::string& name) {
    return file.contains("/" + name + "/accuracy_percent");
  });
}

}  // namespace

std::string content_of(const h5::File& file) {
  if (file.has_attribute("/", kNextPatch)) return "a checkpoint of a training";
  if (is_packed(file)) return "packed recordings (--data)";
  const auto found = std::find_if(std::begin(kMarks), std::end(kMarks),
                                  [&](const Mark& mark) { return file.contains(mark.object); });
  if (found != std::end(kMarks)) return found->content;
  const std::vector<std::string> members = file.members("/");
  if (has_results(file, members)) return "results of an evaluation";
  FewNames names;
  for (const std::string& name : members) names.add(name);
  return names.text("nothing");
}

void require_hdf5_network(const std::filesystem::path& path) {
  const FileKind kind = kind_of_file(path);
  std::error_code unknown;
  const bool readable = std::filesystem::is_regular_file(path, unknown) && !kind.unreadable();
  if (!readable || kind.form == FileKind::Form::hdf5) return;
  throw InputError(
      fmt::format("{}: cannot open as an HDF5 file: it is {}; expected network.h5, which "
                  "ebsnn_train writes, or a folder with the five text files",
                  printable(path.native()), kind.description));
}

void require_network(const h5::File& file) {
  const std::string path = printable(file.path().native());
  if (file.has_attribute("/", kNextPatch)) {
    throw InputError(
        fmt::format("{}: is a checkpoint of a training that is not finished; "
                    "expected network.h5, which "
                    "ebsnn_train writes at the end (run it again to continue)",
                    path));
  }
  if (!file.contains(kWeights)) {
    throw InputError(
        fmt::format("{}: it holds no network; expected "
                    "network.h5, which ebsnn_train writes; it "
                    "holds {}",
                    path, content_of(file)));
  }
}

}  // namespace ebsnn
