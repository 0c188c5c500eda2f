"""Text from outside in each target: what comes out again is what went in."""

import csv
import html
import subprocess
import tempfile
import unittest
from pathlib import Path

from matplotlib import cbook

from ebsnn_report import style, tables, text

PRINTABLE = "".join(map(chr, range(32, 127)))
NAMES = ("_a", "$x^2$", "a$", r"\$", "a&b", "<b>", "{x}", "100 %", "#1", "a|b", "~", "a^b", "`id`", "",
         "*", "[x](y)", "'", '"', PRINTABLE, "Müller – 試")
UNPRINTABLE = {"a\nb": r"a\nb", "9\r": r"9\r", "\x1b[31m": r"\x1b[31m", "M\udcfcll": r"M\xfcll",
               "\x00": r"\x00", "\u202ename": r"\u202ename", "\ud800": r"\ud800"}


class Text(unittest.TestCase):
    """One function a target."""

    def test_unprintable_characters_are_shown_escaped(self):
        for given, shown in UNPRINTABLE.items():
            self.assertEqual(text.printable(given), shown)
            for function in (text.for_figure, text.for_html, text.for_latex, text.for_markdown,
                             text.for_csv):
                function(given).encode("utf-8")
                self.assertTrue(function(given).isprintable(), (function, given))
        for name in NAMES:
            self.assertEqual(text.printable(name), name)
        self.assertEqual(text.printable("a\n\tb", keep="\n"), "a\n\\tb")

    def test_html(self):
        for name in NAMES:
            self.assertEqual(html.unescape(text.for_html(name)), name)
            self.assertNotRegex(text.for_html(name), "[<>\"']")

    def test_figures_have_no_formula(self):
        for name in NAMES[:-2]:
            shown = text.for_figure(name)
            self.assertFalse(cbook.is_math_text(shown), name)
            self.assertEqual(shown.replace(r"\$", "$"), name)  # as matplotlib does for plain text

    def test_long_names_in_figures_lose_their_middle(self):
        shown = text.for_figure("begin" + "x" * 500 + "end")
        self.assertEqual(len(shown), text.LONGEST_IN_FIGURE)
        self.assertRegex(shown, "^beginx+…x+end$")

    def test_latex(self):
        self.assertEqual(text.for_latex(r"\_{}$&%#~^<|>"),
                         r"\textbackslash{}\_\{\}\$\&\%\#\textasciitilde{}\textasciicircum{}"
                         r"\textless{}\textbar{}\textgreater{}")
        self.assertEqual(text.for_latex("a\nb"), r"a\textbackslash{}nb")

    def test_markdown(self):
        self.assertEqual(text.for_markdown(r"a|b_c*<d>`e`[f]"), r"a\|b\_c\*\<d\>\`e\`\[f\]")
        table = tables.markdown(["x|y", "n"], [["a\nb", "1|2"]])
        self.assertEqual([line.replace(r"\|", "").count("|") for line in table.splitlines()], [3] * 3)

    def test_csv(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.csv"
            style.write_csv(path, ["name"], [[name] for name in (*NAMES, *UNPRINTABLE)])
            with path.open(newline="", encoding="utf-8") as file:
                rows = [row[0] if row else "" for row in csv.reader(file)][1:]
        self.assertEqual(rows, [*NAMES, *UNPRINTABLE.values()])

    def test_shell(self):
        words = [name for name in (*NAMES, *UNPRINTABLE) if name not in ("\x00", "\ud800")]
        command = "printf '%s\\0' " + " ".join(map(text.for_shell, words))
        done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
        self.assertEqual(done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1], words)
        for impossible in ("a\0b", "\ud800"):
            with self.assertRaises(ValueError):
                text.for_shell(impossible)

    def test_file_names(self):
        given = (*NAMES, *UNPRINTABLE, "../x", "a b", "a_b", "x" * 300, "x" * 301)
        given = [name for name in given if name != "\ud800"]
        names = [text.for_file_name(name) for name in given]
        self.assertEqual(len(set(names)), len(given))
        for name in names:
            self.assertRegex(name, r"^[\w.~%-]{0,100}$")
            self.assertTrue(name.isascii())
