"""Recordings in the files of ebsnn_show: events under corruption, and the resulting spikes."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np
from ebsnn.h5 import has_group, text_of

from . import older_files
from .checked_file import number_attribute, opened, read_table
from .errors import EXIT_FAILURE, ReportError
from .schema import MOST_CLASSES, MOST_PATCHES, MOST_SIDE, MOST_STEPS, MOST_WINDOWS
from .subject import Windows

POPULATIONS = ("Input", "V1", "Inh")  # in the order of their numbers in files


@dataclass
class Condition:
    """Events of one recording under one corruption; `spikes` by window and population."""

    corruption: str
    unit: str
    level: float
    t_us: np.ndarray
    x: np.ndarray
    y: np.ndarray
    on: np.ndarray
    spikes: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    sensor: tuple[int, int] = older_files.SENSOR  # px: width, height

    def balance(self, frames: int, steps: int) -> np.ndarray:
        """ON and OFF events per frame and pixel, [frame, polarity (ON, OFF), row, column]."""
        counts = np.zeros((frames, 2, *reversed(self.sensor)), dtype=int)
        inside = self.t_us < steps * 1000
        frame = self.t_us[inside].astype(np.int64) * frames // (steps * 1000)
        off = 1 - self.on[inside].astype(np.int64)
        np.add.at(counts, (frame, off, self.y[inside], self.x[inside]), 1)
        return counts

    def space_time(self, bins: int, steps: int) -> np.ndarray:
        """ON and OFF events per column of the sensor and time bin, [polarity, column, bin]."""
        counts = np.zeros((2, self.sensor[0], bins), dtype=int)
        inside = self.t_us < steps * 1000
        bin_ = self.t_us[inside].astype(np.int64) * bins // (steps * 1000)
        np.add.at(counts, (1 - self.on[inside].astype(np.int64), self.x[inside], bin_), 1)
        return counts


@dataclass
class Shown:
    """One recording under some conditions."""

    split: str
    recording: int
    label: int
    steps: int
    conditions: list[Condition]
    class_name: str = ""
    windows: Windows = Windows(older_files.WINDOW_PLACES)

    @property
    def title(self) -> str:
        """Which recording this is, and what it shows."""
        name = self.class_name or str(self.label)
        noun = "digit" if name in older_files.CLASS_NAMES else "class"
        return f"{self.split} recording {self.recording}, {noun} {name}"


def read_events(path: Path) -> Shown:
    """Reads a file of ebsnn_show --events."""
    with opened(path) as file:
        if file is None:
            raise ReportError(f"{path}: is not there")
        table = read_table(path, file, "condition")
        events = read_table(path, file, "events")
        spikes = read_table(path, file, "spikes") if has_group(file, "spikes") else None
        sensor, windows = _sensor(path, file), _windows(path, file)
        conditions = []
        for number, (corruption, unit, level) in enumerate(zip(*table.values())):
            mine = events["events/condition"] == number
            condition = Condition(text_of(corruption), text_of(unit), float(level),
                                  *(events[f"events/{name}"][mine]
                                    for name in ("t_us", "x", "y", "on")), sensor=sensor)
            if (condition.x >= sensor[0]).any() or (condition.y >= sensor[1]).any():
                raise ReportError(f"{path}: /events: an event is outside the sensor of "
                                  f"{sensor[0]} x {sensor[1]} px")
            if spikes is not None:
                condition.spikes = _spikes_of(spikes, number, len(windows))
            conditions.append(condition)
        number = {name: int(number_attribute(f"{path}: /", file, name, low, high))
                  for name, low, high in (("recording", 0, MOST_PATCHES), ("label", 0, MOST_CLASSES - 1),
                                          ("steps", 1, MOST_STEPS))}
        return Shown(text_of(file.attrs["split"]), number["recording"], number["label"],
                     number["steps"], conditions, text_of(file.attrs.get("class_name", "")), windows)


def _sensor(path: Path, file: h5py.File) -> tuple[int, int]:
    if "sensor_width" not in file.attrs:
        return older_files.SENSOR
    width, height = (int(number_attribute(f"{path}: /", file, f"sensor_{name}", 1, MOST_SIDE))
                     for name in ("width", "height"))
    return width, height


def _windows(path: Path, file: h5py.File) -> Windows:
    """A block of windows beside each other, row by row."""
    if "window_rows" not in file.attrs:
        return Windows(older_files.WINDOW_PLACES)
    rows, columns, top, left, side = (
        int(number_attribute(f"{path}: /", file, name, low, MOST_SIDE)) for name, low in
        (("window_rows", 1), ("window_columns", 1), ("first_row", 0), ("first_column", 0),
         ("patch_side", 1)))
    if rows * columns > MOST_WINDOWS:
        raise ReportError(f"{path}: has {rows * columns:,} windows, expected 1 .. {MOST_WINDOWS:,}")
    return Windows(np.array([[top + row * side, left + column * side]
                             for row in range(rows) for column in range(columns)]))


def _spikes_of(spikes: dict[str, np.ndarray], number: int, windows: int) -> dict:
    """Step and neuron of one condition's spikes, by window and population."""
    of_condition = spikes["spikes/condition"] == number
    spikes = {name: values[of_condition] for name, values in spikes.items()}
    found = {}
    for window in range(windows):
        for population in range(len(POPULATIONS)):
            mine = ((spikes["spikes/window"] == window)
                    & (spikes["spikes/population"] == population))
            found[window, population] = (spikes["spikes/step"][mine],
                                         spikes["spikes/neuron"][mine])
    return found


def find_program(name: str, program_folder: str) -> str:
    """Path of a program of this project: beside this one, or in PATH."""
    beside = os.path.join(program_folder, name)
    found = beside if os.access(beside, os.X_OK) else shutil.which(name)
    if found is None:
        raise ReportError(f"{name} is neither in {program_folder} nor in PATH: build or install "
                          "it, or add its folder to PATH", EXIT_FAILURE)
    return found


def run_show(program_folder: str, options: dict[str, str]) -> Shown:
    """The recording that ebsnn_show writes with these options."""
    program = find_program("ebsnn_show", program_folder)
    with tempfile.TemporaryDirectory(prefix="ebsnn_report-") as folder:
        path = Path(folder) / "events.h5"
        words = [f"--{name}={value}" for name, value in options.items()]
        done = subprocess.run([program, *words, "--quiet", f"--events={path}"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="surrogateescape", check=False)
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines() or [f"{program}: ended with no message"]
            reason = next((line for line in lines if "error:" in line), lines[0])
            raise ReportError(reason.removeprefix("ebsnn_show: error: "),
                              done.returncode if done.returncode > 0 else EXIT_FAILURE)
        return read_events(path)
