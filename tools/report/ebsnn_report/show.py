"""`ebsnn_report show`: one recording, under any corruption, as PNG and GIF."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ebsnn.atomic import replacing, writing
from ebsnn.command_line import Parser, to_path
from ebsnn.messages import Messages, add_options

from .errors import ReportError
from .events import run_show
from .pictures import write_gif, write_png
from .suite_sheet import write_sheet


def parser() -> argparse.ArgumentParser:
    """Options of `show`; those about data are passed to ebsnn_show."""
    p = Parser(
        prog="ebsnn_report show",
        description="Draws one recording, as it is or corrupted. ebsnn_show does the same in the "
                    "terminal.",
        epilog="Example:\n  ebsnn_report show --data N-MNIST --recording 12 --corruption drop_event "
               "--level 0.5 --png F.png")
    p.add_argument("--data", required=True,
                   help="source of the recordings, as for the other programs")
    p.add_argument("--split", choices=("test", "train"), default="test", help="which recordings")
    p.add_argument("--recording", default="0", help="number of the recording in the split, from 0")
    p.add_argument("--corruption", default="none",
                   help="none, or corruptions separated by commas, or all")
    p.add_argument("--level", "--levels", default="published", help="levels separated by commas, or published")
    p.add_argument("--suite", default="", help="ec1: its corruptions and levels instead")
    p.add_argument("--seed", default="1", help="seed of the corruptions")
    p.add_argument("--sensor-seed", default="", help="seed of dead and hot pixels; default: --seed")
    p.add_argument("--png", type=to_path, metavar="F.png", help="frames side by side")
    p.add_argument("--sheet", type=to_path, metavar="F.png",
                   help="all corruptions and levels on one labelled sheet, e.g. of --suite ec1")
    p.add_argument("--gif", type=to_path, metavar="F.gif", help="frames as a film, ten times slower")
    p.add_argument("--frames", type=int, default=10,
                   help="number of frames in a presentation (PNG)")
    p.add_argument("--film-frames", type=int, default=35,
                   help="number of frames in a presentation (GIF)")
    p.add_argument("--scale", type=int, default=6, help="side of a sensor pixel, px")
    add_options(p)
    return p


def _outputs(arguments: argparse.Namespace) -> list[Path]:
    return [path for path in (arguments.png, arguments.gif, arguments.sheet) if path]


def _check(arguments: argparse.Namespace) -> None:
    if not _outputs(arguments):
        raise ReportError("show: give --png F.png, --gif F.gif or --sheet F.png")
    for name, value, highest in (("frames", arguments.frames, 350), ("scale", arguments.scale, 64),
                                 ("film-frames", arguments.film_frames, 350)):
        if not 1 <= value <= highest:
            raise ReportError(f"--{name} {value}: outside 1 .. {highest}")
    outputs = _outputs(arguments)
    if len(set(map(os.path.realpath, outputs))) < len(outputs):
        raise ReportError("show: --png, --gif and --sheet need a file each")


def run(words: list[str], program_folder: str, messages: Messages) -> list[Path]:
    """Draws the files that the options ask for, and returns them."""
    arguments = parser().parse_args(words)
    messages.start(arguments)
    _check(arguments)
    names = ("data", "split", "recording", "corruption", "level", "seed", "suite", "sensor-seed")
    values = {name: getattr(arguments, name.replace("-", "_")) for name in names}
    shown = run_show(program_folder, {name: value for name, value in values.items() if value})
    frame_ms = max(20, round(10 * shown.steps / arguments.film_frames))
    for final, write in (
            (arguments.png, lambda path: write_png(shown, path, arguments.frames, arguments.scale)),
            (arguments.gif, lambda path: write_gif(shown, path, arguments.film_frames, arguments.scale, frame_ms)),
            (arguments.sheet, lambda path: write_sheet(shown, path))):
        if final:
            with replacing(final) as path, writing(final):
                write(path)
    return _outputs(arguments)
