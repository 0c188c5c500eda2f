"""STUDY/frozen-plan.txt: the plan as ebsnn_study fixed it, one line for each setting."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from ..checked_file import is_plain
from ..errors import ReportError
from ..text import printable, shortened
from .csv_rows import MOST_SEED
from .rows import Readout

MOST_BYTES = 1 << 20
MOST_SEEDS = 1000
LONGEST_LINE = 2000  # of a hypothesis
_HYPOTHESIS = re.compile(r"hypothesis (?P<name>.*): (?P<network>\S+) minus (?P<other>\S+) [<>] 0 under .*")


@dataclass
class PlannedNetwork:
    """One network of the plan."""

    name: str
    wanted_ratio: float | None = None
    parent: str = ""  # empty: it is trained


@dataclass
class FrozenPlan:
    """What the report needs of a plan, and its text."""

    checksum: str
    text: str
    seeds: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    networks: list[PlannedNetwork] = field(default_factory=list)
    readouts: list[Readout] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)  # network, other of each hypothesis
    settings: dict[str, str] = field(default_factory=dict)  # "patches": "400000"


def read_frozen_plan(path: Path) -> FrozenPlan | None:
    """The plan; None if the study is not frozen."""
    if not is_plain(path):
        return None
    if path.stat().st_size > MOST_BYTES:
        raise ReportError(f"{path}: has {path.stat().st_size:,} bytes, at most {MOST_BYTES:,} are read")
    try:
        whole_text = path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror}") from error
    checksum, _, text = whole_text.partition("\n")
    if not re.fullmatch("[0-9a-f]{16}", checksum):
        raise ReportError(f"{path}: line 1: '{shortened(printable(checksum), 40)}', expected the checksum "
                          "of the plan: 16 hexadecimal digits")
    plan = FrozenPlan(checksum, text)
    for line in text.splitlines():
        _read_line(path, plan, line)
    return plan


def _read_line(path: Path, plan: FrozenPlan, line: str) -> None:
    name, _, value = line.partition(":")
    value = value.strip()
    if line.startswith("hypothesis "):
        found = _HYPOTHESIS.fullmatch(line[:LONGEST_LINE])
        if found:
            plan.pairs.append((found["network"], found["other"]))
    elif line.startswith("network "):
        plan.networks.append(_network(path, name.removeprefix("network "), value))
    elif name == "readout":
        scaling, _, svm_c = value.partition(" ")
        plan.readouts.append(Readout(scaling, svm_c))
    elif name == "seeds":
        plan.seeds = _seeds(path, value)
    elif name == "codes":
        plan.codes = value.split()
    else:
        plan.settings[name] = value


def _network(path: Path, name: str, value: str) -> PlannedNetwork:
    network = PlannedNetwork(name)
    words = value.partition(" [")[0].split()
    for word in words:
        if word.startswith("calibrate="):
            try:
                network.wanted_ratio = float(word.removeprefix("calibrate="))
            except ValueError as error:
                raise ReportError(f"{path}: network {printable(name)}: {printable(word)}, expected a "
                                  "number") from error
    if len(words) >= 2 and words[-2] == "from":
        network.parent = words[-1]
    return network


def _seeds(path: Path, value: str) -> list[int]:
    """Of "1-3,7"."""
    seeds: list[int] = []
    for part in value.split(","):
        first, _, last = part.strip().partition("-")
        last = last or first
        fits = all(word.isascii() and word.isdecimal() and len(word) <= 20 for word in (first, last))
        if not fits or not int(first) <= int(last) <= MOST_SEED or int(last) - int(first) >= MOST_SEEDS:
            raise ReportError(f"{path}: seeds: '{shortened(printable(value), 40)}', expected numbers as "
                              "in 1-3,7")
        seeds += range(int(first), int(last) + 1)
    return seeds
