#include "h5/detail.hpp"

#include <hdf5.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace ebsnn::h5 {
namespace detail {
namespace {

/// Keeps the first description that is not empty; HDF5 goes from the innermost call outwards.
herr_t keep_first(unsigned /*depth*/, const H5E_error2_t* entry, void* text) {
  auto& kept = *static_cast<std::string*>(text);
  if (kept.empty() && entry->desc != nullptr) {
    kept = entry->desc;
  }
  return 0;
}

/// The error text of the operating system, which HDF5 hides in a list of its variables (times and
/// addresses among them).
std::string shorten(const std::string& description) {
  constexpr std::string_view kMark = "error message = '";
  const std::size_t mark = description.find(kMark);
  if (mark == std::string::npos) {
    return description;
  }
  const std::size_t first = mark + kMark.size();
  return description.substr(first, description.find('\'', first) - first);
}

/// Number of elements of a chunk. HDF5 handles whole chunks even if the dataset is smaller.
std::uint64_t chunk_elements(const Id& creation) {
  std::vector<hsize_t> sizes(H5S_MAX_RANK);
  const int rank = H5Pget_chunk(creation.get(), H5S_MAX_RANK, sizes.data());
  return product({sizes.begin(), sizes.begin() + std::max(rank, 0)});
}

/// Shuffle, then deflate, or one of them. HDF5 trusts what comes out of other filters, and applied
/// over and over they make much of little.
bool has_known_filters(const Id& creation) {
  const int count = H5Pget_nfilters(creation.get());
  H5Z_filter_t before = H5Z_FILTER_NONE;
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    std::size_t settings = 0;
    const H5Z_filter_t filter = H5Pget_filter2(creation.get(), static_cast<unsigned>(i), &flags,
                                               &settings, nullptr, 0, nullptr, nullptr);
    const bool known = (filter == H5Z_FILTER_DEFLATE && before != H5Z_FILTER_DEFLATE) ||
                       (filter == H5Z_FILTER_SHUFFLE && before == H5Z_FILTER_NONE);
    if (!known) return false;
    before = filter;
  }
  return true;
}

/// Place and number of the bits of an IEEE number of 2, 4 or 8 bytes.
bool is_ieee(const Id& type, std::size_t bytes) {
  const std::size_t exponent_bits = bytes == 2 ? 5 : bytes == 4 ? 8 : 11;
  const std::size_t mantissa_bits = 8 * bytes - exponent_bits - 1;
  std::size_t sign = 0;
  std::size_t exponent = 0;
  std::size_t exponent_size = 0;
  std::size_t mantissa = 0;
  std::size_t mantissa_size = 0;
  return H5Tget_fields(type.get(), &sign, &exponent, &exponent_size, &mantissa, &mantissa_size) >=
             0 &&
         bytes > 1 && sign == 8 * bytes - 1 && exponent == mantissa_bits &&
         exponent_size == exponent_bits && mantissa == 0 && mantissa_size == mantissa_bits &&
         H5Tget_ebias(type.get()) == (std::size_t{1} << (exponent_bits - 1)) - 1 &&
         H5Tget_norm(type.get()) == H5T_NORM_IMPLIED;
}

/// The most bytes that one stored byte of such a dataset can stand for.
std::uint64_t largest_expansion(const Id& creation) {
  constexpr std::uint64_t kDeflateLimit = 1032;  // zlib's "maximum compression factor"
  return H5Pget_nfilters(creation.get()) > 0 ? kDeflateLimit : 1;
}

std::string contiguous_problem(const Id& dataset, std::uint64_t stored, std::uint64_t file_bytes) {
  const haddr_t offset = H5Dget_offset(dataset.get());
  if (offset == HADDR_UNDEF || offset > file_bytes || stored > file_bytes - offset) {
    return fmt::format("its {} bytes do not lie within the file's {}", stored, file_bytes);
  }
  return {};
}

/// HDF5 is started before MPI, and its exit handler is turned off. Otherwise it closes open files
/// when MPI ends, and crashes if one of them could not be written.
[[maybe_unused]] const bool kStarted = H5dont_atexit() >= 0 && H5open() >= 0;

}  // namespace

void initialise() {
  static const bool done = [] {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    // An untrusted file must not refer to other files.
    H5Lunregister(H5L_TYPE_EXTERNAL);
    return true;
  }();
  static_cast<void>(done);
}

std::string take_error() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  H5Eclear2(H5E_DEFAULT);
  return text.empty() ? "no reason given by HDF5" : shorten(text);
}

std::int64_t native_type(ElementType type) {
  switch (type) {
    case ElementType::f64:
      return H5T_NATIVE_DOUBLE;
    case ElementType::f32:
      return H5T_NATIVE_FLOAT;
    case ElementType::u8:
      return H5T_NATIVE_UINT8;
    case ElementType::u16:
      return H5T_NATIVE_UINT16;
    case ElementType::u32:
      return H5T_NATIVE_UINT32;
    case ElementType::u64:
      return H5T_NATIVE_UINT64;
    case ElementType::i64:
      return H5T_NATIVE_INT64;
  }
  return -1;
}

std::size_t product(const Shape& shape) {
  std::size_t elements = 1;
  for (const std::size_t extent : shape) {
    if (__builtin_mul_overflow(elements, extent, &elements)) {
      throw std::overflow_error("more elements than can be counted");
    }
  }
  return elements;
}

std::size_t row_elements(const Shape& shape) {
  return shape.empty() ? 0 : product({shape.begin() + 1, shape.end()});
}

bool select_rows(const Id& space, std::size_t first, std::size_t rows, const Shape& shape) {
  if (rows == 0) {
    return H5Sselect_none(space.get()) >= 0;
  }
  std::array<hsize_t, H5S_MAX_RANK> start{first};
  std::array<hsize_t, H5S_MAX_RANK> extent{};
  std::copy_n(shape.begin(), std::min(shape.size(), extent.size()), extent.begin());
  extent[0] = rows;
  return H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, extent.data(),
                             nullptr) >= 0;
}

Shape extents(const Id& space) {
  if (!space.valid() || H5Sget_simple_extent_type(space.get()) == H5S_NULL) {
    throw std::runtime_error("it has no data space");
  }
  std::vector<hsize_t> sizes(H5S_MAX_RANK);
  const int rank = H5Sget_simple_extent_dims(space.get(), sizes.data(), nullptr);
  return {sizes.begin(), sizes.begin() + std::max(rank, 0)};
}

std::string number_problem(const Id& type) {
  const H5T_class_t kind = H5Tget_class(type.get());
  if (kind != H5T_INTEGER && kind != H5T_FLOAT) {
    return "it holds no numbers";
  }
  const std::size_t bytes = H5Tget_size(type.get());
  const H5T_order_t order = H5Tget_order(type.get());
  const bool usual = (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8) &&
                     (order == H5T_ORDER_LE || order == H5T_ORDER_BE) &&
                     H5Tget_offset(type.get()) == 0 && H5Tget_precision(type.get()) == 8 * bytes &&
                     (kind == H5T_INTEGER || is_ieee(type, bytes));
  return usual ? "" : "it holds numbers of an unusual form";
}

std::string storage_problem(const Id& dataset, std::uint64_t file_bytes) {
  const Id creation(H5Dget_create_plist(dataset.get()), H5Pclose);
  const Id type(H5Dget_type(dataset.get()), H5Tclose);
  const Id space(H5Dget_space(dataset.get()), H5Sclose);
  const H5D_layout_t layout = H5Pget_layout(creation.get());
  if (layout == H5D_VIRTUAL || layout == H5D_LAYOUT_ERROR ||
      H5Pget_external_count(creation.get()) != 0) {
    return "its values are kept in other files";
  }
  if (!has_known_filters(creation)) {
    return "its values are behind filters other than shuffle and deflate";
  }
  const std::uint64_t elements = product(extents(space));
  if (elements == 0) {
    return {};
  }
  const std::uint64_t stored = H5Dget_storage_size(dataset.get());
  if (stored > file_bytes) {
    return fmt::format("it claims {} bytes of a file of {}", stored, file_bytes);
  }
  const bool chunked = layout == H5D_CHUNKED;
  const std::uint64_t needed = chunked ? std::max(elements, chunk_elements(creation)) : elements;
  if (needed / largest_expansion(creation) >
      stored / std::max<std::size_t>(H5Tget_size(type.get()), 1)) {
    return fmt::format("only {} bytes are stored for its {} elements", stored, elements);
  }
  return layout == H5D_CONTIGUOUS ? contiguous_problem(dataset, stored, file_bytes) : std::string();
}

void together(const Communicator* comm, const std::function<void()>& step) {
  if (comm == nullptr) {
    step();
    return;
  }
  std::exception_ptr mine;
  try {
    step();
  } catch (...) {
    mine = std::current_exception();
  }
  throw_together(*comm, mine);
}

}  // namespace detail

std::string library_version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  H5get_libversion(&major, &minor, &release);
  return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace ebsnn::h5
