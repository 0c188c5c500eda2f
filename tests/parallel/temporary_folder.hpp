#pragma once
// A folder of the test that all ranks know.

#include "parallel/communicator.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace ebsnn::test {

/// Constructor and destructor are collective: the root makes the folder and removes it.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(Communicator& world) : world_(world) {
    Bytes name;
    if (world.is_root()) {
      std::string pattern = (std::filesystem::temp_directory_path() / "ebsnn-XXXXXX").string();
      if (mkdtemp(pattern.data()) != nullptr) {
        name.assign(pattern.begin(), pattern.end());
      }
    }
    world.broadcast(name);
    path_ = std::string(name.begin(), name.end());
  }
  ~TemporaryFolder() {
    world_.barrier();
    if (world_.is_root()) {
      std::filesystem::remove_all(path_);
    }
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  Communicator& world_;
  std::filesystem::path path_;
};

}  // namespace ebsnn::test
