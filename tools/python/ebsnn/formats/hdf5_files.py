"""HDF5 files of event cameras.

DSEC         /events/{x,y,t,p} [event], t in us since /t_offset; /ms_to_idx (not needed)
v2e          /events [event, 4]: t (us), x, y, p
Metavision   /CD/events, a structured array x, y, p, t (us); attribute geometry "WIDTHxHEIGHT"
others       /{x,y,t,p} or /events/{xs,ys,ts,ps}

Sources: Gehrig et al., DSEC, IEEE RA-L 6:4947, 2021, doi 10.1109/LRA.2021.3068942, and
https://dsec.ifi.uzh.ch/data-format; https://github.com/SensorsINI/v2e;
https://docs.prophesee.ai/stable/data/file_formats/hdf5.html.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import h5py
import numpy as np

from .. import h5
from ..errors import InputError
from ..events import NAMES, Sensor, sensor_of
from ..text import excerpt, listed, printable
from .loaded import V2E_ORDER, Loaded, ReadOptions, columns_in, flat_columns, require_possible

PLUGINS = "; `pip install hdf5plugin` adds it"
FILTERS = {32001: f"blosc, which HDF5 does not have{PLUGINS}", 32026: f"blosc2, which HDF5 does not have{PLUGINS}",
           32004: f"lz4, which HDF5 does not have{PLUGINS}", 32015: f"zstd, which HDF5 does not have{PLUGINS}",
           0x8ECF: "ECF, which HDF5 does not have; metavision_file_to_dat converts the file to one that is "
                   "read, or build https://github.com/prophesee-ai/hdf5_ecf and set HDF5_PLUGIN_PATH to its folder"}


def _values(file: h5py.File, name: str) -> np.ndarray:
    """All values of a dataset, after its shape, size and filters were checked."""
    found = h5.dataset(file, name)
    place = h5.where(file, name)
    require_possible(place, found.shape or (), found.dtype.itemsize)
    plan = found.id.get_create_plist()
    for i in range(plan.get_nfilters()):
        code = plan.get_filter(i)[0]
        if not h5py.h5z.filter_avail(code):
            raise InputError(f"{place}: is compressed by "
                             f"{FILTERS.get(code, f'filter {code}, which HDF5 does not have')}")
    values: np.ndarray = found[()]
    return values


def _geometry(file: h5py.File) -> Sensor | None:
    found = re.fullmatch(r"(\d{1,5})x(\d{1,5})", str(h5.attributes(file).get("geometry", "")))
    return sensor_of((found.group(1), found.group(2))) if found else None


def _separate(file: h5py.File, group: str) -> dict[str, np.ndarray]:
    known = [alias for aliases in NAMES.values() for alias in aliases]
    return {alias: _values(file, f"{group}/{alias}") for alias in known if h5.has(file, f"{group}/{alias}")}


def read_hdf5(path: Path, options: ReadOptions) -> Loaded:
    """Events in one of the layouts above."""
    try:
        importlib.import_module("hdf5plugin")  # registers filters
    except ImportError:
        pass
    with h5.opened(path) as file:
        kind = h5.attributes(file).get("format")
        if isinstance(kind, str) and kind.startswith("ebsnn "):
            raise InputError(f"{printable(path)}: is a file of '{excerpt(kind)}', expected a recording of another "
                             "program")
        if h5.has(file, "CD/events"):
            array = _values(file, "CD/events")
            return Loaded(columns_in(array, h5.where(file, "CD/events"), ()), _geometry(file))
        if h5.has(file, "events") and isinstance(file["events"], h5py.Dataset):
            array = _values(file, "events")
            return Loaded(columns_in(array, h5.where(file, "events"), options.columns or V2E_ORDER))
        group = "events" if h5.has(file, "events") else ""
        arrays = _separate(file, group)
        if not arrays:
            raise InputError(f"{printable(path)}: has no events, expected /events (DSEC, v2e), /CD/events "
                             f"(Metavision) or x, y, t and p; it has {excerpt(listed(list(file)))}")
        return Loaded(flat_columns(arrays, h5.where(file, group)))
