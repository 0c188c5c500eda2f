#include "events/npz_recording.hpp"

#include "core/error.hpp"
#include "core/printable.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace ebsnn {
namespace {

using NpzBytes = std::vector<std::byte>;

/// The first moment that archives can name, 1980-01-01 00:00, as numpy.savez writes it.
constexpr std::uint16_t kFirstDate = (1U << 5U) | 1U;

void append(NpzBytes& bytes, std::string_view text) {
  const auto added = std::as_bytes(std::span(text));
  bytes.insert(bytes.end(), added.begin(), added.end());
}

/// The lower bytes first, whatever the processor.
template <class Integer>
void append_integer(NpzBytes& bytes, Integer value) {
  auto rest = std::uint64_t{static_cast<std::make_unsigned_t<Integer>>(value)};
  for (std::size_t i = 0; i < sizeof(Integer); ++i, rest >>= 8U) {
    bytes.push_back(static_cast<std::byte>(rest & 0xFFU));
  }
}

/// A .npy file of integers; `of` gives that of an event.
template <class Integer, class Of>
NpzBytes npy_of(std::span<const Event> events, Of of) {
  constexpr std::size_t kAlignment = 64;
  constexpr std::size_t kBeforeHeader = 10;
  std::string header =
      fmt::format("{{'descr': '{}i{}', 'fortran_order': False, 'shape': ({},), }}",
                  sizeof(Integer) == 1 ? '|' : '<', sizeof(Integer), events.size());
  const std::size_t end = kBeforeHeader + header.size() + 1;
  header.append((kAlignment - end % kAlignment) % kAlignment, ' ');
  header += '\n';
  NpzBytes bytes;
  bytes.reserve(kBeforeHeader + header.size() + events.size() * sizeof(Integer));
  append(bytes, std::string_view("\x93NUMPY\x01\0", 8));
  append_integer(bytes, static_cast<std::uint16_t>(header.size()));
  append(bytes, header);
  for (const Event& event : events) append_integer(bytes, static_cast<Integer>(of(event)));
  return bytes;
}

struct ZipDiscard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct SourceFree {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};
using NewArchive = std::unique_ptr<zip_t, ZipDiscard>;
using NewSource = std::unique_ptr<zip_source_t, SourceFree>;

[[noreturn]] void throw_failed(std::string_view name, const char* reason) {
  throw StorageError(
      fmt::format("{}: libzip cannot make an .npz archive: {}", printable(name), reason));
}

/// `bytes` must stay until the archive is closed.
void add_npy(zip_t* archive, const char* member, const NpzBytes& bytes, std::string_view name) {
  zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
  if (source == nullptr) throw_failed(name, zip_strerror(archive));
  const zip_int64_t place = zip_file_add(archive, member, source, ZIP_FL_ENC_UTF_8);
  if (place < 0) {
    zip_source_free(source);
    throw_failed(name, zip_strerror(archive));
  }
  const auto index = static_cast<zip_uint64_t>(place);
  if (zip_set_file_compression(archive, index, ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime(archive, index, 0, kFirstDate, 0) != 0) {
    throw_failed(name, zip_strerror(archive));
  }
}

/// All bytes of a source in memory.
NpzBytes content_of(zip_source_t* source, std::string_view name) {
  zip_stat_t status;
  if (zip_source_stat(source, &status) != 0 || zip_source_open(source) != 0) {
    throw_failed(name, zip_error_strerror(zip_source_error(source)));
  }
  NpzBytes bytes(status.size);
  const zip_int64_t got = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (got < 0 || static_cast<std::size_t>(got) != bytes.size()) {
    throw_failed(name, "it cannot be read back from memory");
  }
  return bytes;
}

}  // namespace

std::vector<std::byte> encode_npz(std::span<const Event> events, std::string_view name) {
  const std::array<std::pair<const char*, NpzBytes>, 4> members{
      {{"t.npy", npy_of<std::int64_t>(events, [](const Event& e) { return e.t_us; })},
       {"x.npy", npy_of<std::int32_t>(events, [](const Event& e) { return e.x; })},
       {"y.npy", npy_of<std::int32_t>(events, [](const Event& e) { return e.y; })},
       {"p.npy", npy_of<std::int8_t>(events, [](const Event& e) { return e.on ? 1 : 0; })}}};
  zip_error_t error;
  zip_error_init(&error);
  const NewSource source(zip_source_buffer_create(nullptr, 0, 0, &error));
  NewArchive archive(source ? zip_open_from_source(source.get(), ZIP_TRUNCATE, &error) : nullptr);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (!archive) throw_failed(name, reason.c_str());
  // The archive has taken the source; it is read after the archive is closed.
  zip_source_keep(source.get());
  for (const auto& [member, bytes] : members) add_npy(archive.get(), member, bytes, name);
  if (zip_close(archive.get()) != 0) throw_failed(name, zip_strerror(archive.get()));
  (void)archive.release();
  return content_of(source.get(), name);
}

}  // namespace ebsnn
