// What other programs add to our files, or write themselves: our own values are read all the same.
// Each file is made with HDF5 itself, as h5py, netCDF and HDF5's tools do.

#include "core/error.hpp"
#include "h5/file.hpp"
#include "support/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include <cstddef>
#include <fstream>
#include <string>
#include <vector>

namespace ebsnn::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Foreign : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "a.h5"; }

  /// A file as this program writes it, opened by another.
  void SetUp() override {
    h5::File file = h5::File::create(path());
    file.write<double>("/group/values", {1, 2, 3}, {3});
    file.write_text("/group", "text", "twelve bytes");
    file.write_number("/group", "number", 5.0);
    file.close();
    file_ = H5Fopen(path().c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    group_ = H5Gopen2(file_, "/group", H5P_DEFAULT);
    values_ = H5Dopen2(file_, "/group/values", H5P_DEFAULT);
  }
  void TearDown() override { finish(); }
  void finish() {
    if (file_ < 0) return;
    H5Dclose(values_);
    H5Gclose(group_);
    EXPECT_GE(H5Fclose(file_), 0);
    file_ = -1;
  }

  /// Adds an attribute of one element, or of none.
  static void attach(hid_t object, const char* name, hid_t type, const void* value,
                     H5S_class_t kind = H5S_SCALAR) {
    const hid_t space = H5Screate(kind);
    const hid_t attribute = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
    EXPECT_GE(attribute, 0) << name;
    if (value != nullptr) {
      EXPECT_GE(H5Awrite(attribute, type, value), 0) << name;
    }
    H5Aclose(attribute);
    H5Sclose(space);
  }
  /// Adds a dataset of two elements.
  void add(const char* name, hid_t type, const void* values, hid_t creation = H5P_DEFAULT) const {
    const hsize_t extent = 2;
    const hid_t space = H5Screate_simple(1, &extent, nullptr);
    const hid_t dataset = H5Dcreate2(file_, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
    EXPECT_GE(dataset, 0) << name;
    if (values != nullptr) {
      EXPECT_GE(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), 0) << name;
    }
    H5Dclose(dataset);
    H5Sclose(space);
  }
  [[nodiscard]] static hid_t variable_text() {
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, H5T_VARIABLE);
    return type;
  }
  /// As h5py's bool.
  [[nodiscard]] static hid_t boolean() {
    const hid_t type = H5Tenum_create(H5T_STD_I8LE);
    signed char value = 0;
    H5Tenum_insert(type, "FALSE", &value);
    value = 1;
    H5Tenum_insert(type, "TRUE", &value);
    return type;
  }

  void expect_read() {
    finish();
    const h5::File file = h5::File::open(path());
    EXPECT_THAT(file.read<double>("/group/values"), ElementsAre(1, 2, 3));
    EXPECT_EQ(file.read_text("/group", "text"), "twelve bytes");
    EXPECT_EQ(file.read_number("/group", "number"), 5.0);
  }

  TemporaryFolder folder_;
  hid_t file_ = -1;
  hid_t group_ = -1;
  hid_t values_ = -1;
};

TEST_F(Foreign, BooleansDoNoHarm) {
  const hid_t type = boolean();
  const signed char yes[] = {1, 0};
  attach(group_, "checked", type, yes);
  attach(values_, "checked", type, yes);
  add("/flags", type, yes);
  H5Tclose(type);
  expect_read();
  EXPECT_THROW((void)h5::File::open(path()).read_number("/group", "checked"), InputError);
  EXPECT_THROW((void)h5::File::open(path()).read<double>("/flags"), InputError);
}

TEST_F(Foreign, TextOfVariableLengthDoesNoHarm) {
  const hid_t type = variable_text();
  const char* texts[] = {"one", "a longer one"};
  add("/notes", type, static_cast<const void*>(texts));
  attach(values_, "note", type, static_cast<const void*>(texts));
  H5Tclose(type);
  expect_read();
  EXPECT_EQ(h5::File::open(path()).read_text("/group/values", "note"), "one");
}

// What H5DSattach_scale, h5py's make_scale and netCDF write.
TEST_F(Foreign, DimensionScalesDoNoHarm) {
  add("/scale", H5T_NATIVE_DOUBLE, std::vector<double>{1, 2}.data());
  const hid_t text = H5Tcopy(H5T_C_S1);
  H5Tset_size(text, 16);
  const hid_t scale = H5Dopen2(file_, "/scale", H5P_DEFAULT);
  attach(scale, "CLASS", text, "DIMENSION_SCALE");
  hobj_ref_t reference = 0;
  ASSERT_GE(H5Rcreate(&reference, file_, "/scale", H5R_OBJECT, -1), 0);
  const hid_t list = H5Tvlen_create(H5T_STD_REF_OBJ);
  hvl_t element{1, &reference};
  attach(values_, "DIMENSION_LIST", list, &element);
  struct Back {
    hobj_ref_t dataset;
    int dimension;
  } back{reference, 0};
  const hid_t pair = H5Tcreate(H5T_COMPOUND, sizeof back);
  H5Tinsert(pair, "dataset", offsetof(Back, dataset), H5T_STD_REF_OBJ);
  H5Tinsert(pair, "dimension", offsetof(Back, dimension), H5T_NATIVE_INT);
  attach(scale, "REFERENCE_LIST", pair, &back);
  H5Tclose(pair);
  H5Tclose(list);
  H5Dclose(scale);
  H5Tclose(text);
  expect_read();
  EXPECT_THAT(h5::File::open(path()).read<double>("/scale"), ElementsAre(1, 2));
}

TEST_F(Foreign, OtherTypesDoNoHarm) {
  const hsize_t sides[] = {2, 3};
  const hid_t array = H5Tarray_create2(H5T_NATIVE_INT, 2, sides);
  attach(group_, "array", array, nullptr);
  const hid_t complex = H5Tcreate(H5T_COMPOUND, 16);
  H5Tinsert(complex, "r", 0, H5T_NATIVE_DOUBLE);
  H5Tinsert(complex, "i", 8, H5T_NATIVE_DOUBLE);
  add("/complex", complex, std::vector<double>(4).data());
  const hid_t opaque = H5Tcreate(H5T_OPAQUE, 5);
  H5Tset_tag(opaque, "numpy datetime64[us]");
  attach(values_, "opaque", opaque, "four");
  attach(values_, "bits", H5T_STD_B16LE, nullptr);
  attach(values_, "region", H5T_STD_REF_DSETREG, nullptr);
  attach(values_, "long double", H5T_NATIVE_LDOUBLE, nullptr);
  attach(values_, "nothing", H5T_NATIVE_DOUBLE, nullptr, H5S_NULL);
  add("/wide", H5T_NATIVE_LDOUBLE, nullptr);
  for (const hid_t type : {array, complex, opaque}) H5Tclose(type);
  expect_read();
  const h5::File file = h5::File::open(path());
  EXPECT_THROW((void)file.read<double>("/complex"), InputError);
  EXPECT_THROW((void)file.read<double>("/wide"), InputError);
  EXPECT_THROW((void)file.read_number("/group/values", "long double"), InputError);
}

TEST_F(Foreign, TypesThatAreMembersDoNoHarm) {
  const hid_t type = H5Tcopy(H5T_NATIVE_DOUBLE);
  ASSERT_GE(H5Tcommit2(file_, "/volts", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), 0);
  add("/typed", type, std::vector<double>{4, 5}.data());
  const double value = 6;
  attach(group_, "typed", type, &value);
  H5Tclose(type);
  expect_read();
  EXPECT_THAT(h5::File::open(path()).read<double>("/typed"), ElementsAre(4, 5));
  EXPECT_EQ(h5::File::open(path()).read_number("/group", "typed"), 6.0);
}

// HDF5 changes the form of a group for them.
TEST_F(Foreign, NamesThatAreNotAsciiDoNoHarm) {
  const hid_t links = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_char_encoding(links, H5T_CSET_UTF8);
  for (const hid_t place : {file_, group_}) {
    H5Gclose(H5Gcreate2(place, "größe", links, H5P_DEFAULT, H5P_DEFAULT));
  }
  H5Pclose(links);
  expect_read();
}

TEST_F(Foreign, GroupsThatRememberTheirOrderDoNoHarm) {
  const hid_t creation = H5Pcreate(H5P_GROUP_CREATE);
  H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
  for (const char* name : {"/plain", "/tracked"}) {
    if (std::string(name) == "/tracked") {
      H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED);
    }
    const hid_t group = H5Gcreate2(file_, name, H5P_DEFAULT, creation, H5P_DEFAULT);
    for (int i = 0; i < 20; ++i) {  // more than the group's header holds
      const std::string member = "member " + std::to_string(i);
      H5Gclose(H5Gcreate2(group, member.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    }
    H5Gclose(group);
  }
  H5Pclose(creation);
  expect_read();
}

TEST_F(Foreign, FiltersAreRefusedOnlyWhereTheyAre) {
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk = 2;
  H5Pset_chunk(creation, 1, &chunk);
  H5Pset_fletcher32(creation);
  add("/checked", H5T_NATIVE_DOUBLE, std::vector<double>{1, 2}.data(), creation);
  H5Pclose(creation);
  expect_read();
  try {
    (void)h5::File::open(path()).read<double>("/checked");
    ADD_FAILURE() << "read";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("filters other than"));
  }
}

/// Whole files in other forms.
class OtherForm : public testing::TestWithParam<const char*> {
 protected:
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "a.h5"; }
  void make() const {
    const hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    const std::string form = GetParam();
    if (form == "UserBlock") H5Pset_userblock(creation, 1024);
    if (form == "WiderTrees") H5Pset_istore_k(creation, 64);
    if (form == "Of1_8") H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18);
    if (form == "Latest") H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
    const hid_t file = H5Fcreate(path().c_str(), H5F_ACC_TRUNC, creation, access);
    const hid_t group = H5Gcreate2(file, "/group", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t layout = H5Pcreate(H5P_DATASET_CREATE);
    const hsize_t chunk = 2;
    H5Pset_chunk(layout, 1, &chunk);
    const hsize_t extent = 3;
    const hid_t space = H5Screate_simple(1, &extent, nullptr);
    const double values[] = {1, 2, 3};
    for (const char* name : {"chunked", "values"}) {
      const hid_t creation_of = std::string(name) == "chunked" ? layout : H5P_DEFAULT;
      const hid_t dataset =
          H5Dcreate2(group, name, H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, creation_of, H5P_DEFAULT);
      H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
      H5Dclose(dataset);
    }
    H5Sclose(space);
    H5Pclose(layout);
    H5Gclose(group);
    EXPECT_GE(H5Fclose(file), 0);
    H5Pclose(access);
    H5Pclose(creation);
  }
  TemporaryFolder folder_;
};

TEST_P(OtherForm, IsRead) {
  make();
  const h5::File file = h5::File::open(path());
  EXPECT_THAT(file.read<double>("/group/values"), ElementsAre(1, 2, 3));
  EXPECT_THAT(file.read<double>("/group/chunked"), ElementsAre(1, 2, 3));
}

// Such structures have checksums; HDF5 finds the damage itself.
TEST_P(OtherForm, ChangedIsRefused) {
  if (std::string(GetParam()) == "UserBlock" || std::string(GetParam()) == "WiderTrees") {
    GTEST_SKIP() << "no checksums in this form";
  }
  make();
  std::string bytes = bytes_of(path());
  bytes[40] = static_cast<char>(bytes[40] ^ 1);  // in the superblock
  std::ofstream(path(), std::ios::binary) << bytes;
  EXPECT_THROW((void)h5::File::open(path()), InputError);
}

INSTANTIATE_TEST_SUITE_P(, OtherForm, testing::Values("UserBlock", "WiderTrees", "Of1_8", "Latest"),
                         [](const auto& form) { return std::string(form.param); });

}  // namespace
}  // namespace ebsnn::test
