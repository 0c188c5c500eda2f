"""Readers of other people's event files, by the ending of their names."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

from . import aedat, hdf5_files, mat_files, numpy_files, prophesee_dat, text_files
from .loaded import Loaded, ReadOptions

READERS: dict[str, Callable[[Path, ReadOptions], Loaded]] = {
    ".npy": numpy_files.read_npy,
    ".npz": numpy_files.read_npz,
    ".h5": hdf5_files.read_hdf5,
    ".hdf5": hdf5_files.read_hdf5,
    ".mat": mat_files.read_mat,
    ".aedat": aedat.read_aedat,
    ".dat": prophesee_dat.read_dat,
    ".txt": text_files.read_text,
}

__all__ = ["READERS", "Loaded", "ReadOptions"]
