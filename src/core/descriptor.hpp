#pragma once
// An open file or folder. It is closed at the end of its scope, and its errors name its path.

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

namespace ebsnn {

class Descriptor {
 public:
  Descriptor() = default;
  /// open(2), with O_CLOEXEC. Throws StorageError.
  Descriptor(std::filesystem::path path, int flags);
  /// The same for a name in an open folder; `path` is for messages.
  Descriptor(const Descriptor& folder, const char* name, std::filesystem::path path, int flags);
  /// Takes ownership of a descriptor.
  Descriptor(int number, std::filesystem::path path) : path_(std::move(path)), number_(number) {}
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept
      : path_(std::move(other.path_)), number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool valid() const { return number_ >= 0; }

  /// Writes all bytes, in as many calls as necessary. Throws StorageError.
  void write(std::string_view text) const;
  void write(std::span<const std::byte> bytes) const;
  /// The next bytes, at most `bytes.size()`; 0 at the end. Throws StorageError.
  [[nodiscard]] std::size_t read(std::span<char> bytes) const;
  /// Syncs to the disk. It is not an error if the file system cannot. Throws StorageError.
  void sync() const;
  /// Syncs the whole file system: one call instead of one for each of many small files.
  void sync_file_system() const;

 private:
  std::filesystem::path path_;
  int number_ = -1;
};

}  // namespace ebsnn
