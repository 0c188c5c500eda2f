"""Saves figures in other processes while the next ones are drawn: saving takes longest."""

from __future__ import annotations

import importlib
import multiprocessing
import os
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from .errors import DRAWING_ERRORS, EXIT_FAILURE, ReportError
from .style import Product, save

MOST_WORKERS = 4
WRITERS = ("matplotlib.backends.backend_agg", "matplotlib.backends.backend_pdf")


def _save_and_tell(product: Product, folder: Path, told: Connection) -> None:
    """Saves in its own process; returns whether it succeeded, or drawing or writing failed."""
    try:
        save(product, folder)
        told.send(("saved", ""))
    except OSError as error:
        told.send(("unwritten", error.strerror or str(error)))
    except DRAWING_ERRORS as error:
        told.send(("undrawn", f"{type(error).__name__}: {error}"))


class Saver:
    """Saves products in a folder, each in its own process, a few at a time.

    A forked process inherits the figure, which need not be copied for it.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        for writer in WRITERS:  # otherwise each process would load them again
            importlib.import_module(writer)
        self.undrawn: dict[str, str] = {}  # products that could not be drawn, with reasons
        self._context = multiprocessing.get_context("fork")
        self._workers = min(os.cpu_count() or 1, MOST_WORKERS)
        self._running: list[tuple[str, BaseProcess, Connection]] = []

    def submit(self, product: Product) -> None:
        """Starts to save; waits while enough others are being saved."""
        if len(self._running) >= self._workers:
            self._wait_for_first()
        hears, tells = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_save_and_tell, args=(product, self.folder, tells))
        process.start()
        tells.close()
        self._running.append((product.name, process, hears))

    def finish(self) -> None:
        """Waits until all is saved. ReportError if a file could not be written."""
        while self._running:
            self._wait_for_first()

    def _wait_for_first(self) -> None:
        name, process, hears = self._running.pop(0)
        try:
            state, reason = hears.recv()
        except EOFError:
            state, reason = "unwritten", "its process died"
        process.join()
        if state == "undrawn":
            self.undrawn[name] = reason
        elif state == "unwritten":
            raise ReportError(f"{self.folder / name}.png, .pdf, .csv: could not be written: {reason}",
                              EXIT_FAILURE)
