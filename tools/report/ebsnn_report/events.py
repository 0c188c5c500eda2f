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

from .errors import EXIT_FAILURE, ReportError

SENSOR_SIDE = 34
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
    with h5py.File(path, "r") as file:
        events = {name: file[f"events/{name}"][()] for name in file["events"]}
        spikes = ({name: file[f"spikes/{name}"][()] for name in file["spikes"]}
                  if "spikes" in file else None)
        texts = zip(*(file[f"condition/{name}"][()] for name in ("corruption", "unit", "level")))
        conditions = []
        for number, (corruption, unit, level) in enumerate(texts):
            mine = events["condition"] == number
            condition = Condition(corruption.decode(), unit.decode(), float(level),
                                  *(events[name][mine] for name in ("t_us", "x", "y", "on")))
            if spikes is not None:
                condition.spikes = _spikes_of(spikes, number)
            conditions.append(condition)
        attributes = file.attrs
        return Shown(str(attributes["split"]), int(attributes["recording"]),
                     int(attributes["label"]), int(attributes["steps"]), conditions)


def _spikes_of(spikes: dict[str, np.ndarray], number: int) -> dict:
    """Step and neuron of one condition's spikes, by quadrant and population."""
    found = {}
    for quadrant in range(len(QUADRANTS)):
        for population in range(len(POPULATIONS)):
            mine = ((spikes["condition"] == number) & (spikes["quadrant"] == quadrant)
                    & (spikes["population"] == population))
            found[quadrant, population] = (spikes["step"][mine], spikes["neuron"][mine])
    return found


def find_program(name: str, program_folder: str) -> str:
    """Path of a program of this project: beside this one, or in PATH."""
    beside = os.path.join(program_folder, name)
    found = beside if os.access(beside, os.X_OK) else shutil.which(name)
    if found is None:
        raise ReportError(f"{name} is neither in {program_folder} nor in PATH: build or install "
                          "it, or add its folder to PATH", EXIT_FAILURE)
    return found


def run_show(program_folder: str, options: list[str]) -> Shown:
    """The recording that ebsnn_show writes with these options."""
    program = find_program("ebsnn_show", program_folder)
    with tempfile.TemporaryDirectory(prefix="ebsnn_report-") as folder:
        path = Path(folder) / "events.h5"
        done = subprocess.run([program, *options, "--quiet", "--events", str(path)],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            lines = done.stderr.strip().splitlines() or ["no message"]
            reason = next((line for line in lines if "error:" in line), lines[0])
            raise ReportError(reason.removeprefix("ebsnn_show: error: "), done.returncode)
        return read_events(path)
