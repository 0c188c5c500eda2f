"""What a run is about: its corruptions, classes and windows, as its files describe them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Sequence

import numpy as np

from . import older_files

LAST_PLACE = 1_000_000  # of corruptions that no table has
CLEAN = 0.0  # as a level of any corruption: of factors too, which leave all as it is at 1
CLEAN_TEXT = "clean"


def unit_text(unit: str) -> str:
    """The unit of a level for readers; empty for a plain number."""
    return {"fraction": "", "factor": "", "px^2": "px²"}.get(unit, unit)


@dataclass(frozen=True)
class Corruption:
    """One corruption for readers."""

    name: str
    title: str
    axis: str = ""  # label of an axis of levels; empty: made of the unit
    scale: float = 1.0  # from levels to the unit of that axis
    place: int = LAST_PLACE  # in the order of all corruptions

    @staticmethod
    def called(name: str) -> Corruption:
        """As files describe it that do not say more than the name."""
        if "=" in name:  # several at once, e.g. drop_event=0.3+uniform_noise=2000
            return Corruption(name, name.replace("+", " + "))
        if name not in older_files.CORRUPTIONS:
            return Corruption(name, name.replace("_", " "))
        return Corruption(name, *older_files.CORRUPTIONS[name],
                          list(older_files.CORRUPTIONS).index(name))

    def label(self, unit: str) -> str:
        """Label of an axis of levels."""
        unit = unit_text(unit)
        return self.axis or (f"Level ({unit})" if unit else "Level")

    def shown(self, levels: Sequence[float] | np.ndarray) -> np.ndarray:
        """Levels in the unit that `label` names."""
        return np.asarray(levels, dtype=float) * self.scale

    def labels(self, levels: Sequence[float] | np.ndarray) -> list[str]:
        """Levels as text in the unit that `label` names."""
        return [CLEAN_TEXT if value == CLEAN else f"{value:g}" for value in self.shown(levels)]


def in_order(corruptions: Iterable[Corruption]) -> list[Corruption]:
    """The order of the table of corruptions, then by name."""
    return sorted(corruptions, key=lambda corruption: (corruption.place, corruption.name))


@dataclass(frozen=True)
class Classes:
    """Names of the classes, in the order of their labels."""

    names: tuple[str, ...] = older_files.CLASS_NAMES

    @property
    def noun(self) -> str:
        """What a class is called in sentences."""
        return "digit" if self.names == older_files.CLASS_NAMES else "class"

    @property
    def nouns(self) -> str:
        """More than one of them."""
        return "digits" if self.noun == "digit" else "classes"

    @property
    def are_short(self) -> bool:
        """Whether names fit beside each other under a narrow axis."""
        return all(len(name) <= 2 for name in self.names)

    @property
    def span(self) -> str:
        """All of them in a few words."""
        if len(self.names) <= 12 and not self.are_short:
            return ", ".join(self.names)
        return f"{self.names[0]} to {self.names[-1]}"

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Windows:
    """First row and first column of each window on the sensor (px), in the order of presentation."""

    places: np.ndarray

    @property
    def are_quadrants(self) -> bool:
        """Whether they are the published ones: two by two."""
        return len(self) == 4 and all(len(np.unique(axis)) == 2 for axis in self.places.T)

    @property
    def names(self) -> list[str]:
        """"Top left", ... of two by two windows, else "Row 1, column 3", from 1."""
        if self.are_quadrants:
            return ["Top left", "Top right", "Bottom left", "Bottom right"]
        row, column = (np.unique(axis, return_inverse=True)[1] + 1 for axis in self.places.T)
        return [f"Row {r}, column {c}" for r, c in zip(row, column)]

    @property
    def noun(self) -> str:
        """What a window is called in sentences."""
        return "quadrant" if self.are_quadrants else "window"

    def __len__(self) -> int:
        return len(self.places)
