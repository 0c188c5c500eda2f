"""How networks and readouts look in all figures of a study."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.axes import Axes

from ..style import (BLUE, GREEN, GREY, INK, ORANGE, PURPLE, SKY, VERMILION)
from .comparisons import Difference
from .study import Study

COLOURS = (BLUE, VERMILION, GREEN, PURPLE, INK, ORANGE, SKY)
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", (0, (4, 1.2)), (0, (5, 1, 1, 1)), (0, (1, 1)))
MOST_TOGETHER = 6  # curves in a panel
LABEL_LENGTH = 34  # characters


@dataclass(frozen=True)
class Look:
    """Line and marker; the marker is open where `is_open`."""

    colour: str
    marker: str
    dash: str | tuple
    is_open: bool = False

    @property
    def style(self) -> dict:
        """Arguments of `Axes.plot`."""
        return {"color": self.colour, "marker": self.marker, "linestyle": self.dash,
                "markerfacecolor": "white" if self.is_open else self.colour, "markeredgewidth": 0.7}


def look_of(place: int) -> Look:
    """The look of the network at this place: colour and marker differ within seven, then repeat open."""
    again = place // len(COLOURS)
    return Look(COLOURS[place % len(COLOURS)], MARKERS[(place + 2 * again) % len(MARKERS)],
                DASHES[(place + again) % len(DASHES)], again % 2 == 1)


CONTEXT = (Look(GREY, "", "-"), Look(GREY, "", (0, (4, 1.2))))  # of references among other networks


def groups_of(study: Study) -> list[tuple[str, list[str]]]:
    """Networks to be drawn together, at most six, with a title: trained ones, and those made from others."""
    networks = study.networks
    if len(networks) <= MOST_TOGETHER:
        return [("", networks)]
    trained = [name for name in networks if not study.parent_of(name)]
    made = [name for name in networks if study.parent_of(name)]
    groups = []
    for title, names in (("Trained networks", trained), ("Made from trained ones", made)):
        count = -(-len(names) // MOST_TOGETHER)
        for part in range(count):
            own = names[part * len(names) // count:(part + 1) * len(names) // count]
            groups.append((title if count == 1 else f"{title}, part {part + 1}", own))
    return groups


READOUT_LOOKS = (Look(BLUE, "o", "-"), Look(VERMILION, "s", "-"), Look(GREEN, "^", "-"),
                 Look(PURPLE, "D", "-"), Look(INK, "v", "-"), Look(ORANGE, "P", "-"))


def draw_marks(ax: Axes, found: list[Difference], places: list[float], look: Look, size: float,
               label: str | None = None) -> None:
    """Differences at heights `places`, with their intervals, as far as they have one."""
    known = [(place, d) for place, d in zip(places, found) if not math.isnan(d.low) and not math.isnan(d.high)]
    ax.hlines([place for place, _ in known], [d.low for _, d in known], [d.high for _, d in known],
              color=look.colour, linewidth=0.25 * size)
    ax.plot([d.points for d in found], places, color=look.colour, marker=look.marker, linestyle="none",
            markersize=size, markerfacecolor="white" if look.is_open else look.colour, markeredgewidth=0.2 * size + 0.2,
            label=label)


def readout_look(place: int) -> Look:
    """The look of a readout."""
    look = READOUT_LOOKS[place % len(READOUT_LOOKS)]
    return Look(look.colour, look.marker, look.dash, place % 2 == 0)
