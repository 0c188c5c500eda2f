"""Recordings in the files of ebsnn_show: events under corruption, and the resulting spikes."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .checked_file import has_group, number_attribute, opened, read_table, text_of
from .errors import EXIT_FAILURE, ReportError
from .schema import MOST_PATCHES, MOST_STEPS, SENSOR_SIDE

QUADRANTS = ("Top left", "Top right", "Bottom left", "Bottom right")
POPULATIONS = ("Input", "V1", "Inh")  # in the order of their numbers in files


@dataclass
class Condition:
    """Events of one recording under one corruption; `spikes` by quadrant and population."""

    corruption: str
    unit: str
    level: float
    t_us: np.ndarray
    x: np.ndarray
    y: np.ndarray
    on: np.ndarray
    spikes: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    def balance(self, frames: int, steps: int) -> np.ndarray:
        """ON and OFF events per frame and pixel, [frame, polarity (ON, OFF), row, column]."""
        counts = np.zeros((frames, 2, SENSOR_SIDE, SENSOR_SIDE), dtype=int)
        inside = self.t_us < steps * 1000
        frame = self.t_us[inside].astype(np.int64) * frames // (steps * 1000)
        off = 1 - self.on[inside].astype(np.int64)
        np.add.at(counts, (frame, off, self.y[inside], self.x[inside]), 1)
        return counts

    def space_time(self, bins: int, steps: int) -> np.ndarray:
        """ON and OFF events per column of the sensor and time bin, [polarity, column, bin]."""
        counts = np.zeros((2, SENSOR_SIDE, bins), dtype=int)
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


def read_events(path: Path) -> Shown:
    """Reads a file of ebsnn_show --events."""
    with opened(path) as file:
        if file is None:
            raise ReportError(f"{path}: is not there")
        table = read_table(path, file, "condition")
        events = read_table(path, file, "events")
        spikes = read_table(path, file, "spikes") if has_group(file, "spikes") else None
        conditions = []
        for number, (corruption, unit, level) in enumerate(zip(*table.values())):
            mine = events["events/condition"] == number
            condition = Condition(text_of(corruption), text_of(unit), float(level),
                                  *(events[f"events/{name}"][mine]
                                    for name in ("t_us", "x", "y", "on")))
            if spikes is not None:
                condition.spikes = _spikes_of(spikes, number)
            conditions.append(condition)
        number = {name: int(number_attribute(f"{path}: /", file, name, low, high))
                  for name, low, high in (("recording", 0, MOST_PATCHES), ("label", 0, 255),
                                          ("steps", 1, MOST_STEPS))}
        return Shown(text_of(file.attrs["split"]), number["recording"], number["label"],
                     number["steps"], conditions)


def _spikes_of(spikes: dict[str, np.ndarray], number: int) -> dict:
    """Step and neuron of one condition's spikes, by quadrant and population."""
    found = {}
    for quadrant in range(len(QUADRANTS)):
        for population in range(len(POPULATIONS)):
            mine = ((spikes["spikes/condition"] == number)
                    & (spikes["spikes/window"] == quadrant)
                    & (spikes["spikes/population"] == population))
            found[quadrant, population] = (spikes["spikes/step"][mine],
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
