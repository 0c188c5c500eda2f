"""Axes of levels: in proportion to the levels, or in equal steps from mild to severe where proportion misleads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Iterable, Mapping

import numpy as np
from matplotlib.axes import Axes

from .run import Robustness
from .subject import CLEAN, Corruption
from .text import for_figure


def from_mild_to_severe(levels: Iterable[float], falling: bool) -> np.ndarray:
    """Each level once, the clean one first; `falling`: larger ones are milder."""
    return np.array(sorted(set(levels), key=lambda level: (level != CLEAN, -level if falling else level)))


def falls(levels: np.ndarray) -> bool:
    """Whether the larger levels are the milder ones: files list levels from mild to severe."""
    others = levels[levels != CLEAN]
    return len(others) > 1 and bool((np.diff(others) < 0).all())


def needs_steps(levels: np.ndarray, unit: str) -> bool:
    """Whether the clean recordings have no place at 0: levels fall, or are factors, which leave all as it is at 1."""
    return unit == "factor" or bool((np.diff(levels) < 0).any())


@dataclass(frozen=True)
class LevelAxis:
    """The axis of some levels of a corruption, from mild to severe."""

    about: Corruption
    unit: str
    levels: np.ndarray
    in_steps: bool

    def x(self, levels: Iterable[float]) -> np.ndarray:
        """Where these levels are; each must be one of the axis."""
        if not self.in_steps:
            return self.about.shown(list(levels))
        places = {level: place for place, level in enumerate(self.levels.tolist())}
        return np.array([places[level] for level in levels], dtype=float)

    def between(self, step: float) -> float:
        """Where a place between two levels is, counted in steps from the first one."""
        return float(np.interp(step, np.arange(len(self.levels)), self.x(self.levels)))

    def label(self, ax: Axes) -> None:
        """Writes label and, for steps, the levels."""
        ax.set_xlabel(for_figure(self.about.label(self.unit)))
        if self.in_steps:
            ax.set_xticks(range(len(self.levels)), self.about.labels(self.levels))


def axis_in_order(about: Corruption, levels: Iterable[float], unit: str) -> LevelAxis:
    """Of levels that a table lists from mild to severe."""
    listed = np.array(list(levels))
    ordered = from_mild_to_severe(listed.tolist(), falls(listed))
    return LevelAxis(about, unit, ordered, needs_steps(ordered, unit))


def axis_of_levels(about: Corruption, levels: Iterable[float], results: list[Robustness]) -> LevelAxis:
    """Of these levels of a corruption; its results, if there are any, tell the order and the unit."""
    ordered = from_mild_to_severe(levels, any(falls(result.level) for result in results))
    unit = results[0].unit if results else ""
    return LevelAxis(about, unit, ordered, needs_steps(ordered, unit))


def axis_of(results: list[Robustness]) -> LevelAxis:
    """Of all levels of one corruption in these results, of which there is one or more."""
    levels = (level for result in results for level in result.level.tolist())
    return axis_of_levels(results[0].corruption, levels, results)


def alike(axes: Mapping[str, LevelAxis]) -> dict[str, LevelAxis]:
    """As many levels everywhere, and steps for some: these are severities, with steps for all."""
    if len({len(axis.levels) for axis in axes.values()}) == 1 and any(axis.in_steps for axis in axes.values()):
        return {name: replace(axis, in_steps=True) for name, axis in axes.items()}
    return dict(axes)


def axes_of(results: Mapping[str, list[Robustness]]) -> dict[str, LevelAxis]:
    """Of each corruption."""
    return alike({name: axis_of(of_one) for name, of_one in results.items()})
