"""What the tests of scripts share: an empty folder, made-up commands that record their calls, and starting a script."""

import os
import pathlib
import shlex
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]


class ScriptTest(unittest.TestCase):
    """A test in an empty folder, `self.folder`, whose made-up commands come first on the PATH."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="ebsnn-scripts-test-")
        self.addCleanup(temporary.cleanup)
        self.top = pathlib.Path(temporary.name).resolve()
        self.folder = self.top / "here"
        self.folder.mkdir()
        self.commands = self.top / "commands"
        self.commands.mkdir()

    def fake(self, name, body="", folder=None):
        """A command that records its arguments and then does `body` (shell)."""
        path = (folder or self.commands) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        record = shlex.quote(str(self.top / f"calls-of-{name}"))
        path.write_text("#!/usr/bin/env bash\n"
                        f"{{ printf '%s\\0' \"$@\"; printf '\\n\\0'; }} >>{record}\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def calls(self, name):
        """The arguments of each call of a made-up command, in order."""
        record = self.top / f"calls-of-{name}"
        if not record.exists():
            return []
        calls, words = [], []
        for word in record.read_text(encoding="utf-8").split("\0")[:-1]:
            if word == "\n":
                calls.append(words)
                words = []
            else:
                words.append(word)
        return calls

    def environment(self, changes=None):
        """This process's, with the made-up commands, `changes` added and nothing of SLURM's."""
        mine = {name: value for name, value in os.environ.items()
                if not name.startswith(("SLURM", "SBATCH", "SRUN", "EBSNN"))}
        return {**mine, "PATH": f"{self.commands}:{os.environ['PATH']}", **(changes or {})}

    def start(self, script, *arguments, environment=None, folder=None):
        """Runs it in the empty folder."""
        return subprocess.run([str(script), *map(str, arguments)], cwd=folder or self.folder, check=False,
                              capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
                              env=self.environment(environment))

    def assert_done(self, done):
        """It ended well."""
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def assert_refused(self, done, *says):
        """Exit code 2, and one message that says so."""
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        for text in says:
            self.assertIn(text, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
