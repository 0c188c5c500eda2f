#include "storage/packed_share.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace ebsnn {

EventSpool::EventSpool(const std::filesystem::path& path)
    : path_(path.string()), file_(std::fopen(path_.c_str(), "w+bxe")) {
  if (!file_) fail("make");
  std::error_code failed;
  if (!std::filesystem::remove(path, failed)) fail("remove");
}

void EventSpool::append(std::span<const Event> events) {
  if (std::fwrite(events.data(), sizeof(Event), events.size(), file_.get()) != events.size()) {
    fail("write");
  }
}

void EventSpool::rewind() {
  if (std::fseek(file_.get(), 0, SEEK_SET) != 0) fail("write");
}

void EventSpool::read(std::span<Event> events) {
  if (std::fread(events.data(), sizeof(Event), events.size(), file_.get()) != events.size()) {
    fail("read");
  }
}

void EventSpool::fail(const char* what) const {
  throw StorageError(fmt::format("{}: cannot {} this temporary file: {}", printable(path_), what,
                                 std::generic_category().message(errno)));
}

namespace {

/// Throws InputError naming `name` and the event if it lies outside the sensor.
void require_on_sensor(const Recording& recording, const SensorGeometry& sensor,
                       const std::string& name) {
  for (std::size_t i = 0; i < recording.events.size(); ++i) {
    const Event& event = recording.events[i];
    if (!sensor.contains(event.x, event.y)) {
      throw InputError(fmt::format("{}: event {} at x = {}, y = {} is outside the sensor of {} px",
                                   name, i, event.x, event.y, text_of(sensor)));
    }
  }
}

void note(PackSummary& summary, const Recording& recording, const std::string& name) {
  ++summary.recordings;
  summary.events += recording.events.size();
  if (recording.events.empty() && summary.empty++ == 0) summary.first_empty = name;
  if (time_goes_back(recording.events) && summary.time_back++ == 0) summary.first_time_back = name;
  for (const Event& event : recording.events) {
    summary.last_event_us = std::max(summary.last_event_us, event.t_us);
  }
}

template <class T>
void append_to(std::vector<T>& all, const std::vector<T>& next) {
  all.insert(all.end(), next.begin(), next.end());
}

}  // namespace

void PackSummary::append(const PackSummary& next) {
  if (empty == 0) first_empty = next.first_empty;
  if (time_back == 0) first_time_back = next.first_time_back;
  recordings += next.recordings;
  events += next.events;
  bytes += next.bytes;
  empty += next.empty;
  time_back += next.time_back;
  last_event_us = std::max(last_event_us, next.last_event_us);
}

void PackedShare::append(const PackedShare& next) {
  append_to(events, next.events);
  append_to(labels, next.labels);
  append_to(checksums, next.checksums);
  append_to(sources, next.sources);
  summary.append(next.summary);
}

PackedShare read_share(const Dataset& data, const Block& block, EventSpool& spool,
                       const std::function<bool()>& after_each) {
  PackedShare share;
  for (std::size_t i = block.first; i < block.end(); ++i) {
    const Recording recording = data.read(i);
    const std::string name = data.name(i);
    require_on_sensor(recording, data.description().sensor, name);
    spool.append(recording.events);
    share.events.push_back(recording.events.size());
    share.labels.push_back(recording.label);
    share.checksums.push_back(checksum_of_recording(recording));
    share.sources.push_back(data.source(i));
    note(share.summary, recording, name);
    if (!after_each()) break;
  }
  return share;
}

namespace {

/// Collective. At the root, the values of each rank; nothing on other ranks.
template <class T>
std::vector<std::vector<T>> values_of_ranks(const Communicator& comm, const std::vector<T>& mine) {
  const auto* bytes = reinterpret_cast<const char*>(mine.data());
  std::vector<std::vector<T>> all;
  for (const Bytes& part : comm.gather(Bytes(bytes, bytes + mine.size() * sizeof(T)))) {
    std::vector<T> values(part.size() / sizeof(T));
    std::copy(part.begin(), part.end(), reinterpret_cast<char*>(values.data()));
    all.push_back(std::move(values));
  }
  return all;
}

/// The same of texts.
std::vector<std::vector<std::string>> texts_of_ranks(const Communicator& comm,
                                                     const std::vector<std::string>& mine) {
  std::vector<std::uint64_t> lengths;
  std::vector<char> letters;
  lengths.reserve(mine.size());
  for (const std::string& text : mine) {
    lengths.push_back(text.size());
    letters.insert(letters.end(), text.begin(), text.end());
  }
  const auto all_lengths = values_of_ranks(comm, lengths);
  const auto all_letters = values_of_ranks(comm, letters);
  std::vector<std::vector<std::string>> all(all_lengths.size());
  for (std::size_t rank = 0; rank < all.size(); ++rank) {
    const char* next = all_letters[rank].data();
    all[rank].reserve(all_lengths[rank].size());
    for (const std::uint64_t length : all_lengths[rank]) {
      all[rank].emplace_back(next, length);
      next += length;
    }
  }
  return all;
}

}  // namespace

PackedShare gathered(const Communicator& comm, const PackedShare& mine) {
  if (comm.size() == 1) return mine;
  const PackSummary& sum = mine.summary;
  const auto events = values_of_ranks(comm, mine.events);
  const auto labels = values_of_ranks(comm, mine.labels);
  const auto checksums = values_of_ranks(comm, mine.checksums);
  const auto sources = texts_of_ranks(comm, mine.sources);
  const auto firsts = texts_of_ranks(comm, {sum.first_empty, sum.first_time_back});
  const auto counts = values_of_ranks<std::uint64_t>(
      comm, {sum.recordings, sum.events, sum.empty, sum.time_back, sum.last_event_us});
  PackedShare all;
  for (std::size_t rank = 0; rank < events.size(); ++rank) {
    const std::vector<std::uint64_t>& n = counts[rank];
    all.append({events[rank], labels[rank], checksums[rank], sources[rank],
                PackSummary{n[0], n[1], 0, n[2], n[3], static_cast<std::uint32_t>(n[4]),
                            firsts[rank][0], firsts[rank][1]}});
  }
  return all;
}

}  // namespace ebsnn
