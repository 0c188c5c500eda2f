"""Recorded spikes in the SONATA format.

Source: SONATA developer guide, section "Spike file", https://github.com/AllenInstitute/sonata
(Dai et al., PLoS Comput. Biol. 16:e1007696, 2020, doi 10.1371/journal.pcbi.1007696).

    /                                 attributes: magic uint32 0x0A7A, version uint32 [2] (0, 1)
    /spikes/<population>              attribute sorting, an enumeration: none 0, by_id 1, by_time 2
    /spikes/<population>/timestamps   float64 [spike], attribute units "ms"
    /spikes/<population>/node_ids     uint64  [spike], number of the neuron within its population
    /ebsnn                            not of SONATA: where the file comes from, as attributes
    /ebsnn/presentations/...          recording, window, label and start_ms [presentation]

SONATA has one axis of time. The network presents each window of each recording on its own, from 0 ms;
so presentation i (recordings in order, their windows in order) begins at i times its duration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from os import PathLike

import h5py
import numpy as np

from . import h5
from .activity import Activity
from .atomic import replacing, writing
from .errors import InputError
from .given import path_of
from .provenance import Origin, write_provenance
from .run import CLEAN, Run
from .spikes import POPULATIONS, Spikes
from .text import excerpt, listed, printable

MAGIC = 0x0A7A
VERSION = (0, 1)
SORTINGS = {"none": 0, "by_id": 1, "by_time": 2}
DEFAULT_STEPS = 350  # ms of a presentation


@dataclass(frozen=True, eq=False)  # arrays have no single answer to ==
class SonataSpikes:
    """Spikes of a population: `timestamps_ms` float64 [spike], `node_ids` uint64 [spike], and `sorting`:
    none, by_id or by_time."""

    timestamps_ms: np.ndarray
    node_ids: np.ndarray
    sorting: str


def _duration_ms(activity: Activity) -> int:
    """Duration of a presentation, as the file's configuration says it."""
    text = str(activity.attributes.get("configuration", ""))
    found = re.search(r"^steps\s*=\s*(\d{1,6})\s*$", text, re.MULTILINE)
    return int(found.group(1)) if found else DEFAULT_STEPS


def _timestamps(spikes: Spikes, duration_ms: int) -> np.ndarray:
    row = np.searchsorted(spikes.recorded, spikes.recording)
    presentation = row * spikes.windows + spikes.window.astype(np.int64)
    times: np.ndarray = (presentation * duration_ms + spikes.time_ms).astype(np.float64)
    return times


def _write_population(group: h5py.Group, times: np.ndarray, ids: np.ndarray, sorting: str) -> None:
    if sorting == "by_time":
        order = np.lexsort((ids, times))
    elif sorting == "by_id":
        order = np.lexsort((times, ids))
    else:
        order = np.arange(len(times))
    kind = h5py.enum_dtype(SORTINGS, basetype="i1")
    group.attrs.create("sorting", SORTINGS[sorting], dtype=kind)
    group.create_dataset("timestamps", data=times[order])
    group["timestamps"].attrs["units"] = "ms"
    group.create_dataset("node_ids", data=ids[order].astype(np.uint64))


def _write_presentations(group: h5py.Group, activity: Activity, spikes: Spikes, duration_ms: int) -> None:
    place = np.searchsorted(activity.recording, spikes.recorded)
    count = len(spikes.recorded) * spikes.windows
    group.create_dataset("recording", data=np.repeat(spikes.recorded, spikes.windows))
    group.create_dataset("window", data=np.tile(np.arange(spikes.windows, dtype=np.uint16),
                                                len(spikes.recorded)))
    group.create_dataset("label", data=np.repeat(activity.label[place], spikes.windows))
    group.create_dataset("start_ms", data=np.arange(count, dtype=np.float64) * duration_ms)
    group["start_ms"].attrs["units"] = "ms"


def export_sonata(run: Run, path: str | PathLike[str], corruption: str = CLEAN, level: float = 0.0, *,
                  sorting: str = "by_time") -> dict[str, int]:
    """Writes the recorded spikes of a condition as a SONATA spike file.

    Returns the number of spikes of each population in the file. These are V1 and Inh, which
    `ebsnn_eval --record spikes` records, each with node ids from 0; spikes of the LGN are not recorded,
    so the file has no such population. `sorting`: "by_time", "by_id" (then by time), or "none".
    InputError if spikes were not recorded; WriteError if the file cannot be written.
    """
    place = path_of(path)
    if not isinstance(run, Run):
        raise InputError(f"run {excerpt(repr(run))}: expected what ebsnn.open_run gives")
    if not isinstance(sorting, str) or sorting not in SORTINGS:
        raise InputError(f"sorting '{excerpt(sorting)}': expected one of {', '.join(SORTINGS)}")
    activity = run.activity(corruption, level)
    spikes = activity.spikes()
    duration_ms = _duration_ms(activity)
    if len(spikes) and int(spikes.time_ms.max()) >= duration_ms:
        raise InputError(f"{printable(activity.path)}: /spike_time: holds {spikes.time_ms.max()}, expected "
                         f"0 .. {duration_ms - 1} ms")
    origin = Origin("ebsnn.export_sonata", depends_on=f"corruption = {corruption}\nlevel = {activity.level:g}")
    counts = {}
    with replacing(place) as temporary, writing(place), h5py.File(temporary, "w") as file:
        file.attrs["magic"] = np.uint32(MAGIC)
        file.attrs.create("version", np.array(VERSION, np.uint32))
        for population in POPULATIONS:
            part = spikes.of(population)
            _write_population(file.create_group(f"spikes/{population}"), _timestamps(part, duration_ms),
                              part.neuron, sorting)
            counts[population] = len(part)
        _write_presentations(file.create_group("ebsnn/presentations"), activity, spikes, duration_ms)
        write_provenance(file["ebsnn"], origin, str(activity.attributes.get("data_checksum", "")),
                         str(activity.attributes.get("network_checksum", "")))
    return counts


def read_sonata(path: str | PathLike[str]) -> dict[str, SonataSpikes]:
    """The spikes of each population of a SONATA spike file. InputError if it is none."""
    place = h5.require_file(path_of(path), "ebsnn.export_sonata")
    found = {}
    with h5.opened(place) as file:
        if not h5.has(file, "spikes"):
            raise InputError(f"{h5.where(file, 'spikes')}: is missing: this is no SONATA spike file")
        for name in file["spikes"]:
            if h5.has(file, f"spikes/{name}/timestamps"):
                found[name] = _read_population(file, f"spikes/{name}")
        if not found:
            raise InputError(f"{h5.where(file, 'spikes')}: has no population with timestamps; it has "
                             f"{listed(list(file['spikes'])) or 'nothing'}")
    return found


def _read_population(file: h5py.File, place: str) -> SonataSpikes:
    times = h5.values(file, f"{place}/timestamps", "real", "spike")
    ids = h5.values(file, f"{place}/node_ids", "whole", "spike", (len(times),))
    units = h5.attributes(file[f"{place}/timestamps"]).get("units", "ms")
    if units != "ms":
        raise InputError(f"{h5.where(file, place)}/timestamps: has the units {excerpt(units)}, expected ms")
    code = h5.attributes(file[place]).get("sorting", SORTINGS["none"])
    names = [name for name, value in SORTINGS.items() if code in (name, value)]
    if not names:
        raise InputError(f"{h5.where(file, place)}: attribute sorting: is {excerpt(code)}, expected one of "
                         f"{', '.join(SORTINGS)}")
    return SonataSpikes(times.astype(np.float64), ids.astype(np.uint64), names[0])
