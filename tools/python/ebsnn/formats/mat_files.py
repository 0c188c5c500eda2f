"""MATLAB's files, as those of ASL-DVS: x, y, ts (us) and pol, each [event, 1].

Source: Bi et al., ICCV 2019, doi 10.1109/ICCV.2019.00058, https://github.com/PIX2NVS/NVS2Graph. Files of
version 7.3 are HDF5; older ones need SciPy.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from ..errors import InputError, optional
from ..events import NAMES
from ..text import excerpt, listed, printable
from .hdf5_files import read_hdf5
from .loaded import Loaded, ReadOptions, flat_columns, require_possible

HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
USER_BLOCK = 512  # bytes before the signature of version 7.3
READING_ERRORS = (ValueError, TypeError, KeyError, OSError, NotImplementedError, EOFError, MemoryError,
                  IndexError, NameError, zlib.error)


def read_mat(path: Path, options: ReadOptions) -> Loaded:
    """The variables x, y, t (or ts) and p (or pol)."""
    where = printable(path)
    with open(path, "rb") as file:
        start = file.read(USER_BLOCK + len(HDF5_SIGNATURE))
    if start.startswith(HDF5_SIGNATURE) or start.endswith(HDF5_SIGNATURE):
        return read_hdf5(path, options)
    matlab = optional("scipy.io", f"{where}: a .mat file")
    try:
        known = {name: (shape, kind) for name, shape, kind in matlab.whosmat(str(path))}
        chosen = [alias for aliases in NAMES.values() for alias in aliases if alias in known]
        for name in chosen:
            shape, kind = known[name]
            if kind in ("cell", "struct", "object", "opaque", "function"):
                raise InputError(f"{where}: {name} is a {excerpt(kind)}, expected numbers")
            require_possible(f"{where}: {name}", tuple(shape), 8)
        if not chosen:
            raise InputError(f"{where}: has the variables {listed(list(known)) or 'none'}, expected x, y, ts "
                             "and pol")
        arrays = matlab.loadmat(str(path), variable_names=chosen)
    except InputError:
        raise
    except READING_ERRORS as error:
        raise InputError(f"{where}: is no intact .mat file: {excerpt(error)}") from error
    return Loaded(flat_columns({name: arrays[name] for name in chosen if name in arrays}, where))
