"""The content of a study's folder, in memory."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Iterable, TypeVar

from ..level_axis import LevelAxis, alike, axis_in_order
from ..run import Provenance
from ..subject import Corruption, in_order
from .frozen_plan import FrozenPlan
from .rows import (GUESSES, INPUT_NETWORK, CalibrationRow, EiRow, MetricRow, Readout, SummaryRow,
                   System, TestRow)

Thing = TypeVar("Thing")
MOST_REFERENCES = 2


def unique(things: Iterable[Thing]) -> list[Thing]:
    """Each once, in the order of their first places."""
    return list(dict.fromkeys(things))


@dataclass
class RunPieces:
    """A run folder of the study: which of its stages are done, and who did them."""

    network: str
    seed: int
    folder: Path
    parent: str = ""  # the network it was made from; empty: trained, or unknown
    is_made: bool = False  # has network.h5
    is_measured: bool = False  # has ei.csv
    is_simulated: bool = False
    readouts: list[str] = field(default_factory=list)  # v1-counts-1: read out and kept
    chosen_costs: dict[tuple[str, str], float] = field(default_factory=dict)  # C of auto, by code and scaling
    provenance: dict[str, Provenance] = field(default_factory=dict)  # by file


@dataclass
class Curve:
    """A metric of one system at the levels of one corruption; NaN: no interval, or undefined."""

    levels: list[float]
    value: list[float]
    low: list[float]
    high: list[float]


@dataclass
class Study:
    """Everything in the folder of a study; absent parts are None or empty."""

    folder: Path
    plan: FrozenPlan | None = None
    summary: list[SummaryRow] = field(default_factory=list)
    metrics: list[MetricRow] = field(default_factory=list)
    tests: list[TestRow] = field(default_factory=list)
    ei: list[EiRow] = field(default_factory=list)
    calibration: list[CalibrationRow] = field(default_factory=list)
    runs: list[RunPieces] = field(default_factory=list)
    about: dict[str, Corruption] = field(default_factory=dict)  # from results.h5 of run folders
    stated_chance: float | None = None  # percent, from results.h5
    from_run_folders: bool = False  # accuracies are those of run folders: there is no summary yet
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # parts that could not be read, with reasons

    @cached_property
    def networks(self) -> list[str]:
        """Names of the networks, in the order of the plan or else of the tables; trained ones first."""
        planned = [network.name for network in self.plan.networks] if self.plan else []
        found = unique([*planned, *(row.network for row in self.summary),
                        *(row.network for row in self.ei), *(run.network for run in self.runs)])
        return sorted((name for name in found if name != INPUT_NETWORK),
                      key=lambda name: self.parent_of(name) != "")

    def parent_of(self, network: str) -> str:
        """The network that this one was made from; empty if it was trained."""
        planned = [n.parent for n in self.plan.networks if n.name == network] if self.plan else []
        return planned[0] if planned else self._parents.get(network, "")

    @cached_property
    def _parents(self) -> dict[str, str]:
        return {run.network: run.parent for run in self.runs if run.parent}

    @cached_property
    def seeds(self) -> list[int]:
        """Seeds that the tables have."""
        return sorted({row.seed for row in self.summary})

    @cached_property
    def wanted_seeds(self) -> list[int]:
        """Seeds of the plan, or else all that occur."""
        if self.plan and self.plan.seeds:
            return self.plan.seeds
        return sorted({row.seed for row in self.summary} | {run.seed for run in self.runs})

    @cached_property
    def readouts(self) -> list[Readout]:
        """All readouts, in the order of the tables."""
        return unique(row.readout for row in self.summary)

    @cached_property
    def network_codes(self) -> list[str]:
        """Codes that depend on the network."""
        return unique(row.code for row in self.summary if row.network != INPUT_NETWORK)

    @cached_property
    def input_codes(self) -> list[str]:
        """Codes that are made from the recordings."""
        return unique(row.code for row in self.summary if row.network == INPUT_NETWORK)

    @cached_property
    def corruptions(self) -> list[Corruption]:
        """All corruptions, in the order that results tell."""
        names = unique(row.corruption for row in self.summary)
        return in_order(self.about.get(name, Corruption.called(name)) for name in names)

    def title_of(self, corruption: str) -> str:
        """The title of a corruption."""
        return self.about.get(corruption, Corruption.called(corruption)).title

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit of the levels by corruption."""
        return {row.corruption: row.unit for row in self.summary}

    @cached_property
    def chance(self) -> float | None:
        """Accuracy of guessing among the classes, percent."""
        guesses = [row.value for row in self.metrics if row.network == GUESSES[0]]
        return guesses[0] if guesses else self.stated_chance

    @cached_property
    def accuracies(self) -> dict[tuple[System, str], dict[float, dict[int, float]]]:
        """Of each system and corruption, by level (from mild to severe) and seed."""
        found: dict = {}
        for row in self.summary:
            levels = found.setdefault((row.system, row.corruption), {})
            levels.setdefault(row.level, {})[row.seed] = row.accuracy_percent
        return found

    @cached_property
    def metric(self) -> dict[tuple[System, str, str, float | None], MetricRow]:
        """Rows of metrics by system, corruption, metric, level (None: of the whole curve)."""
        return {(row.system, row.corruption, row.metric, None if math.isnan(row.level) else row.level):
                row for row in self.metrics}

    @cached_property
    def _levels(self) -> dict[str, dict[float, None]]:
        found: dict[str, dict[float, None]] = {}
        for row in self.summary:
            found.setdefault(row.corruption, {})[row.level] = None
        return found

    def levels(self, corruption: str) -> list[float]:
        """All levels of a corruption, from mild to severe."""
        return list(self._levels.get(corruption, ()))

    @cached_property
    def axes(self) -> dict[str, LevelAxis]:
        """Axes of the levels by corruption, as in reports of runs."""
        return alike({about.name: axis_in_order(about, self.levels(about.name), self.units.get(about.name, ""))
                      for about in self.corruptions})

    def curve(self, system: System, corruption: str) -> Curve | None:
        """Accuracies with intervals of metrics.tidy.csv; without it, the means over seeds alone."""
        by_level = self.accuracies.get((system, corruption))
        if not by_level:
            return None
        curve = Curve(list(by_level), [], [], [])
        for level, by_seed in by_level.items():
            row = self.metric.get((system, corruption, "accuracy", level))
            curve.value.append(row.value if row else math.fsum(by_seed.values()) / len(by_seed))
            curve.low.append(row.low if row else math.nan)
            curve.high.append(row.high if row else math.nan)
        return curve

    def retention_curve(self, system: System, corruption: str) -> Curve | None:
        """Accuracy as a share of that without corruption, with intervals; None without metrics.tidy.csv."""
        curve = Curve(list(self.accuracies.get((system, corruption), {})), [], [], [])
        for level in curve.levels:
            row = self.metric.get((system, corruption, "retention", level))
            value, low, high = (row.value, row.low, row.high) if row else (1.0 if level == 0 else math.nan,) * 3
            curve.value.append(value)
            curve.low.append(low)
            curve.high.append(high)
        return curve if any(level != 0 and not math.isnan(value)
                            for level, value in zip(curve.levels, curve.value)) else None

    @cached_property
    def planned_tests(self) -> list[TestRow]:
        """One row for each hypothesis, with the readout and code that it names: planned, interim or not frozen."""
        return [row for row in self.tests if row.expected and not row.is_exploratory]

    def tests_of(self, planned: TestRow) -> list[TestRow]:
        """The rows of a hypothesis: as planned, then under other readouts and codes."""
        return [planned, *(row for row in self.tests if row.expected and row.is_exploratory
                           and row.hypothesis == planned.hypothesis)]

    @cached_property
    def pairs(self) -> dict[tuple[Readout, str, str, str, str], TestRow]:
        """Exploratory comparisons of AUCs by readout, code, network, other, corruption."""
        return {(row.readout, row.code, row.network, row.other, row.corruption): row
                for row in self.tests if row.test == "sign-flip" and not row.expected}

    @cached_property
    def hypothesis_pairs(self) -> list[tuple[str, str]]:
        """Network and other of the hypotheses, each pair once."""
        tested = [(row.network, row.other) for row in self.planned_tests]
        return unique(tested or (self.plan.pairs if self.plan else []))

    @cached_property
    def references(self) -> list[str]:
        """Networks that others are compared with: those of the first hypotheses, or the first one."""
        named = unique(name for network, other in self.hypothesis_pairs for name in (other, network))
        return (named or self.networks[:1])[:MOST_REFERENCES]

    @cached_property
    def wanted_ratios(self) -> dict[str, float]:
        """R wanted, of networks that were calibrated."""
        planned = {network.name: network.wanted_ratio for network in self.plan.networks
                   if network.wanted_ratio is not None} if self.plan else {}
        return {**{row.network: row.wanted for row in self.calibration}, **planned}
