#pragma once
// What a call changes in its process, put back at the end of a scope.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ebsnn::test {

/// Keeps what is written to a descriptor (1: standard output, 2: standard error) from where it went
/// before.
class Captured {
 public:
  explicit Captured(int descriptor);
  ~Captured();
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;

  /// What has been written so far.
  [[nodiscard]] std::string text() const;

 private:
  int descriptor_;
  int before_;
  int file_;
};

/// Sets some variables of the environment and removes others.
class ChangedEnvironment {
 public:
  ChangedEnvironment(const std::map<std::string, std::string>& set,
                     const std::vector<std::string>& removed);
  ~ChangedEnvironment();
  ChangedEnvironment(const ChangedEnvironment&) = delete;
  ChangedEnvironment& operator=(const ChangedEnvironment&) = delete;

 private:
  void change(const std::string& name, const std::optional<std::string>& value);

  std::map<std::string, std::optional<std::string>> before_;
};

/// Works in another folder; an empty name changes nothing.
class OtherFolder {
 public:
  explicit OtherFolder(const std::filesystem::path& folder);
  ~OtherFolder();
  OtherFolder(const OtherFolder&) = delete;
  OtherFolder& operator=(const OtherFolder&) = delete;

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
};

}  // namespace ebsnn::test
