// Files are complete or absent, and leftovers of dead runs are removed.

#include "storage/atomic_file.hpp"

#include "core/error.hpp"
#include "core/host_name.hpp"
#include "storage/process.hpp"
#include "support/faulty_disk.hpp"
#include "support/temporary_folder.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <set>
#include <thread>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Atomic : public testing::Test {
 protected:
  [[nodiscard]] fs::path path() const { return folder_.path() / "run" / "network.h5"; }
  static void put(const fs::path& path, const char* text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  /// Names in the file's folder.
  [[nodiscard]] std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(path().parent_path())) {
      found.insert(entry.path().filename().string());
    }
    return found;
  }
  /// Names there, but for that of a file which is being made.
  [[nodiscard]] std::set<std::string> others(const AtomicFile& file) const {
    std::set<std::string> found = names();
    found.erase(file.temporary().filename());
    return found;
  }
  /// The end of a temporary name that a process of this machine has made.
  [[nodiscard]] static std::string made_by(pid_t process,
                                           const std::string& numbering = process_numbering()) {
    return host_name() + "-" + numbering + "-" + std::to_string(process) + "-0123456789abcdef";
  }
  /// The number of a process that has ended.
  [[nodiscard]] static int dead_process() {
    const pid_t child = fork();
    if (child == 0) {
      _exit(0);
    }
    waitpid(child, nullptr, 0);
    return child;
  }
  /// Makes a temporary file of network.h5 whose name ends like this, `age` ago.
  void leave(const std::string& end, std::chrono::hours age = std::chrono::hours(0)) const {
    const fs::path left = path().parent_path() / (".network.h5.tmp-" + end);
    put(left, "half");
    fs::last_write_time(left, fs::file_time_type::clock::now() - age);
  }

  TemporaryFolder folder_;
};

// As in a container whose first process never collects dead processes.
TEST_F(Atomic, LeftoversOfADeadProcessThatNobodyAskedForGo) {
  const pid_t child = fork();
  if (child == 0) {
    _exit(0);
  }
  siginfo_t ended;
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT), 0);
  leave(made_by(child));
  const AtomicFile file(path());
  EXPECT_THAT(others(file), IsEmpty());
  waitpid(child, nullptr, 0);
}

TEST_F(Atomic, IsThereAfterCommitOnly) {
  {
    AtomicFile file(path());
    EXPECT_EQ(file.temporary().parent_path(), path().parent_path());
    EXPECT_THAT(file.temporary().filename().string(),
                StartsWith(".network.h5.tmp-" + host_name() + "-" + process_numbering() + "-" +
                           std::to_string(getpid()) + "-"));
    put(file.temporary(), "whole");
    EXPECT_FALSE(fs::exists(path()));
    file.sync();
    file.commit();
    EXPECT_EQ(bytes_of(path()), "whole");
  }
  EXPECT_THAT(names(), ElementsAre("network.h5"));
}

TEST_F(Atomic, WithoutCommitTheOldFileStays) {
  put(path(), "old");
  {
    AtomicFile file(path());
    put(file.temporary(), "half");
  }
  EXPECT_EQ(bytes_of(path()), "old");
  EXPECT_THAT(names(), ElementsAre("network.h5"));
}

TEST_F(Atomic, ReplacesTheOldFile) {
  put(path(), "old");
  write_file_atomically(path(), "new");
  EXPECT_EQ(bytes_of(path()), "new");
  EXPECT_THAT(names(), ElementsAre("network.h5"));
}

TEST_F(Atomic, TwoAtATimeHaveTwoNames) {
  const AtomicFile one(path());
  const AtomicFile other(path());
  EXPECT_NE(one.temporary(), other.temporary());
}

TEST_F(Atomic, NothingWrittenIsAnErrorAtCommit) {
  AtomicFile file(path());
  EXPECT_THROW(file.sync(), StorageError);
  EXPECT_THROW(file.commit(), StorageError);
  EXPECT_FALSE(fs::exists(path()));
}

TEST_F(Atomic, LeftoverOfADeadProcessGoes) {
  leave(made_by(dead_process()));
  const AtomicFile file(path());
  EXPECT_THAT(others(file), IsEmpty());
}

TEST_F(Atomic, FileOfALivingProcessStays) {
  const std::string living = made_by(getppid());
  leave(living);
  const AtomicFile file(path());
  EXPECT_THAT(others(file), ElementsAre(".network.h5.tmp-" + living));
}

// In a container every run counts its processes from 1.
TEST_F(Atomic, LeftoverOfADeadProcessWhoseNumberALivingOneHasGoes) {
  for (const pid_t living : {getppid(), getpid()}) {
    leave(made_by(living), std::chrono::hours(10000));
  }
  const AtomicFile file(path());
  EXPECT_THAT(others(file), IsEmpty());
}

TEST_F(Atomic, OwnFilesStay) {
  const AtomicFile one(path());
  put(one.temporary(), "half");
  const AtomicFile other(path());
  EXPECT_THAT(others(other), ElementsAre(one.temporary().filename().string()));
}

TEST_F(Atomic, OtherHostsHaveADay) {
  leave("elsewhere-1-0", std::chrono::hours(23));
  leave("elsewhere-2-0", std::chrono::hours(25));
  const AtomicFile file(path());
  EXPECT_THAT(others(file), ElementsAre(".network.h5.tmp-elsewhere-1-0"));
}

// Processes there have numbers of their own: that one of them is none of ours says nothing.
TEST_F(Atomic, OtherContainersOfThisNameHaveADay) {
  const std::string elsewhere = made_by(dead_process(), "00000000deadbeef");
  leave(elsewhere, std::chrono::hours(23));
  {
    const AtomicFile file(path());
    EXPECT_THAT(others(file), ElementsAre(".network.h5.tmp-" + elsewhere));
  }
  leave(elsewhere, std::chrono::hours(25));
  const AtomicFile file(path());
  EXPECT_THAT(others(file), IsEmpty());
}

// The names of those hosts start with the name of this host and a hyphen; neither number is a
// process here.
TEST_F(Atomic, HostsWithLongerNamesAreOtherHosts) {
  const std::string dead = std::to_string(dead_process());
  leave(host_name() + "-" + dead + "-1-0");
  leave(host_name() + "-1-" + dead + "-0");
  leave(host_name() + "-east-" + process_numbering() + "-" + dead + "-0123456789abcdef");
  const AtomicFile file(path());
  EXPECT_EQ(others(file).size(), 3U);
}

TEST_F(Atomic, FilesOfOtherNamesStay) {
  const std::string end = made_by(dead_process());
  put(path().parent_path() / (".results.h5.tmp-" + end), "half");
  put(path().parent_path() / ".network.h5.tmp-notes", "mine");
  const AtomicFile file(path());
  EXPECT_EQ(others(file).size(), 2U);
}

TEST_F(Atomic, FolderThatCannotBeMade) {
  put(folder_.path() / "run", "a file, no folder");
  try {
    const AtomicFile file(path());
    ADD_FAILURE() << "made a folder in place of a file";
  } catch (const StorageError& error) {
    EXPECT_THAT(error.what(), HasSubstr((folder_.path() / "run").string()));
  }
}

TEST_F(Atomic, TextIsWrittenWhole) {
  const std::string text(3 << 20, 'x');
  write_file_atomically(path(), text);
  EXPECT_TRUE(bytes_of(path()) == text);
}

TEST_F(Atomic, H5FileIsThereOnceItIsClosed) {
  write_h5_atomically(path(), [this](h5::File& file) {
    file.write<double>("/v", {1, 2}, {2});
    EXPECT_FALSE(fs::exists(path()));
  });
  EXPECT_EQ(h5::File::open(path()).read<double>("/v").size(), 2U);
  EXPECT_THAT(names(), ElementsAre("network.h5"));
}

TEST_F(Atomic, H5FileThatFailsIsNotThere) {
  EXPECT_THROW(write_h5_atomically(path(),
                                   [](h5::File& file) {
                                     file.write<double>("/v", {1, 2}, {2});
                                     throw InputError("weights hold a NaN");
                                   }),
               InputError);
  EXPECT_THAT(names(), IsEmpty());
}

// Two processes with the same number on machines of one name.
TEST_F(Atomic, NamesOfTheSameProcessNumberDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(AtomicFile(path()).temporary());
  EXPECT_EQ(seen.size(), 100U);
}

TEST_F(Atomic, LeavesNoFileOpen) {
  const auto open_files = [] {
    const fs::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
  };
  const auto failing = [this] {
    AtomicFile file(path());
    file.commit();  // nothing was written
  };
  write_file_atomically(path(), "first");  // HDF5 and the C library have opened what they keep
  write_h5_atomically(path(), [](h5::File& file) { file.write<double>("/v", {1}, {1}); });
  const auto before = open_files();
  for (int i = 0; i < 3; ++i) {
    write_file_atomically(path(), "again");
    write_h5_atomically(path(), [](h5::File& file) { file.write<double>("/v", {1}, {1}); });
    EXPECT_THROW(failing(), StorageError);
    EXPECT_THROW(write_file_atomically(path() / "below", "a file"), StorageError);
    rename_file(path(), path().parent_path() / "other.h5");
  }
  EXPECT_EQ(open_files(), before);
}

/// What the disk is asked for while a file is made.
class Durable : public Atomic {
 protected:
  Durable() {
    DiskFaults faults;
    faults.folder = folder_.path();
    faults.recorded = true;
    fs::create_directories(path().parent_path());
    set_disk_faults(faults);
  }
  ~Durable() override { set_disk_faults({}); }
  /// With "T" for the temporary file and "RUN" for its folder.
  [[nodiscard]] std::vector<std::string> record() const {
    const std::string folder = path().parent_path();
    std::vector<std::string> actions = disk_record();
    for (std::string& action : actions) {
      action.replace(action.find(folder), folder.size(), "RUN");
      const std::size_t temporary = action.find(".network.h5.tmp-");
      if (temporary != std::string::npos) action.resize(temporary + 1), action.back() = 'T';
    }
    return actions;
  }
};

TEST_F(Durable, TextIsOnTheDiskBeforeItIsRenamedAndItsNameAfterwards) {
  write_file_atomically(path(), "text");
  EXPECT_THAT(record(), ElementsAre("sync RUN/T", "rename RUN/network.h5", "sync RUN"));
}

TEST_F(Durable, H5FileIsOnTheDiskBeforeItIsRenamedAndItsNameAfterwards) {
  write_h5_atomically(path(), [](h5::File& file) { file.write<double>("/v", {1}, {1}); });
  EXPECT_THAT(record(), ElementsAre("sync RUN/T", "rename RUN/network.h5", "sync RUN"));
}

TEST_F(Durable, NewNameIsOnTheDisk) {
  put(path(), "old");
  rename_file(path(), path().parent_path() / "previous.h5");
  EXPECT_THAT(record(), ElementsAre("rename RUN/previous.h5", "sync RUN"));
}

TEST_F(Durable, EachSyncThatFailsIsAnError) {
  for (int at = 1; at <= 3; ++at) {
    DiskFaults faults;
    faults.folder = folder_.path();
    faults.syncs_fail_with = EIO;
    faults.syncs_fail_at = at;
    set_disk_faults(faults);
    if (at < 3) {
      EXPECT_THROW(write_file_atomically(path(), "text"), StorageError) << "sync " << at;
      EXPECT_EQ(fs::exists(path()), at == 2) << "renamed though it is not on the disk";
    } else {
      EXPECT_NO_THROW(write_file_atomically(path(), "text"));
    }
  }
}

/// Where outputs lead to that are no plain files.
class OutputOf : public Atomic {
 protected:
  void SetUp() override { fs::create_directories(path().parent_path()); }
  [[nodiscard]] fs::path other() const { return folder_.path() / "elsewhere" / "other.h5"; }
};

TEST_F(OutputOf, ALinkIsItsTarget) {
  put(other(), "old");
  fs::create_symlink("../elsewhere/other.h5", path());
  write_file_atomically(path(), "new");
  EXPECT_TRUE(fs::is_symlink(path()));
  EXPECT_EQ(bytes_of(other()), "new");
  EXPECT_THAT(names(), ElementsAre("network.h5"));
}

TEST_F(OutputOf, ALinkToNothingIsMadeWhereItLeadsTo) {
  fs::create_symlink(other(), path());
  write_file_atomically(path(), "new");
  EXPECT_TRUE(fs::is_symlink(path()));
  EXPECT_EQ(bytes_of(other()), "new");
}

TEST_F(OutputOf, ALinkToItselfIsAnError) {
  fs::create_symlink(path(), path());
  EXPECT_THROW(write_file_atomically(path(), "new"), StorageError);
}

TEST_F(OutputOf, ADeviceIsWrittenThrough) {
  fs::create_symlink("/dev/null", path());
  write_file_atomically(path(), "new");
  write_h5_atomically(path(), [](h5::File& file) { file.write<double>("/v", {1}, {1}); });
  EXPECT_TRUE(fs::is_symlink(path()));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(OutputOf, AFullDeviceIsAnError) {
  EXPECT_THROW(write_file_atomically("/dev/full", "new"), StorageError);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(OutputOf, ANamedPipeIsWrittenThrough) {
  ASSERT_EQ(mkfifo(path().c_str(), 0600), 0);
  std::string got;
  std::thread reader([&] { got = bytes_of(path()); });
  const std::string text(1 << 20, 'x');
  write_file_atomically(path(), text);
  reader.join();
  EXPECT_TRUE(got == text);
  EXPECT_TRUE(fs::is_fifo(path()));
}

TEST_F(OutputOf, AnOpenFileGoesOnWhereItIs) {
  const Descriptor open(other().parent_path().parent_path() / "out.csv", O_RDWR | O_CREAT);
  open.write("before,");
  const std::string name = "/dev/fd/" + std::to_string(open.number());
  write_file_atomically(name, "content");
  open.write(",after");
  EXPECT_EQ(bytes_of(folder_.path() / "out.csv"), "before,content,after");
}

TEST_F(OutputOf, AFolderIsAnError) {
  fs::create_directory(path());
  EXPECT_THROW(AtomicFile{path()}, StorageError);
  EXPECT_THROW((void)output_file(path(), "--out"), InputError);
  EXPECT_THROW((void)output_file(folder_.path() / "new.h5" / "", "--out"), InputError);
}

TEST_F(OutputOf, AFolderIsThereOnceItIsWhole) {
  for (const fs::path& given : {folder_ / "a", folder_ / "b" / "", folder_ / "c"}) {
    if (given.filename() == "c") fs::create_directory(given);
    {
      AtomicFile atomic(given, AtomicFile::Kind::folder);
      put(atomic.temporary() / "Train" / "x.bin", "events");
      EXPECT_FALSE(fs::exists(given / "Train"));
      atomic.commit();
    }
    EXPECT_EQ(bytes_of(given / "Train" / "x.bin"), "events");
    const fs::directory_iterator all(given);
    EXPECT_EQ(std::distance(begin(all), end(all)), 1) << given;
  }
}

TEST_F(OutputOf, AnEmptyFolderBehindALinkIsFilled) {
  fs::create_directory(folder_ / "target");
  fs::create_symlink("target", folder_ / "link");
  {
    AtomicFile atomic(folder_ / "link", AtomicFile::Kind::folder);
    put(atomic.temporary() / "Train" / "x.bin", "events");
    atomic.commit();
  }
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(bytes_of(folder_ / "target" / "Train" / "x.bin"), "events");
}

}  // namespace
}  // namespace ebsnn::test
