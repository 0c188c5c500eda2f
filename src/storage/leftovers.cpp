// Names of temporary files, and which of them belong to runs that have ended.

#include "storage/leftovers.hpp"

#include "core/host_name.hpp"
#include "core/number_text.hpp"
#include "storage/process.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace ebsnn {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours kStale{24};

std::string prefix_of(const fs::path& final_name) {
  return fmt::format(".{}.tmp-", final_name.string());
}

/// Maker of a temporary file; process 0 if the name does not tell.
struct Maker {
  std::string_view host;
  std::string_view numbering;
  int process = 0;
};

/// Takes the part after the last hyphen.
std::string_view take_last(std::string_view& text) {
  const std::size_t hyphen = text.rfind('-');
  const std::size_t end = hyphen == std::string_view::npos ? 0 : hyphen;
  const std::string_view last = text.substr(end == 0 ? 0 : end + 1);
  text = text.substr(0, end);
  return last;
}

/// Reads <host>-<numbering>-<process>-<random> from the end, because host names may contain
/// hyphens. Older versions wrote <host>-<process>-<counter>, without numbering.
Maker maker_of(std::string_view rest) {
  constexpr std::size_t kDigits = 16;
  const std::string_view unique = take_last(rest);
  const std::string_view process = take_last(rest);
  Maker maker;
  const auto number = number_in<decltype(maker.process)>(process);
  if (!number || rest.empty()) return {};
  maker.process = *number;
  if (unique.size() == kDigits) maker.numbering = take_last(rest);
  maker.host = rest;
  return maker;
}

/// Whether a temporary file, whose name ends in `rest`, belongs to a run that has ended.
bool is_stale(const fs::directory_entry& entry, std::string_view rest) {
  const Maker maker = maker_of(rest);
  std::error_code error;
  const auto written = entry.last_write_time(error);
  if (error || maker.process <= 0) return false;
  if (maker.host == host_name() && maker.numbering == process_numbering()) {
    return !process_exists(maker.process, written);
  }
  return fs::file_time_type::clock::now() - written > kStale;
}

}  // namespace

std::string temporary_name(const fs::path& final_name) {
  return fmt::format("{}{}-{}-{}-{}", prefix_of(final_name), host_name(), process_numbering(),
                     ::getpid(), random_digits());
}

void remove_leftovers_in(const fs::path& folder, const fs::path& final_name) {
  const std::string prefix = prefix_of(final_name);
  std::error_code error;
  std::vector<fs::path> stale;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (name.starts_with(prefix) &&
        is_stale(*entry, std::string_view(name).substr(prefix.size()))) {
      stale.push_back(entry->path());
    }
  }
  for (const fs::path& path : stale) {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
}

}  // namespace ebsnn
