#pragma once
// A temporary folder that all ranks know.

#include "parallel/communicator.hpp"
#include "support/temporary_folder.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace ebsnn::test {

/// Constructor and destructor are collective: the root makes the folder and removes it.
class WorldFolder {
 public:
  explicit WorldFolder(Communicator& world) : world_(world) {
    ebsnn::Bytes name;
    if (world.is_root()) {
      const std::string path = folder_.emplace().path().string();
      name.assign(path.begin(), path.end());
    }
    world.broadcast(name);
    path_ = std::string(name.begin(), name.end());
  }
  ~WorldFolder() { world_.barrier(); }
  WorldFolder(const WorldFolder&) = delete;
  WorldFolder& operator=(const WorldFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  Communicator& world_;
  std::optional<TemporaryFolder> folder_;  // on the root
  std::filesystem::path path_;
};

}  // namespace ebsnn::test
