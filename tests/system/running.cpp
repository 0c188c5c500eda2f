#include "system/running.hpp"

#include "system/processes.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <sstream>
#include <stdexcept>

namespace ebsnn::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> words_of(const Launch& launch) {
  std::vector<std::string> words;
  if (launch.ranks > 1) words = {EBSNN_MPIEXEC, "-n", std::to_string(launch.ranks)};
  words.push_back(path_of(launch.program).string());
  words.insert(words.end(), launch.arguments.begin(), launch.arguments.end());
  return words;
}

/// The test's own, with what several ranks on one machine need, with what the launch adds.
std::vector<std::string> environment_of(const Launch& launch) {
  std::map<std::string, std::string> all;
  const auto set = [&all](const std::string& entry) {
    const std::size_t equals = entry.find('=');
    all[entry.substr(0, equals)] = entry.substr(equals + 1);
  };
  std::istringstream needed(EBSNN_MPI_ENVIRONMENT);
  for (std::string entry; needed >> entry;) set(entry);
  for (char** entry = environ; *entry != nullptr; ++entry) set(*entry);
  for (const auto& [name, value] : launch.environment) all[name] = value;
  std::vector<std::string> entries;
  for (const auto& [name, value] : all) entries.push_back(name + "=" + value);
  return entries;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Opens `path` as one of the three standard streams. Between fork and exec.
void redirect(const char* path, int flags, int stream) {
  const int descriptor = ::open(path, flags, 0666);
  if (descriptor < 0 || ::dup2(descriptor, stream) < 0) ::_exit(127);
}

}  // namespace

Running::Running(const Launch& launch)
    : program_(path_of(launch.program).filename().string()),
      alone_(launch.ranks == 1),
      limit_s_(launch.limit_s),
      started_s_(now_s()) {
  std::vector<std::string> words = words_of(launch);
  std::vector<std::string> settings = environment_of(launch);
  const std::vector<char*> arguments = pointers_to(words);
  const std::vector<char*> environment = pointers_to(settings);
  const std::string out = (output_ / "out").string();
  const std::string err = (output_ / "err").string();
  const std::string folder = launch.folder.empty() ? "." : launch.folder.string();
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("cannot fork");
  if (process_ == 0) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGHUP, SIG_DFL);  // ignored if the tests themselves run under nohup
    redirect("/dev/null", O_RDONLY, STDIN_FILENO);
    redirect(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    if (::chdir(folder.c_str()) != 0) ::_exit(127);
    ::execve(arguments[0], arguments.data(), environment.data());
    ::_exit(127);
  }
}

Running::~Running() {
  if (alive()) {
    kill_all();
    ::waitpid(process_, &status_, 0);
  }
}

std::vector<pid_t> Running::ranks() const {
  if (alone_) return {process_};
  std::vector<pid_t> ranks = descendants_of(process_);
  std::erase_if(ranks, [this](pid_t process) { return name_of_process(process) != program_; });
  return ranks;
}

bool Running::alive() {
  if (!ended_) ended_ = ::waitpid(process_, &status_, WNOHANG) == process_;
  return !ended_;
}

std::string Running::errors_so_far() const { return read_text(output_ / "err"); }

void Running::send(int signal) const { ::kill(process_, signal); }

/// mpirun gives each rank a process group of its own; a program alone may have a helper of MPI's.
void Running::kill_all() const {
  const std::vector<pid_t> started = descendants_of(process_);
  ::kill(-process_, SIGKILL);
  ::kill(process_, SIGKILL);
  for (const pid_t child : started) ::kill(child, SIGKILL);
}

Outcome Running::wait() {
  Outcome outcome;
  while (alive()) {
    if (now_s() - started_s_ > limit_s_) {
      outcome.in_time = false;
      kill_all();
      ended_ = ::waitpid(process_, &status_, 0) == process_;
    }
    nap();
  }
  outcome.seconds = now_s() - started_s_;
  outcome.exit_code = WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
  outcome.signal = WIFSIGNALED(status_) ? WTERMSIG(status_) : 0;
  outcome.out = read_text(output_ / "out");
  outcome.err = without_crowding(read_text(output_ / "err"));
  return outcome;
}

Launch mpirun(const std::vector<std::string>& arguments) { return {EBSNN_MPIEXEC, arguments}; }

bool mpirun_is_open_mpi() {
  const std::string version = run(mpirun({"--version"})).out;
  return version.find("OpenRTE") != std::string::npos ||
         version.find("Open MPI") != std::string::npos;
}

fs::path path_of(const std::string& program) { return fs::path(EBSNN_PROGRAM_DIR) / program; }

Outcome run(const Launch& launch) { return Running(launch).wait(); }

}  // namespace ebsnn::test
