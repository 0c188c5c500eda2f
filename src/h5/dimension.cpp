// Names of dimensions: HDF5's dimension scales, as netCDF and xarray read them.

#include "core/error.hpp"
#include "h5/detail.hpp"

#include <hdf5.h>
#include <hdf5_hl.h>

namespace ebsnn::h5 {

using detail::fail;
using detail::Id;

namespace {

/// "c" of "/a/b/c".
std::string last_part(const std::string& name) { return name.substr(name.rfind('/') + 1); }

Id open_described(std::int64_t file, const std::filesystem::path& path, const std::string& name) {
  Id dataset(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!dataset.valid()) {
    fail<StorageError>(path, "name dimensions by dataset " + name);
  }
  return dataset;
}

/// A dataset that has an extent and no values, and takes no space for them.
Id create_empty(std::int64_t file, const std::string& name, std::size_t extent) {
  const Id creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  const hsize_t size = extent;
  const Id space(H5Screate_simple(1, &size, nullptr), H5Sclose);
  H5Pset_alloc_time(creation.get(), H5D_ALLOC_TIME_LATE);
  H5Pset_obj_track_times(creation.get(), 0);
  return {H5Dcreate2(file, name.c_str(), H5T_NATIVE_UINT8, space.get(), H5P_DEFAULT, creation.get(),
                     H5P_DEFAULT),
          H5Dclose};
}

}  // namespace

void File::make_scale(const std::string& dataset) {
  hold_space(0, "the dimension of " + dataset);
  write_together([&] {
    const Id scale = open_described(id_, path_, dataset);
    if (H5DSset_scale(scale.get(), last_part(dataset).c_str()) < 0) {
      fail<StorageError>(path_, "make a dimension scale of " + dataset);
    }
  });
}

void File::make_dimension(const std::string& name, std::size_t extent) {
  hold_space(0, "dimension " + name);
  write_together([&] {
    // By this text, netCDF knows that the dimension has no coordinates.
    const std::string text =
        fmt::format("This is a netCDF dimension but not a netCDF variable.{:10}", extent);
    const Id scale = create_empty(id_, name, extent);
    if (!scale.valid() || H5DSset_scale(scale.get(), text.c_str()) < 0) {
      fail<StorageError>(path_, "make dimension " + name);
    }
  });
}

void File::attach_scales(const std::string& dataset, const std::vector<std::string>& scales) {
  hold_space(0, "the dimensions of " + dataset);
  write_together([&] {
    const Id target = open_described(id_, path_, dataset);
    for (std::size_t i = 0; i < scales.size(); ++i) {
      const Id scale = open_described(id_, path_, scales[i]);
      if (H5DSattach_scale(target.get(), scale.get(), static_cast<unsigned>(i)) < 0) {
        fail<StorageError>(path_, fmt::format("name dimension {} of {}", i, dataset));
      }
    }
  });
}

}  // namespace ebsnn::h5
