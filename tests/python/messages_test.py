"""What programs say: colours, --quiet, and the file of --log-json."""

import argparse
import contextlib
import io
import json
import os
import re
from unittest import mock

import ebsnn
import numpy as np
from ebsnn import importer
from ebsnn.messages import Messages, add_options
from support import FolderTest, structured

YELLOW, RED, END = "\033[33m\033[1m", "\033[31m\033[1m", "\033[m"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Whether it is one."""
        return True


class Said(FolderTest):
    """Messages of a program with options."""

    def said(self, *words, terminal=False, **environment):
        """Standard output and standard error of a program that tells one message of each kind."""
        output, errors = io.StringIO(), Terminal() if terminal else io.StringIO()
        parser = argparse.ArgumentParser()
        add_options(parser)
        settings = {"TERM": "xterm", "NO_COLOR": "", **environment}
        with mock.patch.dict(os.environ, settings), contextlib.redirect_stdout(output), \
                contextlib.redirect_stderr(errors):
            messages = Messages("program")
            messages.start(parser.parse_args(list(map(str, words))))
            messages.warning("w")
            messages.error("e")
            messages.info("i")
            messages.info("details", shown=False)
        return output.getvalue(), errors.getvalue()

    def test_colours(self):
        plain = "program: warning: w\nprogram: error: e\n"
        coloured = f"program: {YELLOW}warning: {END}w\nprogram: {RED}error: {END}e\n"
        self.assertEqual(self.said(), ("i\n", plain))
        self.assertEqual(self.said("--color", "always"), ("i\n", coloured))
        self.assertEqual(self.said(terminal=True), ("i\n", coloured))
        self.assertEqual(self.said("--color", "never", terminal=True), ("i\n", plain))
        self.assertEqual(self.said(terminal=True, NO_COLOR="1"), ("i\n", plain))
        self.assertEqual(self.said("--color", "always", NO_COLOR="1"), ("i\n", coloured))
        self.assertEqual(self.said(terminal=True, TERM="dumb"), ("i\n", plain))

    def test_quiet(self):
        self.assertEqual(self.said("--quiet"), ("", "program: error: e\n"))

    def test_lines_are_added_to_the_file(self):
        log = self.folder / "log.jsonl"
        log.write_text("before\n")
        self.said("--log-json", log, "-q")
        before, *lines = log.read_text().splitlines()
        self.assertEqual(before, "before")
        records = [json.loads(line) for line in lines]
        self.assertEqual([(record["level"], record["message"]) for record in records],
                         [("warning", "w"), ("error", "e"), ("info", "i"), ("info", "details")])
        self.assertEqual({tuple(record) for record in records}, {("time", "level", "program", "message")})
        self.assertTrue(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", records[0]["time"]))

    def test_files_that_cannot_be_written(self):
        missing = self.folder / "none" / "log"
        self.assert_refused(ebsnn.InputError, ["--log-json", missing, "No such file"], self.said, "--log-json", missing)
        self.assertEqual(self.said("--log-json", "/dev/full")[1],
                         "program: warning: w\n"
                         "program: warning: --log-json /dev/full: cannot be written any more\n"
                         "program: error: e\n")

    def test_wrong_usage(self):
        errors = Terminal()
        with mock.patch.dict(os.environ, TERM="xterm", NO_COLOR=""), contextlib.redirect_stderr(errors), \
                self.assertRaises(SystemExit) as caught:
            importer.run(["--nothing"])
        self.assertEqual(caught.exception.code, 2)
        self.assertTrue(errors.getvalue().startswith(f"ebsnn_import: {RED}error: {END}"), errors.getvalue())

    def test_importer(self):
        log, place = self.folder / "log.jsonl", self.folder / "data" / "ant"
        place.mkdir(parents=True)
        np.save(place / "a.npy", structured(40))
        (place / "a.txt").write_text("text")
        words = [str(place.parent), "--out", str(self.folder / "out.h5"), "--log-json", str(log), "-q"]
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            self.assertEqual(importer.run(words), 2)
            self.assertEqual(importer.run([*words, "--sensor", "34x34"]), 0)
        levels = [json.loads(line)["level"] for line in log.read_text().splitlines()]
        self.assertEqual(levels, ["warning", "error", "warning", "info"])
        self.assertRegex(output.getvalue(), "^ebsnn_import: error: .*--sensor.*\n$")

    def test_standard_output_that_is_full(self):
        place = self.folder / "ant"
        place.mkdir()
        np.save(place / "a.npy", structured(40))
        packing = [str(self.folder), "--out", str(self.folder / "out.h5"), "--sensor", "34x34"]
        for words in (["--help"], ["--version"], packing):
            errors = io.StringIO()
            with open("/dev/full", "w", encoding="utf-8") as full, contextlib.redirect_stdout(full), \
                    contextlib.redirect_stderr(errors):
                self.assertEqual(importer.run(words), 1)
            self.assertEqual(errors.getvalue(), "ebsnn_import: error: standard output: cannot be written: "
                             "No space left on device\n")

    def test_standard_error_that_is_full_changes_nothing(self):
        for words in (["--nothing"], [str(self.folder / "none"), "--out", str(self.folder / "out.h5")]):
            with open("/dev/full", "w", encoding="utf-8") as full, contextlib.redirect_stderr(full):
                try:
                    code = importer.run(words)
                except SystemExit as leave:  # of argparse
                    code = leave.code
            self.assertEqual(code, 2)
