#include "program/captured.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace ebsnn::test {
namespace {

void flush_all() {
  std::cout.flush();
  std::cerr.flush();
  std::fflush(nullptr);
}

/// Throws unless a system call succeeded.
int checked(int result, const char* what) {
  if (result < 0) throw std::runtime_error(what);
  return result;
}

}  // namespace

Captured::Captured(int descriptor)
    : descriptor_(descriptor),
      before_(checked(::dup(descriptor), "dup")),
      file_(checked(::memfd_create("captured", MFD_CLOEXEC), "memfd_create")) {
  flush_all();
  checked(::dup2(file_, descriptor_), "dup2");
}

Captured::~Captured() {
  flush_all();
  ::dup2(before_, descriptor_);
  ::close(before_);
  ::close(file_);
}

std::string Captured::text() const {
  flush_all();
  std::string text(static_cast<std::size_t>(::lseek(file_, 0, SEEK_END)), ' ');
  checked(static_cast<int>(::pread(file_, text.data(), text.size(), 0)), "pread");
  return text;
}

ChangedEnvironment::ChangedEnvironment(const std::map<std::string, std::string>& set,
                                       const std::vector<std::string>& removed) {
  for (const std::string& name : removed) change(name, std::nullopt);
  for (const auto& [name, value] : set) change(name, value);
}

ChangedEnvironment::~ChangedEnvironment() {
  const auto before = before_;
  for (const auto& [name, value] : before) change(name, value);
}

void ChangedEnvironment::change(const std::string& name, const std::optional<std::string>& value) {
  const char* old = std::getenv(name.c_str());
  before_.try_emplace(name, old == nullptr ? std::nullopt : std::optional<std::string>(old));
  if (value) {
    ::setenv(name.c_str(), value->c_str(), 1);
  } else {
    ::unsetenv(name.c_str());
  }
}

OtherFolder::OtherFolder(const std::filesystem::path& folder) {
  if (!folder.empty()) std::filesystem::current_path(folder);
}

OtherFolder::~OtherFolder() { std::filesystem::current_path(before_); }

}  // namespace ebsnn::test
