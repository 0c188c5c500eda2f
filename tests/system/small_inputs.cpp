#include "system/small_inputs.hpp"

#include "pipeline/data_source.hpp"
#include "storage/network_file.hpp"
#include "storage/packed_recordings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace ebsnn::test {

namespace fs = std::filesystem;

std::vector<Event> orderly_events(std::size_t count, std::uint64_t number) {
  std::vector<Event> events = made_up_events(count, number);
  const auto earlier = [](const Event& a, const Event& b) { return a.t_us < b.t_us; };
  std::stable_sort(events.begin(), events.end(), earlier);
  return events;
}

Files one_a_class() {
  Files files;
  std::uint64_t number = 0;
  for (const char* split : {"Train", "Test"}) {
    for (int digit = 0; digit < 10; ++digit) {
      const std::string path = fmt::format("{}/{}/00001.bin", split, digit);
      files[path] = encode_nmnist(orderly_events(40, number++), path);
    }
  }
  return files;
}

void pack_folder(const fs::path& folder, const fs::path& file) {
  (void)write_packed(open_data_source(folder.string()), file, {}, [](std::size_t /*done*/) {});
}

NetworkWeights small_network(std::uint64_t seed) { return initial_weights({}, seed); }

void write_network_file(const fs::path& path, const NetworkWeights& weights) {
  write_network(path, weights, {}, nullptr, {});
}

void cut_short(const fs::path& path, double part) {
  const auto bytes = static_cast<double>(fs::file_size(path));
  fs::resize_file(path, static_cast<std::uintmax_t>(bytes * part));
}

void write_text(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace ebsnn::test
