"""Rows of the tables that ebsnn_study writes: the columns that the report reads.

src/studies/*_table.hpp and calibration.hpp say what they mean.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from .csv_rows import MOST_SEED, real, text, whole

INPUT_NETWORK = "input"  # in tables, of codes that are made from the recordings
GUESSES = ("chance", "largest-class")  # in metrics.tidy.csv, in the place of networks
ALL_CORRUPTIONS = "all"  # metrics of means over corruptions
REFERENCE_CODE = "events-merged"  # of corruption errors


class Readout(NamedTuple):
    """How counts are read out."""

    scaling: str
    svm_c: str  # a number or auto

    @property
    def title(self) -> str:
        """For readers."""
        return f"C = {self.svm_c}" + ("" if self.scaling == "counts" else f", {self.scaling}")


class System(NamedTuple):
    """What is read out, and how."""

    network: str
    code: str
    readout: Readout


class _OfSystem:
    """Rows with the columns network, code, scaling, svm_c."""

    network: str
    code: str
    scaling: str
    svm_c: str

    @property
    def readout(self) -> Readout:
        """Scaling and C."""
        return Readout(self.scaling, self.svm_c)

    @property
    def system(self) -> System:
        """Network, code and readout."""
        return System(self.network, self.code, self.readout)


@dataclass(frozen=True)
class _OfPiece:
    """Rows of one network and seed. As the last base, its columns are the first."""

    network: str = text()
    seed: int = whole(0, MOST_SEED)


@dataclass(frozen=True)
class _ResultRow:
    """Columns that tables of run folders and of studies share."""

    code: str = text()
    scaling: str = text()
    svm_c: str = text()
    corruption: str = text()
    level: float = real(0, 1e12)
    unit: str = text()
    n: int = whole(1, 10 ** 12)
    accuracy_percent: float = real(0, 100)


@dataclass(frozen=True)
class RunResultRow(_ResultRow):
    """results.tidy.csv of a run folder."""

    source: str = text("network", "recordings")  # what the code is made from


@dataclass(frozen=True)
class SummaryRow(_OfSystem, _ResultRow, _OfPiece):
    """summary.tidy.csv"""

    plan: str = text()


@dataclass(frozen=True)
class MetricRow(_OfSystem):
    """metrics.tidy.csv"""

    network: str = text()
    code: str = text()
    scaling: str = text()
    svm_c: str = text()
    corruption: str = text()
    level: float = real(0, 1e12, may_be_empty=True)
    metric: str = text()
    value: float = real(may_be_empty=True)
    low: float = real(may_be_empty=True)
    high: float = real(may_be_empty=True)
    undefined: int = whole(0, 10 ** 12)
    note: str = text()
    plan: str = text()


@dataclass(frozen=True)
class TestRow(_OfSystem):
    """tests.csv"""

    kind: str = text()
    hypothesis: str = text()
    test: str = text()
    code: str = text()
    scaling: str = text()
    svm_c: str = text()
    network: str = text()
    other: str = text()
    corruption: str = text()
    levels: str = text()
    expected: str = text("", "above", "below")
    seed: int | None = whole(0, MOST_SEED, may_be_empty=True)
    seeds: int = whole(1, 1000)
    difference_points: float = real(-100, 100)
    low: float = real(-100, 100, may_be_empty=True)
    high: float = real(-100, 100, may_be_empty=True)
    p: float = real(0, 1)
    p_holm: float = real(0, 1, may_be_empty=True)
    p_equivalence: float = real(0, 1, may_be_empty=True)
    plan: str = text()

    @property
    def is_exploratory(self) -> bool:
        """Whether it is of no hypothesis as the plan words it."""
        return self.kind == "exploratory"


@dataclass(frozen=True)
class RunEiRow:
    """ei.csv of a run folder."""

    corruption: str = text()
    population: str = text()
    recordings: int = whole(0, 10 ** 12)
    ratio: float = real(0, math.inf, may_be_empty=True)
    ratio_lower_quartile: float = real(0, math.inf, may_be_empty=True)
    ratio_upper_quartile: float = real(0, math.inf, may_be_empty=True)
    rate_hz: float = real(0, 1e6)


@dataclass(frozen=True)
class EiRow(RunEiRow, _OfPiece):
    """ei.tidy.csv"""

    plan: str = text()


@dataclass(frozen=True)
class CalibrationRow:
    """calibration.csv"""

    network: str = text()
    wanted: float = real(0, 1e6)
    training: int = whole(1, 1000)
    parameter: str = text()
    value: float = real()
    ratio: float = real(0, math.inf, may_be_empty=True)
    chosen: str = text()
