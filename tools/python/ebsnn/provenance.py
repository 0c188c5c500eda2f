"""Where a file comes from: attributes of its root, as all programs of ebsnn write them."""

from __future__ import annotations

import shlex
import socket
from dataclasses import dataclass, field
from datetime import datetime, timezone

import h5py
import numpy as np

from .version import __version__


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Origin:
    """What wrote a file. `arguments`: the words of the command line; `depends_on`: lines
    "name = value" of what the content depends on."""

    program: str
    arguments: tuple[str, ...] = ()
    depends_on: str = ""
    start_time: str = field(default_factory=_now)


def write_provenance(group: h5py.Group, origin: Origin, data_checksum: str,
                     network_checksum: str = "") -> None:
    """Writes one attribute per field to the group, which is the root of the project's own files."""
    words = origin.arguments or (origin.program,)
    texts = {
        "program": origin.program, "version": __version__, "git_revision": "",
        "command_line": shlex.join(words), "configuration": "", "data_checksum": data_checksum,
        "network_checksum": network_checksum, "instruction_set": "",
        "library_versions": f"h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version}, NumPy "
                            f"{np.__version__}",
        "host": socket.gethostname(), "start_time": origin.start_time, "end_time": _now(),
        "depends_on": origin.depends_on}
    for name, text in texts.items():
        group.attrs[name] = text.encode("utf-8", "backslashreplace").decode()
    words_utf8 = [word.encode("utf-8", "backslashreplace").decode() for word in words]
    group.attrs.create("arguments", words_utf8, dtype=h5py.string_dtype())
    group.attrs["seed"] = np.uint64(0)
    group.attrs["ranks"] = np.uint64(1)
