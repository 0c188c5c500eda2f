"""tools/: help texts, wrong usage, quickstart, and what tools/setup shows. Nothing is installed or built."""

import os
import pty
import shutil
import subprocess
import unittest

from support import SOURCE, ScriptTest

SCRIPTS = sorted(path for path in (SOURCE / "tools").iterdir()
                 if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env bash"))
# What a script would start if it did its work.
WORKERS = ("apt-get", "cmake", "ctest", "ninja", "git", "xargs", "clang-format", "clang-tidy", "shellcheck", "mypy", "flake8",
           "debootstrap", "mpirun", "dpkg-query", "dpkg-source", "dpkg-buildpackage")


class Usage(ScriptTest):
    def start_idle(self, script, *arguments):
        for name in WORKERS:
            self.fake(name)
        done = self.start(script, *arguments)
        self.assertEqual([name for name in WORKERS if self.calls(name)], [], f"{script} {arguments} began its work")
        self.assertEqual(list(self.folder.iterdir()), [])
        return done

    def test_help_tells_usage_and_does_nothing(self):
        for script in SCRIPTS:
            for words in (["--help"], ["-h"]):
                with self.subTest(script=script.name, words=words):
                    done = self.start_idle(script, *words)
                    self.assert_done(done)
                    self.assertTrue(done.stdout.startswith(f"Usage: tools/{script.name}"), done.stdout)
                    self.assertGreater(len(done.stdout.splitlines()), 2)

    def test_options_that_there_are_not_are_refused(self):
        for script in SCRIPTS:
            for words in (["--nonsense"], ["-x"], ["--help=yes"]):
                with self.subTest(script=script.name, words=words):
                    self.assert_refused(self.start_idle(script, *words), words[0])

    def test_arguments_that_there_are_not_are_refused(self):
        for name, words in (("quickstart", ["RUN", "more"]), ("quickstart", [""]), ("check", ["all", "more"]),
                            ("check", ["quick"]), ("check", [""]), ("setup", ["test"]), ("setup", ["tests", "run"]), ("bench", ["7x"]),
                            ("bench", ["7", "8"]), ("bench", ["0"]), ("bench", ["ranks", "two"]),
                            ("bench", ["parts", "--filter"]), ("fuzz", ["nothing"]), ("fuzz", ["--runs"]),
                            ("fuzz", ["--minutes", "x"]), ("check-containers", []), ("check-containers", ["a", "b"]),
                            ("check-debian", []), ("check-debian", ["a", "b"]), ("check-debian", [""]), ("package-debian", []),
                            ("package-debian", ["a", "b"]), ("package-debian", ["--source"]),
                            ("check-format", ["src"]), ("check-shell", ["src"]), ("check-tidy", ["src"]), ("check-python", ["src"])):
            with self.subTest(script=name, words=words):
                self.assert_refused(self.start_idle(SOURCE / "tools" / name, *words), f"tools/{name}: error: ")


class FolderOfTheUser(ScriptTest):
    """The folder that a script is given is that of the current folder, also where CDPATH is set."""

    def setUp(self):
        super().setUp()
        self.fake("id", "echo 0")
        self.fake("debootstrap", "exit 1")
        self.fake("git")
        self.fake("tar", "exit 1")

    def start_in(self, name):
        self.start(SOURCE / "tools" / name, "made", environment={"CDPATH": f".:{self.top}"})
        self.assertTrue((self.folder / "made").is_dir())

    def test_of_roots(self):
        for name in ("check-debian", "check-containers"):
            with self.subTest(script=name):
                self.start_in(name)
                self.assertEqual(self.calls("debootstrap")[-1][-1], f"{self.folder}/made/debian")

    def test_of_packages(self):
        self.start_in("package-debian")
        self.assertIn(f"--output={self.folder}/made/ebsnn_~git.orig.tar.gz", self.calls("git")[-1])


class Quickstart(ScriptTest):
    """With packages that are there, a cmake that makes programs, and programs that record their options."""

    def setUp(self):
        super().setUp()
        self.fake("dpkg-query", "printf installed")
        self.fake("cmake", f"""
while [ $# -gt 0 ]; do
  if [ "$1" = -B ]; then mkdir -p "$2/bin" && cp {self.top}/programs/* "$2/bin/" &&
    echo "MPIEXEC_EXECUTABLE:FILEPATH={self.commands}/launcher" >"$2/CMakeCache.txt"; fi
  shift
done""")
        for name in ("ebsnn_train", "ebsnn_eval"):
            self.fake(name, folder=self.top / "programs")
        self.fake("launcher", 'shift 2\n"$@"')

    def quickstart(self, *arguments, script=SOURCE / "tools/quickstart", environment=None):
        return self.start(script, *arguments,
                          environment={"EBSNN_BUILD_DIR": str(self.top / "build"), **(environment or {})})

    def test_run_folder_is_where_the_user_is(self):
        for words, name in (([], "RUN-quickstart"), (["my run"], "my run")):
            with self.subTest(words=words):
                done = self.quickstart(*words)
                self.assert_done(done)
                self.assertTrue((self.folder / name).is_dir())
                self.assertEqual(self.calls("ebsnn_train")[-1][3], name)

    def test_end_says_what_comes_next(self):
        done = self.quickstart("my run")
        self.assertIn(f"{self.top}/build/release/bin/ebsnn_report my\\ run", done.stdout)
        self.assertIn("5 % of the published 400,000", done.stdout)

    def test_only_programs_that_it_runs_are_built(self):
        self.assert_done(self.quickstart())
        self.assertIn(["--build", f"{self.top}/build/release", "--target", "ebsnn_train", "ebsnn_eval"],
                      self.calls("cmake"))

    def test_build_folder_that_cannot_be_written_is_refused_before_all_else(self):
        (self.top / "file").write_text("", encoding="utf-8")
        for folder in (self.top / "file", "/proc/build"):
            with self.subTest(folder=folder):
                done = self.quickstart(environment={"EBSNN_BUILD_DIR": str(folder)})
                self.assert_refused(done, f"{folder}/release cannot be written", "EBSNN_BUILD_DIR")
        self.assertEqual(self.calls("dpkg-query"), [])

    def test_source_tree_that_cannot_be_written_is_refused_before_all_else(self):
        shutil.copytree(SOURCE / "tools", self.top / "tree/tools")
        (self.top / "tree/build").write_text("a file, since root may write everywhere", encoding="utf-8")
        done = self.quickstart(script=self.top / "tree/tools/quickstart", environment={"EBSNN_BUILD_DIR": ""})
        self.assert_refused(done, f"{self.top}/tree/build/release cannot be written", "EBSNN_BUILD_DIR")
        self.assertEqual(self.calls("dpkg-query"), [])

    def test_run_folder_that_cannot_be_written_is_refused_before_all_else(self):
        (self.folder / "file").write_text("", encoding="utf-8")
        for folder in ("file", "/proc/run"):
            with self.subTest(folder=folder):
                self.assert_refused(self.quickstart(folder), f"{folder} cannot be written")
        self.assertEqual(self.calls("dpkg-query"), [])

    def test_failing_training_ends_it(self):
        self.fake("ebsnn_train", "exit 3", folder=self.top / "programs")
        self.assertEqual(self.quickstart().returncode, 3)
        self.assertEqual(self.calls("ebsnn_eval"), [])


def on_a_terminal(command, environment, look):
    """Its exit code, and what it shows on a terminal; look(what it has shown) is called after each piece."""
    master, slave = pty.openpty()
    shown = b""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=slave, stderr=slave, env=environment) as process:
        os.close(slave)
        while True:
            try:
                shown += os.read(master, 4096)
            except OSError:  # the other side is closed
                break
            look(shown.decode(errors="replace"))
    os.close(master)
    return process.returncode, shown.decode()


class Setup(ScriptTest):
    """With packages that are missing, and an apt-get that does nothing for a while."""

    def setUp(self):
        super().setUp()
        self.fake("dpkg-query", "exit 1")
        self.fake("id", "echo 0")

    def test_terminal_shows_how_far_it_is(self):
        self.fake("apt-get", """
[ "${@: -1}" = update ] && exit
echo dlstatus:1:23.4:Retrieving file 5 of 20 >&3
sleep 0.6
echo pmstatus:cmake:67.8:Unpacking cmake >&3
for _ in $(seq 200); do [ -e "$SEEN_TWICE" ] || sleep 0.1; done
echo much text""")
        seen_twice = self.folder / "seen twice"

        def look(shown):
            if shown.count("Unpacking cmake") == 2:
                seen_twice.touch()

        environment = {**self.environment(), "SEEN_TWICE": str(seen_twice)}
        code, shown = on_a_terminal([str(SOURCE / "tools/setup")], environment, look)
        self.assertEqual(code, 0, shown)
        self.assertIn("67 %", shown)
        self.assertTrue(seen_twice.exists(), "not shown again while nothing new is known")
        self.assertNotIn("much text", shown)

    def test_what_apt_says_is_shown_where_it_fails(self):
        self.fake("apt-get", '[ "${@: -1}" = update ] || { echo E: no room on the disk; exit 100; }')
        done = self.start(SOURCE / "tools/setup")
        self.assertEqual(done.returncode, 1)
        self.assertIn("E: no room on the disk", done.stderr)
        self.assertIn("exit code 100", done.stderr)

    def test_others_than_root_are_told_what_to_ask_for(self):
        self.fake("id", "echo 1000")
        self.fake("apt-get")
        done = self.start(SOURCE / "tools/setup")
        self.assertEqual(done.returncode, 2)
        self.assertIn("apt-get install --no-install-recommends cmake", done.stderr)
        self.assertEqual(self.calls("apt-get"), [])


if __name__ == "__main__":
    unittest.main()
