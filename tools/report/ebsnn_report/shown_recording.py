"""The recording that a report draws, with as few starts of ebsnn_show as possible."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from . import provenance
from .checked_file import is_plain, opened
from .errors import ReportError
from .events import Shown, run_show
from .run import Run
from .run_folder import read_network


@dataclass
class DataChoice:
    """Source of the recordings for pictures."""

    data: str | None  # None: the data of the run
    recording: int
    program_folder: str  # where ebsnn_show is looked for

    @property
    def is_asked_for(self) -> bool:
        """Whether the user has chosen this recording: that it cannot be drawn is then an error."""
        return self.data is not None or self.recording > 0


def _shown(run: Run, choice: DataChoice, options: dict[str, str]) -> Shown:
    data = choice.data or provenance.data_argument(run)
    if data is None:
        raise ReportError("the run does not say what --data was; give --data")
    if not os.path.isdir(data):
        is_plain(Path(data))  # a named pipe would never end
    return run_show(choice.program_folder, {"data": data, "recording": str(choice.recording),
                                            **_evaluated_as(run, choice), **options})


def _evaluated_as(run: Run, choice: DataChoice) -> dict[str, str]:
    """Options of the evaluation (or the training) that say how recordings are looked at."""
    found = {}
    for name in sorted(run.files, key=lambda n: not n.startswith("activity/")):
        for option in ("layout", "sensor"):
            value = run.files[name].option(option)
            if value and option not in found and not (option == "sensor" and choice.data):
                found[option] = value
    return found


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


def corrupted(run: Run, choice: DataChoice) -> tuple[list[Shown], list[str]]:
    """The recording under each corruption and level of the run, or else under all published ones.

    Second: why some could not be shown.
    """
    if not run.tested:
        try:
            return list(_split(_shown(run, choice, {"corruption": "all"})).values()), []
        except ReportError as error:
            return [], [str(error)]
    groups: dict[str, list[str]] = {}
    for name, levels in run.tested.items():
        groups.setdefault(next(reversed(levels.values())).provenance["seed"], []).append(name)
    found: dict[str, Shown] = {}
    errors: dict[str, None] = {}
    for seed, names in groups.items():
        try:
            found |= _at_levels(run, choice, names, seed)
        except ReportError as error:
            if len(names) == 1:
                errors[str(error)] = None
                continue
            for name in names:  # those that can be shown
                try:
                    found |= _at_levels(run, choice, [name], seed)
                except ReportError as one:
                    errors[str(one)] = None
    return [found[name] for name in run.tested if name in found], list(errors)


def _at_levels(run: Run, choice: DataChoice, names: list[str], seed: str) -> dict[str, Shown]:
    """The recording under these corruptions, each at its levels in the run."""
    levels = (f"{name}={','.join(f'{level:.17g}' for level in run.tested[name])}"
              for name in names)
    return _split(_shown(run, choice, {"corruption": ",".join(names), "level": ";".join(levels),
                                       "seed": seed}))
