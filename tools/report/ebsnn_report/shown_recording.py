"""The recording that a report draws, with as few starts of ebsnn_show as possible."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from . import provenance
from .checked_file import is_plain, opened
from .errors import ReportError
from .events import Shown, run_show
from .run import CORRUPTIONS, Run
from .run_folder import read_network


@dataclass
class DataChoice:
    """Source of the recordings for pictures."""

    data: str | None  # None: the data of the run
    recording: int
    program_folder: str  # where ebsnn_show is looked for


def _shown(run: Run, choice: DataChoice, options: dict[str, str]) -> Shown:
    data = choice.data or provenance.data_argument(run)
    if data is None:
        raise ReportError("the run does not say what --data was; give --data")
    if not os.path.isdir(data):
        is_plain(Path(data))  # a named pipe would never end
    return run_show(choice.program_folder, {"data": data, "recording": str(choice.recording),
                                            **options})


def _network(run: Run) -> tuple[Path, dict[str, tuple[int, ...]]]:
    """File and shapes of a network: that of the run, or the one it was evaluated with."""
    own = next((n for n in run.files if n == "network.h5" or n.startswith("snapshots/")), None)
    if own is None and run.snapshots:
        own = f"snapshots/network-{run.snapshots[-1].patches}.h5"
    if own is not None:
        return run.folder / own, run.network.shapes
    for made in run.files.values():
        path = Path(made.option("network") or os.devnull)
        if path.is_file():
            with opened(path) as file:
                if file is not None:
                    return path, read_network(path, file, 0).shapes
    raise ReportError("there is neither network.h5 nor a snapshot yet")


def with_spikes(run: Run, choice: DataChoice) -> tuple[Shown, dict[str, tuple[int, ...]]]:
    """The uncorrupted recording, with its spikes in the network; shapes of the network."""
    path, shapes = _network(run)
    return _shown(run, choice, {"network": str(path)}), shapes


def _split(shown: Shown) -> dict[str, Shown]:
    """The conditions of each corruption, separately."""
    names = dict.fromkeys(condition.corruption for condition in shown.conditions)
    return {name: replace(shown, conditions=[c for c in shown.conditions if c.corruption == name])
            for name in names}


def _at_published_levels(run: Run, choice: DataChoice, seed: str) -> dict[str, Shown]:
    """Corruptions of the run whose levels are the published ones."""
    names = [name for name in run.test_activity if name in CORRUPTIONS]
    found = _split(_shown(run, choice, {"corruption": ",".join(names), "seed": seed}))
    return {name: shown for name, shown in found.items()
            if _same([c.level for c in shown.conditions], list(run.test_activity[name]))}


def _same(one: list[float], other: list[float]) -> bool:
    return len(one) == len(other) and np.allclose(sorted(one), sorted(other), rtol=1e-9, atol=0)


def corrupted(run: Run, choice: DataChoice) -> tuple[list[Shown], list[str]]:
    """The recording under each corruption and level of the run, or else under all published ones.

    Second: why some could not be shown.
    """
    if not run.test_activity:
        try:
            return list(_split(_shown(run, choice, {"corruption": "all"})).values()), []
        except ReportError as error:
            return [], [str(error)]
    groups: dict[tuple, list[str]] = {}
    for name, levels in run.test_activity.items():
        seed = next(reversed(levels.values())).provenance["seed"]
        groups.setdefault((tuple(levels), seed), []).append(name)
    found: dict[str, Shown] = {}
    errors: dict[str, None] = {}
    if len(groups) > 1 and len({seed for _, seed in groups}) == 1:
        try:
            found = _at_published_levels(run, choice, next(iter(groups))[1])
        except ReportError:
            pass  # raised again below, where it matters
    for (levels, seed), names in groups.items():
        missing = [name for name in names if name not in found]
        try:
            if missing:
                text = ",".join(f"{level:.17g}" for level in levels)
                found |= _split(_shown(run, choice, {"corruption": ",".join(missing),
                                                     "level": text, "seed": seed}))
        except ReportError as error:
            errors[str(error)] = None
    return [found[name] for name in run.test_activity if name in found], list(errors)
