"""Content of the project's HDF5 files: kind, shape and bounds of each dataset the report reads.

A shape is made of numbers and of names of extents; a name stands for the same number in all datasets of
a table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MOST_BYTES = 2 << 30  # of all datasets of a table: the longest history, every patch of 400,000, is 1.7 GB
MOST_CHUNK_BYTES = 256 << 20
MOST_TEXT_BYTES = 16 << 20  # of an attribute
MOST_PATCHES = 1e15
MOST_STEPS = 100_000  # ms of a presentation
MOST_SIDE = 65_535  # px of a sensor
MOST_CLASSES = 65_536
MOST_WINDOWS = 10_000


@dataclass(frozen=True)
class Rule:
    """One dataset: `kind` is "whole" (integers), "real" (any numbers) or "text"."""

    kind: str
    shape: tuple[str | int, ...]
    low: float = -math.inf
    high: float = math.inf


# Smallest and largest extent of a dimension.
EXTENTS = {
    "recording": (1, 100_000_000), "V1 neuron": (1, 65_535), "Inh neuron": (1, 65_535),
    "other Inh neuron": (0, 65_535), "LGN neuron": (2, 131_072), "record": (0, 100_000_000),
    "level": (1, 1000), "cell": (1, 16), "ms": (1, MOST_STEPS), "recorded patch": (0, 2000),
    "condition": (1, 10_000), "class": (1, MOST_CLASSES), "window": (1, MOST_WINDOWS), "event": (0, 1 << 31), "spike": (0, 1 << 31),
}

_WEIGHT = 1e6  # mV/ms: far beyond any bound of a weight
_HISTORY = {f"history/{population}_{quantity}": Rule("real", ("record", f"{name} neuron"))
            for population, name in (("v1", "V1"), ("inh", "Inh"))
            for quantity in ("rate_hz", "mean_g_exc", "mean_g_inh")}
_TRACES = {name: Rule("real", ("recorded patch", "cell", "ms"), -1e12, 1e12)
           for name in ("vm", "umeanLTD", "umeanLTP", "vmean")}

TABLES: dict[str, dict[str, Rule]] = {
    "weights": {f"weights/{name}": Rule("real", shape, -_WEIGHT, _WEIGHT) for name, shape in (
        ("V1weight", ("V1 neuron", "LGN neuron")), ("InhibW", ("Inh neuron", "LGN neuron")),
        ("V1toIN", ("Inh neuron", "V1 neuron")), ("INtoV1", ("V1 neuron", "Inh neuron")),
        ("INLat", ("Inh neuron", "other Inh neuron")))},
    "history": {"history/patch": Rule("whole", ("record",), 0, MOST_PATCHES), **_HISTORY},
    "recording": {
        "patch": Rule("whole", ("recorded patch",), 0, MOST_PATCHES),
        "neuron": Rule("whole", ("cell",), 0, 65_535), "population": Rule("text", ("cell",)),
        **_TRACES},
    "activity": {
        "activity": Rule("whole", ("recording", "window", "V1 neuron"), 0, MOST_STEPS),
        "label": Rule("whole", ("recording",), 0, MOST_CLASSES - 1),
        "recording": Rule("whole", ("recording",), 0, MOST_PATCHES),
        "surviving_events": Rule("whole", ("recording", 2), 0, 1e12)},
    "result": {  # of one corruption
        "level": Rule("real", ("level",), 0, 1e12), "n": Rule("whole", ("level",), 1, 1e12),
        "accuracy_percent": Rule("real", ("level",), 0, 100),
        "wilson_95_percent": Rule("real", ("level", 2), -1e-6, 100 + 1e-6),
        "confusion": Rule("whole", ("level", "class", "class"), 0, 1e12)},
    "classes": {"class_name": Rule("text", ("class",))},
    "windows": {"window": Rule("whole", ("window", 2), 0, MOST_SIDE)},
    "condition": {  # ebsnn_show --events
        "condition/corruption": Rule("text", ("condition",)),
        "condition/unit": Rule("text", ("condition",)),
        "condition/level": Rule("real", ("condition",), 0, 1e12)},
    "events": {
        "events/condition": Rule("whole", ("event",), 0, 10_000),
        "events/t_us": Rule("whole", ("event",), 0, 1 << 32),
        "events/x": Rule("whole", ("event",), 0, MOST_SIDE - 1),
        "events/y": Rule("whole", ("event",), 0, MOST_SIDE - 1),
        "events/on": Rule("whole", ("event",), 0, 1)},
    "spikes": {
        "spikes/condition": Rule("whole", ("spike",), 0, 10_000),
        "spikes/window": Rule("whole", ("spike",), 0, MOST_WINDOWS - 1),
        "spikes/population": Rule("whole", ("spike",), 0, 2),
        "spikes/step": Rule("whole", ("spike",), 0, MOST_STEPS),
        "spikes/neuron": Rule("whole", ("spike",), 0, 131_072)},
}
