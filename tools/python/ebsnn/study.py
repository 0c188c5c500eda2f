"""The folder of a study: what ebsnn_study leaves."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

from . import h5, tables
from .errors import InputError
from .given import path_of, whole_of
from .run import Run, open_run
from .text import excerpt, listed, printable

TABLES = {"summary": "summary.tidy.csv", "metrics": "metrics.tidy.csv", "tests": "tests.csv",
          "ei": "ei.tidy.csv"}
MADE_BY = "ebsnn_study (stage test)"


class Study:
    """A study: networks of several seeds, and tables that compare them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __repr__(self) -> str:
        return f"ebsnn.Study({str(self.folder)!r})"

    def columns(self, table: str) -> tables.Columns:
        """A table ("summary", "metrics", "tests", "ei") as a dictionary of NumPy arrays [row], without
        pandas. InputError if the study has not written it yet."""
        if not isinstance(table, str) or table not in TABLES:
            raise InputError(f"'{excerpt(table)}': no table of a study, expected one of "
                             f"{', '.join(TABLES)}")
        return tables.read_columns(h5.require_file(h5.require_folder(self.folder) / TABLES[table], MADE_BY))

    @property
    def summary(self) -> Any:
        """Accuracies, a pandas.DataFrame: network, seed, code, scaling, svm_c, corruption, level, unit
        (of the level), n, accuracy_percent, plan (checksum of the plan, as in each table)."""
        return tables.frame(self.columns("summary"), "Study.summary")

    @property
    def metrics(self) -> Any:
        """Metrics over all seeds with 95 % intervals, a pandas.DataFrame: network, code, scaling, svm_c,
        corruption ("all": mean over corruptions), level (NaN: of the whole curve), metric, value, low,
        high, undefined, accuracy_percent, note, plan."""
        return tables.frame(self.columns("metrics"), "Study.metrics")

    @property
    def tests(self) -> Any:
        """Networks compared, a pandas.DataFrame: kind, hypothesis, test, code, scaling, svm_c, network,
        other, corruption, levels, expected, seed, seeds, difference_points, low, high, p, p_holm,
        p_equivalence, plan."""
        return tables.frame(self.columns("tests"), "Study.tests")

    @property
    def ei(self) -> Any:
        """Ratio of excitation to inhibition and rates, a pandas.DataFrame: network, seed, the columns of
        ebsnn_measure --what ei, plan."""
        return tables.frame(self.columns("ei"), "Study.ei")

    @property
    def networks(self) -> list[str]:
        """Names of the networks that have a folder, sorted."""
        return sorted({path.parent.name for path in self._run_folders()})

    def seeds(self, network: str) -> list[int]:
        """Seeds of a network that have a run folder, ascending."""
        if not isinstance(network, str) or network not in self.networks:
            raise InputError(f"{printable(self.folder / 'networks')}: has no network '{excerpt(network)}', "
                             f"expected one of: {listed(self.networks) or 'none'}")
        return sorted(int(path.name.removeprefix("seed-")) for path in self._run_folders()
                      if path.parent.name == network)

    def _run_folders(self) -> list[Path]:
        return [path for path in (h5.require_folder(self.folder) / "networks").glob("*/seed-*")
                if path.name.removeprefix("seed-").isdecimal() and path.is_dir()]

    def run(self, network: str, seed: int) -> Run:
        """The run folder of a network and seed."""
        number, known = whole_of(seed), self.seeds(network)
        if number is None or number not in known:
            raise InputError(f"{printable(self.folder / 'networks' / excerpt(network))}: has no seed "
                             f"{excerpt(repr(seed))}, expected one of {listed([str(one) for one in known])}")
        return open_run(self.folder / "networks" / network / f"seed-{number}")


def open_study(folder: str | PathLike[str]) -> Study:
    """The folder of a study. InputError if it is none."""
    place = h5.require_readable(path_of(folder))
    if not place.is_dir():
        raise InputError(f"{printable(place)}: no such folder, expected the folder of a study")
    signs = ("networks", "frozen-plan.txt", *TABLES.values())
    if not any((place / sign).exists() for sign in signs):
        raise InputError(f"{printable(place)}: holds none of {', '.join(signs)}: it is no folder of a "
                         "study, or the study has not begun")
    return Study(place.absolute())
