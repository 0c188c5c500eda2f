"""The script that repeats a run, and where its data were."""

import os
import shlex
import subprocess
import unittest
from pathlib import Path

from ebsnn_report import provenance
from ebsnn_report.run import Provenance, Run
from support import PROVENANCE

WORDS = ["ebsnn_eval", "--data", "Ann's data", "--out", "a&b;c(1)*`id`#\n$HOME \"x\" ~ \\ M\udcfcll", ""]


def made(arguments=None, **attributes):
    """A run whose only file has this provenance."""
    attributes = {**PROVENANCE, "program": "ebsnn_eval", "ranks": "1", "seed": "1", **attributes}
    return Run(Path("RUN"), files={"activity/train.h5": Provenance(attributes, arguments)})


def words_of(script):
    """The words of the script's last command, as a shell sees them."""
    done = subprocess.run(["sh", "-c", "ebsnn_eval() { printf '%s\\0' ebsnn_eval \"$@\"; }\n"
                           "mpirun() { printf '%s\\0' mpirun \"$@\"; }\n" + script],
                          capture_output=True, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]


def script_of(run):
    """The script, as it is written to a file."""
    return provenance.repeat_script(run).encode("utf-8", "surrogateescape").decode(
        "utf-8", "surrogateescape")


class Repeat(unittest.TestCase):
    """repeat.sh."""

    def test_arguments_come_back_from_a_shell(self):
        for arguments in (WORDS, WORDS[1:]):  # with and without the program's name
            run = made(arguments, command_line="not 'used")
            self.assertEqual(words_of(script_of(run)), (0, WORDS))
        self.assertIn("\n/bin/ebsnn_eval --data ",
                      script_of(made(["/bin/ebsnn_eval", *WORDS[1:]])))
        self.assertEqual(words_of(script_of(made(WORDS, ranks="3")))[1][:4],
                         ["mpirun", "-n", "3", "ebsnn_eval"])

    def test_every_printable_byte_comes_back(self):
        words = ["ebsnn_eval", *(chr(code) for code in range(1, 127)),
                 *(f"a{chr(code)}b" for code in range(1, 127))]
        self.assertEqual(words_of(script_of(made(words))), (0, words))

    def test_old_command_lines_are_quoted_anew(self):
        run = made(command_line='ebsnn_eval --data "my data" --out a&b;c')
        self.assertEqual(words_of(script_of(run)),
                         (0, ["ebsnn_eval", "--data", "my data", "--out", "a&b;c"]))
        self.assertEqual(provenance.data_argument(run), "my data")

    def test_old_quotes_with_quotes_within(self):
        words = ["ebsnn_eval", "--data", "Ann's data/d.h5", "--out", "a\\b", "$x", "", "n\nl", '"']
        line = "ebsnn_eval --data 'Ann's data/d.h5' --out 'a\\b' '$x' '' n\nl '\"'"
        self.assertEqual(words_of(script_of(made(command_line=line))), (0, words))
        self.assertEqual(provenance.data_argument(made(command_line=line)), "Ann's data/d.h5")
        words = ["x", "it's", "a b"]
        self.assertEqual(made(command_line=shlex.join(words)).files["activity/train.h5"].words, words)

    def test_command_lines_that_are_none(self):
        for line in ("ebsnn_eval --data Ann's data", 'x "', "x \\", "", "a \0 b"):
            run = made(command_line=line)
            script = script_of(run)
            self.assertEqual(words_of(script)[1], [])
            self.assertNotEqual(words_of(script)[0], 0)
            self.assertIn("is no command of a shell", script)
            messages = provenance.unclear_commands(run)
            self.assertEqual(len(messages), 1)
            self.assertIn("activity/train.h5", messages[0])
        self.assertEqual(provenance.unclear_commands(made(WORDS)), [])

    def test_other_attributes_cannot_become_commands(self):
        run = made(WORDS, ranks="2; echo bad", version="1\necho bad", host="x\necho bad",
                   configuration="a = 1\r\x0becho bad")
        self.assertEqual(words_of(script_of(run)), (0, WORDS))
        run = made([*WORDS, "--config", "f"], configuration="a = 1\r\necho bad\x85echo bad")
        self.assertEqual(words_of(script_of(run)), (0, [*WORDS, "--config", "f"]))


class Settings(unittest.TestCase):
    """What the configuration tells."""

    def test_data_given_in_a_configuration_file(self):
        toml = 'data = "Ann\'s \\"data\\" # 1"\nnetwork = \'N/network.h5\'\nlevels = [\n  0, 0.5]\n'
        run = made(["ebsnn_eval", "--config", "f.toml"], configuration=toml)
        self.assertEqual(provenance.data_argument(run), 'Ann\'s "data" # 1')
        self.assertEqual(run.files["activity/train.h5"].option("network"), "N/network.h5")

    def test_bytes_that_are_not_utf8(self):
        run = made(["ebsnn_eval", "--config", "f.toml"], configuration='data = "caf\\U0010FFE9"\n')
        self.assertEqual(os.fsencode(provenance.data_argument(run)), b"caf\xe9")

    def test_the_command_line_wins(self):
        run = made(["ebsnn_eval", "--data=A"], configuration='data = "B"')
        self.assertEqual(provenance.data_argument(run), "A")

    def test_configurations_that_are_no_toml(self):
        run = made(["ebsnn_eval"], configuration='levels = drop_event=1;x\ndata = "D"\nsteps = 350\n')
        found = run.files["activity/train.h5"]
        self.assertEqual(provenance.data_argument(run), "D")
        self.assertEqual(found.whole_setting("steps", 1, 1000), 350)
        self.assertEqual(Provenance({"configuration": "a=" + "[" * 5000}).settings["a"], "[" * 5000)
