#include "core/error.hpp"
#include "h5/detail.hpp"

#include <hdf5.h>

#include <algorithm>

namespace ebsnn::h5 {

using detail::fail;
using detail::Id;

namespace {

std::string attribute_of(const std::string& object, const std::string& name) {
  return fmt::format("attribute {} of {}", name, object);
}

Id open_attribute(std::int64_t file, const std::filesystem::path& path, const std::string& object,
                  const std::string& name) {
  Id attribute(H5Aopen_by_name(file, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT),
               H5Aclose);
  if (!attribute.valid()) {
    fail<InputError>(path, "read " + attribute_of(object, name));
  }
  return attribute;
}

std::size_t count_of(const Id& attribute) {
  const Id space(H5Aget_space(attribute.get()), H5Sclose);
  return static_cast<std::size_t>(std::max<hssize_t>(H5Sget_simple_extent_npoints(space.get()), 0));
}

Id open_single(std::int64_t file, const std::filesystem::path& path, const std::string& object,
               const std::string& name) {
  Id attribute = open_attribute(file, path, object, name);
  if (count_of(attribute) != 1) {
    fail<InputError>(path, "read " + attribute_of(object, name), "it is not a single value");
  }
  return attribute;
}

std::string read_fixed(const Id& attribute, const Id& type, bool& good) {
  std::string text(H5Tget_size(type.get()), '\0');
  good = H5Aread(attribute.get(), type.get(), text.data()) >= 0;
  const char pad = H5Tget_strpad(type.get()) == H5T_STR_SPACEPAD ? ' ' : '\0';
  text.resize(std::min(text.size(), text.find('\0')));
  text.erase(text.find_last_not_of(pad) + 1);
  return text;
}

std::string read_variable(const Id& attribute, const Id& type, bool& good) {
  char* held = nullptr;
  good = H5Aread(attribute.get(), type.get(), &held) >= 0;
  std::string text = held != nullptr ? held : "";
  H5free_memory(held);
  return text;
}

/// UTF-8 of variable length: h5py returns it as str.
Id text_type() {
  Id type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.get(), H5T_VARIABLE);
  H5Tset_cset(type.get(), H5T_CSET_UTF8);
  return type;
}

Id single() { return {H5Screate(H5S_SCALAR), H5Sclose}; }

/// Of a text of variable length, beside its characters: in the attribute and in the heap.
constexpr std::uint64_t kHeapEntryBytes = 40;

const char* checked_text(const std::filesystem::path& path, const std::string& object,
                         const std::string& name, const std::string& text) {
  if (text.find('\0') != std::string::npos) {
    fail<StorageError>(path, "write " + attribute_of(object, name), "the text holds a zero byte");
  }
  return text.c_str();
}

}  // namespace

bool File::has_attribute(const std::string& object, const std::string& name) const {
  if (!contains(object)) return false;
  const int exists = H5Aexists_by_name(id_, object.c_str(), name.c_str(), H5P_DEFAULT);
  if (exists < 0) {
    fail<InputError>(path_, "look for " + attribute_of(object, name));
  }
  return exists > 0;
}

std::string File::read_text(const std::string& object, const std::string& name) const {
  const Id attribute = open_single(id_, path_, object, name);
  const Id type(H5Aget_type(attribute.get()), H5Tclose);
  if (H5Tget_class(type.get()) != H5T_STRING) {
    fail<InputError>(path_, "read " + attribute_of(object, name), "it is not text");
  }
  bool good = false;
  std::string text = H5Tis_variable_str(type.get()) > 0 ? read_variable(attribute, type, good)
                                                        : read_fixed(attribute, type, good);
  if (!good) {
    fail<InputError>(path_, "read " + attribute_of(object, name));
  }
  return text;
}

std::vector<std::string> File::read_texts(const std::string& object,
                                          const std::string& name) const {
  const Id attribute = open_attribute(id_, path_, object, name);
  const Id type(H5Aget_type(attribute.get()), H5Tclose);
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) <= 0) {
    fail<InputError>(path_, "read " + attribute_of(object, name), "it is not a list of texts");
  }
  std::vector<char*> held(count_of(attribute), nullptr);
  if (held.empty()) return {};  // HDF5 needs an address even for an empty list
  const bool good = H5Aread(attribute.get(), type.get(), held.data()) >= 0;
  std::vector<std::string> texts;
  for (char* const text : held) {
    texts.emplace_back(text != nullptr ? text : "");
    H5free_memory(text);
  }
  if (!good) {
    fail<InputError>(path_, "read " + attribute_of(object, name));
  }
  return texts;
}

double File::read_number(const std::string& object, const std::string& name) const {
  double value = 0.0;
  read_attribute(object, name, H5T_NATIVE_DOUBLE, &value);
  return value;
}

std::uint64_t File::read_count(const std::string& object, const std::string& name) const {
  const Id attribute = open_single(id_, path_, object, name);
  const Id type(H5Aget_type(attribute.get()), H5Tclose);
  if (H5Tget_class(type.get()) != H5T_INTEGER) {
    fail<InputError>(path_, "read " + attribute_of(object, name), "it is not an integer");
  }
  // HDF5 would turn a negative number into 0.
  if (H5Tget_sign(type.get()) == H5T_SGN_2) {
    std::int64_t value = 0;
    read_attribute(object, name, H5T_NATIVE_INT64, &value);
    if (value < 0) {
      fail<InputError>(path_, "read " + attribute_of(object, name),
                       fmt::format("{} is negative", value));
    }
    return static_cast<std::uint64_t>(value);
  }
  std::uint64_t value = 0;
  read_attribute(object, name, H5T_NATIVE_UINT64, &value);
  return value;
}

void File::read_attribute(const std::string& object, const std::string& name, std::int64_t type,
                          void* value) const {
  const Id attribute = open_single(id_, path_, object, name);
  const std::string problem = detail::number_problem(Id(H5Aget_type(attribute.get()), H5Tclose));
  if (!problem.empty()) {
    fail<InputError>(path_, "read " + attribute_of(object, name), problem);
  }
  if (H5Aread(attribute.get(), type, value) < 0) {
    fail<InputError>(path_, "read " + attribute_of(object, name));
  }
}

void File::write_text(const std::string& object, const std::string& name,
                      const std::string& value) {
  const char* text = checked_text(path_, object, name, value);
  write_attribute(object, name, text_type().get(), single().get(), static_cast<const void*>(&text),
                  value.size());
}

void File::write_texts(const std::string& object, const std::string& name,
                       const std::vector<std::string>& values) {
  std::vector<const char*> texts;
  texts.reserve(values.size() + 1);  // HDF5 needs an address even for an empty list
  std::uint64_t bytes = 0;
  for (const std::string& value : values) {
    texts.push_back(checked_text(path_, object, name, value));
    bytes += value.size() + kHeapEntryBytes;
  }
  const hsize_t count = texts.size();
  const Id space(H5Screate_simple(1, &count, nullptr), H5Sclose);
  write_attribute(object, name, text_type().get(), space.get(),
                  static_cast<const void*>(texts.data()), bytes);
}

void File::write_number(const std::string& object, const std::string& name, double value) {
  write_attribute(object, name, H5T_NATIVE_DOUBLE, single().get(), &value, sizeof value);
}

void File::write_count(const std::string& object, const std::string& name, std::uint64_t value) {
  write_attribute(object, name, H5T_NATIVE_UINT64, single().get(), &value, sizeof value);
}

void File::write_attribute(const std::string& object, const std::string& name, std::int64_t type,
                           std::int64_t space, const void* value, std::uint64_t bytes) {
  hold_space(bytes, attribute_of(object, name));
  write_together([&] {
    const Id target(H5Oopen(id_, object.c_str(), H5P_DEFAULT), H5Oclose);
    const bool replaces = target.valid() && H5Aexists(target.get(), name.c_str()) > 0;
    if (replaces && H5Adelete(target.get(), name.c_str()) < 0) {
      fail<StorageError>(path_, "replace " + attribute_of(object, name));
    }
    const Id attribute(
        H5Acreate2(target.get(), name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    if (!attribute.valid() || H5Awrite(attribute.get(), type, value) < 0) {
      fail<StorageError>(path_, "write " + attribute_of(object, name));
    }
  });
}

}  // namespace ebsnn::h5
