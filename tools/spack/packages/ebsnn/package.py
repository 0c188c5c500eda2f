from spack.package import *

try:  # Spack 1.0 and later
    from spack_repo.builtin.build_systems.cmake import CMakePackage, generator
except ImportError:
    pass


class Ebsnn(CMakePackage):
    """Primary visual cortex seen through an event camera: training and robustness under MPI."""

    # The source tree that this recipe is part of.
    git = "file://" + ancestor(__file__, 5)

    license("BSD-3-Clause")

    version("main", branch="main")

    variant("report", default=True, description="Install what ebsnn_report draws with")
    variant("tests", default=False, description="Build the tests")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.22:", type="build")
    depends_on("git", type="build")

    depends_on("mpi")
    depends_on("hdf5@1.10:+mpi+hl")
    depends_on("boost@1.70:+serialization")
    depends_on("eigen@3.3:3")
    depends_on("highway@1:")
    depends_on("liblinear")
    depends_on("random123")
    depends_on("cli11@2:")
    depends_on("tomlplusplus@3:")
    depends_on("fmt@9")
    depends_on("spdlog@1.10:+fmt_external")
    depends_on("libzip")
    depends_on("xxhash")
    depends_on("zlib-api")
    depends_on("googletest+gmock", type="build", when="+tests")

    depends_on("python@3.11:", type="run", when="+report")
    depends_on("py-numpy", type="run", when="+report")
    depends_on("py-h5py", type="run", when="+report")
    depends_on("py-matplotlib", type="run", when="+report")
    depends_on("py-pillow", type="run", when="+report")

    # C++20
    conflicts("%gcc@:11")
    conflicts("%clang@:13")

    generator("ninja")

    def cmake_args(self):
        return [self.define_from_variant("EBSNN_BUILD_TESTS", "tests")]
