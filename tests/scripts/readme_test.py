"""Every command of README.md works, taken from its own text.

Fences ```bash and ```python run as they are, in order, in one folder that looks like the source tree: with the programs of this
build, a small set of recordings named as the README names its data, and stand-ins for what installs, configures or builds, and for
ebsnn_report, which takes long and has tests of its own.
Commands in fences ```bash no-test (clusters, containers) and in running text have to name programs, scripts, presets and options
that there are.
"""

import functools
import json
import os
import pathlib
import re
import shlex
import subprocess
import unittest

from support import SOURCE, ScriptTest

PROGRAMS = pathlib.Path(os.environ.get("EBSNN_PROGRAM_DIR", SOURCE / "build/release/bin"))
README = (SOURCE / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCES = [(language, words.split(), text) for language, words, text in FENCE.findall(README)]
OURS = re.compile(r"(?:^|/)(ebsnn_\w+|tools/[\w-]+|slurm/submit-study)$")


def commands_in(document):
    """Commands in blocks, and in running text: `code` of two words and more."""
    text = (SOURCE / document).read_text(encoding="utf-8")
    blocks = [block for language, _, block in FENCE.findall(text) if language == "bash"]
    # A line may go on in the next one.
    blocks += re.findall(r"^ {4}(?:\$ )?((?:tools/|slurm/|ebsnn_|cmake|ctest|mpirun|sbatch|srun)(?:.*\\\n)*.*)$", text, re.MULTILINE)
    inline = [code for code in re.findall(r"`([^`]+)`", FENCE.sub("", text)) if " " in code]
    return [words for block in [*blocks, *inline] for words in commands_of(block)]


def words_of(command):
    """The words of one line of shell, in parts between ; && || and |."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars=";&|()<>")
    lexer.whitespace_split = True
    part = []
    for word in [*lexer, ";"]:
        if set(word) <= set(";&|()"):
            if part:
                yield part
            part = []
        else:
            part.append(word)


def commands_of(text):
    """Each command of some lines of shell, as words; continued lines are one."""
    for line in text.replace("\\\n", " ").splitlines():
        yield from words_of(line)


@functools.cache
def help_of(name):
    """The help text of a program of this build or a script."""
    program = PROGRAMS / name if name.startswith("ebsnn_") else SOURCE / name
    done = subprocess.run([program, "--help"], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


@functools.cache
def python():
    """A Python with the modules that the README uses, as tools/setup installs it; None without one."""
    for candidate in ("python3", "/usr/bin/python3"):
        if subprocess.run([candidate, "-c", "import h5py, matplotlib"], check=False, capture_output=True).returncode == 0:
            return candidate
    return None


@functools.cache
def presets():
    """The names of presets for cmake, cmake --build and ctest."""
    text = json.loads((SOURCE / "CMakePresets.json").read_text(encoding="utf-8"))
    return {kind: [preset["name"] for preset in text[kind] if not preset.get("hidden")]
            for kind in ("configurePresets", "buildPresets", "testPresets")}


def require_preset(words):
    """What `cmake` and `ctest` of the README name has to be there."""
    kind = "testPresets" if words[0] == "ctest" else "buildPresets" if "--build" in words else "configurePresets"
    for option, value in zip(words, words[1:]):
        if option == "--preset" and value not in presets()[kind]:
            raise AssertionError(f"{' '.join(words)}: there is no such preset")


def require_known(words):
    """Scripts and programs of ours, wherever in a command they stand, have to be there and to know its options."""
    if words[0] in ("cmake", "ctest"):
        require_preset(words)
    for place, word in enumerate(words):
        match = OURS.search(word)
        if match is None or (place > 0 and words[place - 1].startswith("-")):
            continue
        for option in [word.split("=")[0] for word in words[place + 1:] if word.startswith("--")]:
            if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", help_of(match[1])):
                raise AssertionError(f"{' '.join(words)}: {match[1]} --help does not know {option}")
        return


# Of the source tree, besides tools. Other things there may be the user's, such as RUN-quickstart, to which commands write.
PARTS = ("CMakeLists.txt", "CMakePresets.json", "README.md", "jobs", "slurm", "src", "tests")


class Readme(ScriptTest):
    def stand_ins(self):
        """A source tree whose scripts and build tools do nothing, except that quickstart leaves a small run folder, and whose
        programs do less where nothing is asked for."""
        for name in PARTS:
            (self.folder / name).symlink_to(SOURCE / name)
        (self.folder / "tools").mkdir()
        for path in (SOURCE / "tools").iterdir():
            if os.access(path, os.X_OK) and path.is_file():
                self.fake(path.name, folder=self.folder / "tools")
            elif path.is_file():
                (self.folder / "tools" / path.name).symlink_to(path)
        for name in ("cmake", "ctest"):
            self.fake(name)
        programs = self.folder / "build/release/bin"
        programs.mkdir(parents=True)
        for path in PROGRAMS.glob("ebsnn_*"):
            (programs / path.name).symlink_to(path)
        for name, option in (("ebsnn_train", "--patches 30"), ("ebsnn_eval", "--levels 0")):
            (programs / name).unlink()
            self.fake(name, f'[[ "$*" == *{option.split()[0]}* ]] || set -- "$@" {option}\n'
                            f'exec {shlex.quote(str(PROGRAMS / name))} "$@"', folder=programs)
        (programs / "ebsnn_report").unlink(missing_ok=True)
        self.fake("ebsnn_report", '[ -s "$1/results.h5" ]', folder=programs)
        self.fake("quickstart", 'data=synthetic:train=20,test=10,seed=1 run="${1:-RUN-quickstart}"\n'
                                'build/release/bin/ebsnn_train --quiet --data $data --out "$run" &&\n'
                                'build/release/bin/ebsnn_eval --quiet --data $data --network "$run/network.h5" --out "$run"',
                  folder=self.folder / "tools")
        return f"{self.commands}:{programs}:{os.environ['PATH']}"

    def run_shell(self, text, path):
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", text], cwd=self.folder, check=False,
                              capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
                              env=self.environment({"PATH": path}))
        self.assertEqual(done.returncode, 0, f"{text}\n{done.stdout}{done.stderr}")

    def run_python(self, text, path):
        self.assertRegex(text, r"\.show\(|savefig\(", "the snippet shows nothing")
        if python() is None:
            self.skipTest("h5py and matplotlib are missing; tools/setup installs them")
        done = subprocess.run([python(), "-c", text], cwd=self.folder, check=False, capture_output=True, text=True,
                              timeout=60, env=self.environment({"PATH": path, "MPLBACKEND": "Agg"}))
        self.assertEqual(done.returncode, 0, f"{text}\n{done.stderr}")

    def test_commands_and_snippets_run(self):
        path = self.stand_ins()
        self.run_shell("ebsnn_synth --quiet --out N-MNIST --train 20 --test 10", path)
        for language, words, text in FENCES:
            with self.subTest(text=text):
                if language == "bash" and "no-test" not in words:
                    self.run_shell(text, path)
                elif language == "python":
                    self.run_python(text, path)
        for call in self.calls("cmake"):
            require_preset(["cmake", *call])
        for call in self.calls("ctest"):
            require_preset(["ctest", *call])

    def test_commands_name_what_there_is(self):
        for document in ("README.md", "CONTRIBUTING.md", "jobs/README.md", "slurm/README.md", "tests/bench/README.md",
                         "tests/fuzz/README.md", "tools/report/README.md", "src/README.md"):
            for words in commands_in(document):
                with self.subTest(document=document, command=words):
                    require_known(words)
        self.assertGreater(len(commands_in("README.md")), 10)

    def test_every_block_says_what_it_is(self):
        self.assertEqual(re.findall(r"^```\n(?=.)", FENCE.sub("", README), re.MULTILINE), [])
        for language, words, text in FENCES:
            self.assertIn(language, ("bash", "python", "text"), text)
            self.assertIn(words, ([], ["no-test"]), text)
        self.assertEqual([line for line in README.splitlines() if re.match(r" {4}(tools/|ebsnn_|cmake|mpirun)", line)], [],
                         "commands in a block without a fence are not tested")


if __name__ == "__main__":
    unittest.main()
