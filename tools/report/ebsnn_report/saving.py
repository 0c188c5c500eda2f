"""Saves figures in other processes while the next ones are drawn: saving takes longest."""

from __future__ import annotations

import importlib
import multiprocessing
import os
from pathlib import Path

from .errors import EXIT_FAILURE, ReportError
from .style import Product, save

MOST_WORKERS = 4
WRITERS = ("matplotlib.backends.backend_agg", "matplotlib.backends.backend_pdf")


class Saver:
    """Saves products in a folder, each in its own process, a few at a time.

    A forked process inherits the figure, which need not be copied for it.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        for writer in WRITERS:  # otherwise each process would load them again
            importlib.import_module(writer)
        self._context = multiprocessing.get_context("fork")
        self._workers = min(os.cpu_count() or 1, MOST_WORKERS)
        self._running: list[tuple[str, multiprocessing.process.BaseProcess]] = []

    def submit(self, product: Product) -> None:
        """Starts to save; waits while enough others are being saved."""
        if len(self._running) >= self._workers:
            self._wait_for_first()
        process = self._context.Process(target=save, args=(product, self.folder))
        process.start()
        self._running.append((product.name, process))

    def finish(self) -> None:
        """Waits until all is saved. ReportError if that failed (the reason is printed)."""
        while self._running:
            self._wait_for_first()

    def _wait_for_first(self) -> None:
        name, process = self._running.pop(0)
        process.join()
        if process.exitcode != 0:
            raise ReportError(f"{self.folder / name}.png, .pdf, .csv: could not be written",
                              EXIT_FAILURE)
