"""The content of a run folder, in memory."""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from ebsnn.network import PROJECTIONS

from .arithmetic import chance_percent
from .errors import ReportError
from .subject import Classes, Corruption, Windows
from .text import printable, shortened

RECORDINGS_AT_ONCE = 500
TEST_SET, TRAINING_SET = "Test, clean", "Training"

# The programs write a byte that is not UTF-8 as a character for private use; Python has surrogates for these.
_BYTES = {0x10FF00 + byte: chr(0xDC00 + byte) for byte in range(0x80, 0x100)}


def parse_settings(configuration: str) -> dict[str, object]:
    """Values of a configuration in TOML or, if it is not TOML, of its lines "name = value"."""
    try:
        settings = tomllib.loads(configuration)
        return {name: value.translate(_BYTES) if isinstance(value, str) else value
                for name, value in settings.items()}
    except (ValueError, RecursionError):
        pairs = (line.split("=", 1) for line in configuration.splitlines())
        return {pair[0].strip(): _value(pair[1].strip()) for pair in pairs if len(pair) == 2}


def _value(text: str) -> object:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text.strip("\"'")


# Words as files without the attribute `arguments` have them: those with a blank, a quote, a backslash
# or a dollar in '...', whatever is within.
_OLD_WORD = re.compile(r"""(?:'(.*?)'|([^ \t"'\\$]+))(?: |\Z)""", re.DOTALL)


def parse_command_line(line: str) -> list[str] | None:
    """Words of a recorded command line; None if it is not a shell command either."""
    words, at = [], 0
    while at < len(line) and not ("'\"'\"'" in line or "'\\''" in line):  # those are of a shell
        word = _OLD_WORD.match(line, at)
        if word is None:
            break
        words.append(word[2] or word[1] or "")
        at = word.end()
    if words and at == len(line):
        return words
    try:
        return shlex.split(line)
    except ValueError:
        return None


@dataclass
class Provenance:
    """Attributes of the root of a file: its origin."""

    attributes: dict[str, str]
    recorded_arguments: list[str] | None = None  # of newer files

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    @cached_property
    def settings(self) -> dict[str, object]:
        """Values of the configuration."""
        return parse_settings(self["configuration"])

    @cached_property
    def words(self) -> list[str] | None:
        """The words of the command, program first; None if it is not a shell command."""
        if self.recorded_arguments is not None:
            words, program = self.recorded_arguments, self["program"]
            named = bool(words) and os.path.basename(words[0]) == program
            return words if named or not program else [program, *words]
        return parse_command_line(self["command_line"])

    def command_option(self, name: str) -> str | None:
        """Value of --name on the recorded command line."""
        words = self.words or []
        for word, following in zip(words, words[1:] + [""]):
            if word == f"--{name}":
                return following
            if word.startswith(f"--{name}="):
                return word.split("=", 1)[1]
        return None

    def option(self, name: str) -> str | None:
        """Value of --name on the command line, or in the configuration."""
        value = self.command_option(name)
        if value is None and isinstance(self.settings.get(name), str):
            value = str(self.settings[name])
        return value

    def whole_setting(self, name: str, low: int, high: int) -> int | None:
        """A whole number of the configuration; None if it is missing."""
        value = self.settings.get(name)
        if value is None:
            return None
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not low <= value <= high or value != int(value):
            raise ReportError(f"configuration: {name} = {shortened(printable(value), 80)}, expected a "
                              f"whole number in {low} .. {high}")
        return int(value)


@dataclass
class Network:
    """Weights [post, pre] after `patches` presentations, and the parameters they belong to."""

    weights: dict[str, np.ndarray]
    parameters: dict[str, float]
    provenance: Provenance
    patches: int

    def receptive_fields(self, projection: str) -> np.ndarray:
        """ON minus OFF weights from the LGN, [neuron, row, column]."""
        weights = self.weights[projection]
        side = int(round((weights.shape[1] / 2) ** 0.5))
        both = weights.reshape(len(weights), side, side, 2)
        return both[..., 0] - both[..., 1]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shapes of the weights."""
        return {name: weights.shape for name, weights in self.weights.items()}


@dataclass
class Presented:
    """One set of recordings as the network saw them, without its spikes."""

    label: np.ndarray  # [recording]
    recording: np.ndarray  # [recording], their numbers
    surviving_events: np.ndarray  # [recording, 2]: on the sensor, and in what the network sees
    provenance: Provenance
    steps: int  # length of a presentation, ms
    classes: Classes
    windows: Windows


@dataclass
class CountSums:
    """Sums over spike counts. They are whole numbers, exact in any order."""

    neuron: np.ndarray  # [neuron], over all presentations
    neuron_squares: np.ndarray
    presentation: np.ndarray  # [recording, window], over all neurons
    presentation_squares: np.ndarray
    silent: np.ndarray  # [recording, window], neurons without a spike


@dataclass
class Activity(Presented):
    """Spike counts [recording, window, neuron] of one set of recordings."""

    counts: np.ndarray

    def rates_hz(self, spikes: np.ndarray, presentations: int) -> np.ndarray:
        """Mean firing rates, of numbers of spikes in so many presentations (of one neuron, or of several)."""
        return spikes * 1000.0 / (self.steps * presentations)

    @cached_property
    def sums(self) -> CountSums:
        """Sums over neurons and over presentations, made of a few recordings at a time to save memory."""
        over_neurons, over_presentations = "rwn,rwn->rw", "rwn,rwn->n"
        pieces = []
        for first in range(0, len(self.counts), RECORDINGS_AT_ONCE):
            counts = self.counts[first:first + RECORDINGS_AT_ONCE].astype(float)
            pieces.append((counts.sum(axis=(0, 1)), np.einsum(over_presentations, counts, counts), counts.sum(axis=2),
                           np.einsum(over_neurons, counts, counts), (counts == 0).sum(axis=2)))
        neuron, neuron_squares, *of_presentations = zip(*pieces)
        return CountSums(np.sum(neuron, axis=0), np.sum(neuron_squares, axis=0), *map(np.concatenate, of_presentations))


@dataclass
class Robustness:
    """Results of one corruption over its levels: clean, then from mild to severe."""

    corruption: Corruption
    classes: Classes
    unit: str
    level: np.ndarray
    n: np.ndarray
    accuracy: np.ndarray  # percent
    wilson: np.ndarray  # [level, 2], percent
    confusion: np.ndarray  # [level, true, predicted], counts
    stated_chance: float | None = None  # percent; None: files that do not say it

    def at(self, level: float) -> int | None:
        """Index of a level, or None."""
        found = np.flatnonzero(self.level == level)
        return int(found[0]) if len(found) else None

    @property
    def chance(self) -> float:
        """Accuracy of guessing among the classes of the test set, percent."""
        return chance_percent(self.confusion) if self.stated_chance is None else self.stated_chance


@dataclass
class Recording:
    """State of a few neurons over some whole patches, [record, neuron, ms]."""

    patch: np.ndarray
    population: list[str]
    neuron: np.ndarray
    traces: dict[str, np.ndarray]


@dataclass
class Run:
    """Everything in a run folder; absent parts are None or empty."""

    folder: Path
    network: Network | None = None
    finished: bool = False
    planned_patches: int | None = None  # that the training was asked for
    history: dict[str, np.ndarray] = field(default_factory=dict)
    snapshots: list[Network] = field(default_factory=list)
    recording: Recording | None = None
    train: Presented | None = None  # activity/train.h5
    clean: Presented | None = None  # activity/clean.h5
    tested: dict[str, dict[float, Presented]] = field(default_factory=dict)  # by corruption and level
    results: dict[str, Robustness] = field(default_factory=dict)
    conditions: dict[str, Robustness] = field(default_factory=dict)  # several corruptions at once
    files: dict[str, Provenance] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # parts that could not be read, with reasons


    def about(self, name: str) -> Corruption:
        """A corruption as the results describe it."""
        return self.results[name].corruption if name in self.results else Corruption.called(name)

    @property
    def activity(self) -> dict[str, Activity]:
        """Spikes on uncorrupted recordings: of the test set (clean.h5, or level 0 of any corruption), of the training set."""
        zeros = (levels.get(0.0) for levels in self.tested.values())
        found = {TEST_SET: next((test for test in (self.clean, *zeros) if test is not None), None), TRAINING_SET: self.train}
        return {name: activity for name, activity in found.items() if isinstance(activity, Activity)}

    @property
    def one_presented(self) -> Presented | None:
        """Any recordings of the run: all have the same classes and windows."""
        found = (presented for levels in self.tested.values() for presented in levels.values())
        return self.clean or self.train or next(found, None)

    def clean_result(self) -> tuple[Robustness, int] | None:
        """Result on uncorrupted test recordings, and the index of its level."""
        for result in [*self.results.values(), *self.conditions.values()]:
            index = result.at(0.0)
            if index is not None:
                return result, index
        return None

