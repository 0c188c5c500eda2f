"""tools/documents: manual pages and completions from the help of programs, tried in a real bash and, where it is
there, zsh."""

import os
import pty
import select
import shutil
import subprocess
import time
import unittest

from support import SOURCE, ScriptTest

HELP = """Usage: some_program [OPTIONS] [PLAN]

Makes something of a plan. And more.

Options:
  -h, --help              Print this help message and exit
  -v, --verbose           Print more
  --precision {single,double}
                          Number format: it's one of two; long
                          (default: double)
  --stage {simulate,classify},...
                          Stages
  --out TEXT              Folder [of the run]
"""


def words_after(line, folder, shell, wanted):
    """What an interactive shell shows after `line` and two tabs, until it has shown `wanted`."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.environ.update(TERM="dumb", PS1="> ", HOME=str(folder), INPUTRC="/dev/null")
        os.execvp(shell[0], shell)
    shown, end = "", time.monotonic() + 60
    os.write(terminal, line.encode() + b"\t\t")
    while wanted not in shown.split("some_program", 1)[-1] and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            shown += os.read(terminal, 65536).decode(errors="replace")
    os.close(terminal)
    os.waitpid(process, 0)
    return shown


class Documents(ScriptTest):
    def setUp(self):
        super().setUp()
        self.program = self.fake("some_program", f'[ "$1" = --version ] && echo "some_program 1.2.3" && exit\ncat <<"E"\n{HELP}E')
        self.documents = self.folder / "documents"

    def make(self):
        self.assert_done(self.start(SOURCE / "tools/documents", self.documents, self.program))

    def completed(self, *words):
        """The words that bash offers in place of the last one."""
        script = 'compopt() { :; }; source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _some_program; ' \
                 'printf "%s\\n" "${COMPREPLY[@]}"'
        done = subprocess.run(["bash", "--norc", "-c", script, "bash",
                               str(self.documents / "bash-completion/completions/some_program"), "some_program", *words],
                              check=True, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash_offers_options_and_their_words(self):
        self.make()
        self.assertEqual(self.completed("--ver"), ["--verbose"])
        self.assertEqual(self.completed("-"), "-h --help -v --verbose --precision --stage --out".split())
        self.assertEqual(self.completed("--precision", ""), ["single", "double"])
        self.assertEqual(self.completed("--precision", "=", "d"), ["double"])
        self.assertEqual(self.completed("--precision", "="), ["single", "double"])
        self.assertEqual(self.completed("--stage", "simulate,c"), ["simulate,classify"])
        self.assertEqual(self.completed("--out", "d"), [])  # files: bash offers them itself
        self.assertEqual(self.completed("p"), [])

    def test_an_interactive_bash_completes(self):
        self.make()
        place = self.documents / "bash-completion/completions/some_program"
        (self.folder / ".bashrc").write_text(f"source {place}\n", encoding="utf-8")
        shell = ["bash", "--rcfile", str(self.folder / ".bashrc"), "-i"]
        self.assertIn("--precision double", words_after("some_program --prec\td", self.folder, shell, "double"))

    def test_zsh_reads_its_completion(self):
        self.make()
        text = (self.documents / "zsh/site-functions/_some_program").read_text(encoding="utf-8")
        self.assertIn("""'--precision=[Number format]:word:(single double)'""", text)
        self.assertIn("""'--out=[Folder \\[of the run\\]]:TEXT:_files'""", text)
        if shutil.which("zsh"):
            self.assert_done(self.start("zsh", "-fn", self.documents / "zsh/site-functions/_some_program"))

    def test_manual_pages(self):
        self.fake("help2man", 'for word; do case $word in --output=*) echo page >"${word#*=}" ;; esac; done')
        self.make()
        self.assertTrue((self.documents / "man/man1/some_program.1").exists())
        self.assertEqual(self.calls("help2man"), [[
            "--no-info", "--name=makes something of a plan", "--version-string=1.2.3", "--source=ebsnn 1.2.3",
            f"--output={self.documents}/man/man1/some_program.1", str(self.program)]])

    def test_wrong_usage_and_programs(self):
        self.assertIn("see --help", self.start(SOURCE / "tools/documents").stderr)
        done = self.start(SOURCE / "tools/documents", self.documents, self.folder / "none")
        self.assertEqual(done.returncode, 1)
        self.assertIn("none", done.stderr)


if __name__ == "__main__":
    unittest.main()
