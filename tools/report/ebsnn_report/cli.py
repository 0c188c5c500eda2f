"""The command line of ebsnn_report."""

from __future__ import annotations

import argparse
import os
import platform
import time
import tomllib
import warnings
from pathlib import Path

import h5py
import matplotlib
import numpy
from ebsnn import __version__
from ebsnn.command_line import Parser, to_path
from ebsnn.errors import EbsnnError, InputError
from ebsnn.messages import Messages, add_options

from . import show
from .compare import write_comparison
from .errors import EXIT_BAD_INPUT, EXIT_DONE, EXIT_FAILURE, ReportError
from .report import Made, write_report
from .run_folder import load_run
from .shown_recording import DataChoice
from .study.report import write_study
from .study.study_folder import is_study
from .text import printable, shortened

EXAMPLES = """examples:
  ebsnn_report RUN                                  figures, tables and page in RUN/report/
  ebsnn_report STUDY                                the same of a folder of ebsnn_study, in STUDY/report/
  ebsnn_report RUN1 RUN2 RUN3 --labels a,a,b        compares runs; equal labels differ in seed
  ebsnn_report show --data D --recording 3 --gif F.gif     draws one recording

Exit codes: 0 done; 2 wrong usage or input; 1 anything else."""


# What a file of --config may hold.
SETTINGS = {"out": str, "labels": str, "data": str, "recording": int, "quiet": bool, "verbose": bool,
            "log-json": str}
MOST_RECORDING = 2**64 - 1
MOST_CONFIG_BYTES = 1 << 20
KINDS = {str: "text", int: "a whole number", bool: "true or false"}


def parser() -> Parser:
    """Options of a report."""
    p = Parser(
        prog="ebsnn_report", usage="%(prog)s [OPTION]... RUN...", epilog=EXAMPLES,
        description="Turns a run folder, finished or not, into figures (PNG, PDF), the numbers "
                    "behind them (CSV), tables (LaTeX, Markdown) and one self-contained page.")
    p.add_argument("runs", nargs="+", metavar="RUN", type=to_path,
                   help="run folder of ebsnn_train and ebsnn_eval; several are compared; or the folder "
                        "of one study of ebsnn_study")
    p.add_argument("--out", type=to_path, metavar="DIR",
                   help="folder of the report (default: RUN/report, STUDY/report; for several runs: "
                        "comparison)")
    p.add_argument("--labels", metavar="A,B,...",
                   help="one label per run, in their order; runs with equal labels count as "
                        "seeds of one setting (default: runs with equal parameters and data)")
    p.add_argument("--data", metavar="D",
                   help="recordings for pictures (default: those of the run)")
    p.add_argument("--recording", type=int, default=0, metavar="N",
                   help="number of the test recording that is drawn (default: 0)")
    p.add_argument("--config", type=to_path, metavar="FILE",
                   help="TOML file with the same names as the options; the command line wins")
    add_options(p)
    p.add_argument("-v", "--verbose", action="store_true",
                   help="also print the sections of the page, with their figures")
    p.add_argument("--version", action="version", version=version_text())
    return p


def version_text() -> str:
    """Versions of this program and of the libraries that it draws with."""
    return (f"ebsnn_report {__version__}\nPython {platform.python_version()}, "
            f"numpy {numpy.__version__}, h5py {h5py.__version__}, "
            f"matplotlib {matplotlib.__version__}")


def parse(words: list[str]) -> argparse.Namespace:
    """The options, with those of --config as defaults."""
    p = parser()
    arguments = p.parse_args(words)
    if arguments.config is not None:
        p.set_defaults(**_settings_in(arguments.config))
        arguments = p.parse_args(words)
    if arguments.quiet and arguments.verbose:
        raise ReportError("--quiet and --verbose exclude each other")
    return arguments


def _settings_in(config: Path) -> dict[str, object]:
    try:
        with open(config, "rb") as file:
            text = file.read(MOST_CONFIG_BYTES + 1)
        if len(text) > MOST_CONFIG_BYTES:  # a device never ends
            raise ReportError(f"--config {config}: is longer than {MOST_CONFIG_BYTES} bytes; expected a file of "
                              "options in TOML")
        settings = tomllib.loads(text.decode("utf-8-sig"))
    except OSError as error:
        raise ReportError(f"--config {config}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ReportError(f"--config {config}: is not valid TOML: {shortened(str(error), 80)}") from error
    for name, value in settings.items():
        kind = SETTINGS.get(name)
        if kind is None:
            raise ReportError(f"--config {config}: unknown option {name}")
        if type(value) is not kind:
            raise ReportError(f"--config {config}: {name} = {shortened(str(value), 40)}, expected "
                              f"{KINDS[kind]}")
        if isinstance(value, str) and "\0" in value:
            raise ReportError(f"--config {config}: {name} has a zero byte, which no option takes")
        if name == "out" and not value:
            raise ReportError(f"--config {config}: out is empty, expected a path")
    return {name.replace("-", "_"): Path(value) if name == "out" else value
            for name, value in settings.items()}


def run_report(arguments: argparse.Namespace, program_folder: str) -> Made:
    """Does what the options say."""
    labels = arguments.labels.split(",") if arguments.labels is not None else None
    if not 0 <= arguments.recording <= MOST_RECORDING:
        raise ReportError(f"--recording {arguments.recording}: outside 0 .. {MOST_RECORDING}")
    studies = [folder for folder in arguments.runs if is_study(folder)]
    if studies:
        return _study_report(arguments, studies[0])
    _require_different(arguments.runs)
    runs = [load_run(folder, spikes=len(arguments.runs) == 1) for folder in arguments.runs]
    if len(runs) > 1:
        return write_comparison(runs, labels, arguments.out or Path("comparison"))
    if labels is not None:
        raise ReportError("--labels: needs several runs")
    return write_report(runs[0], arguments.out or arguments.runs[0] / "report",
                        DataChoice(arguments.data, arguments.recording, program_folder))


def _require_different(folders: list[Path]) -> None:
    """A run that counts twice would make the spread over seeds smaller than it is."""
    places = [os.path.realpath(folder) for folder in folders]
    for number, place in enumerate(places):
        if place in places[:number]:
            raise ReportError(f"{folders[number]}: is given twice, expected different runs")


def _study_report(arguments: argparse.Namespace, folder: Path) -> Made:
    if len(arguments.runs) > 1:
        raise ReportError(f"{folder}: is a study: a report is made of one study alone")
    for name in ("labels", "data"):
        if getattr(arguments, name) is not None:
            raise ReportError(f"--{name}: belongs to reports of runs; {folder} is a study")
    return write_study(folder, arguments.out or folder / "report")


def _say_errors(messages: Messages, text: str) -> None:
    for line in text.split("\n"):
        messages.error(printable(line))


def _run(words: list[str], program_folder: str, messages: Messages) -> int:
    start = time.monotonic()
    if words[:1] == ["show"]:
        for path in show.run(words[1:], program_folder, messages):
            messages.info(printable(path))
        return EXIT_DONE
    arguments = parse(words)
    messages.start(arguments)
    made = run_report(arguments, program_folder)
    for problem in made.problems:
        messages.error(printable(problem))
    for warning in made.warnings:
        messages.warning(printable(warning))
    for title, names in made.figures.items():
        messages.info(f"{printable(title)}: {', '.join(map(printable, names)) or 'no figures'}",
                      arguments.verbose)
    messages.info(f"{printable(made.page)} ({time.monotonic() - start:.1f} s)")
    return EXIT_BAD_INPUT if made.problems else EXIT_DONE


def main(words: list[str], program_folder: str) -> int:
    """Runs the program; returns its exit code.

    Where some of the input cannot be used, the rest of the report is made, and the code is 2.
    """
    messages = Messages("ebsnn_report")
    warnings.simplefilter("ignore")  # of numpy and matplotlib, over numbers and glyphs: not for users
    try:
        return _run(words, program_folder, messages)
    except ReportError as error:
        _say_errors(messages, str(error))
        return error.exit_code
    except InputError as error:
        messages.error(str(error))
        return EXIT_BAD_INPUT
    except EbsnnError as error:
        messages.error(str(error))
        return EXIT_FAILURE
    except OSError as error:
        _say_errors(messages, str(error))
        return EXIT_FAILURE
