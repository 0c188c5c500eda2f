"""Saves figures, many of them in other processes while the next ones are drawn: saving takes longest."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import multiprocessing
import os
import signal
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Iterator

from .errors import DRAWING_ERRORS, EXIT_FAILURE, ReportError
from .style import Product, new_figure, save
from .whole_files import remove_leftovers

MOST_WORKERS = 4
# That another process saves. To start one costs as much CPU time as to save two figures; a report of one run has some 14.
FIGURES_EACH = 24
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of mallopt(3)
LARGEST_REUSED_BYTES = 32 << 20  # the most that glibc allows; a picture has some 12 MB
OBJECTS_BETWEEN_COLLECTIONS = 100_000  # Python's 700 makes up a tenth of the time: figures have many objects
_folders: set[Path] = set()  # in which other processes save


def _outcomes(products: list[Product], folder: Path) -> Iterator[tuple[str, str]]:
    """Saves each, and says whether it succeeded, or drawing or writing failed, and why."""
    for product in products:
        try:
            save(product, folder)
            yield "saved", ""
        except OSError as error:
            yield "unwritten", error.strerror or str(error)
        except DRAWING_ERRORS as error:
            yield "undrawn", f"{type(error).__name__}: {error}"


def _save_and_tell(products: list[Product], folder: Path, told: Connection) -> None:
    """Saves in its own process, and tells of each; ends when the report has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the report ends this process
    report = os.getppid()
    gc.freeze()  # what is inherited is not collected, which would copy its memory
    for outcome in _outcomes(products, folder):
        if os.getppid() != report:  # killed, and perhaps started anew
            return
        told.send(outcome)


def stop() -> None:
    """Ends all processes that still save, and removes what they have left unfinished."""
    for process in multiprocessing.active_children():
        process.terminate()
        process.join()
        for folder in _folders:
            remove_leftovers(folder, process.pid or 0)


def _load_what_all_need() -> None:
    """Modules, fonts and the parser of formulas, which each process would load again."""
    figure = new_figure(20, 20)
    ax = figure.subplots()
    ax.set_title("a")
    ax.set_xlabel("x$_a$")
    for kind in ("png", "pdf"):
        figure.savefig(io.BytesIO(), format=kind)


def _reuse_memory() -> None:
    """Has glibc keep the memory of a picture for the next one, which otherwise is mapped and cleared anew each time."""
    with contextlib.suppress(AttributeError, OSError):  # another C library
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, LARGEST_REUSED_BYTES)
        library.mallopt(M_TRIM_THRESHOLD, 1 << 30)


class Saver:
    """Saves products in a folder: every two dozen in another process, a few at a time, and the rest itself.

    A forked process inherits the figures, which need not be copied for it. But each page of memory that it touches
    is copied, so few processes are started.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        _folders.add(folder)
        _reuse_memory()
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        self.undrawn: dict[str, str] = {}  # products that could not be drawn, with reasons
        self._context = multiprocessing.get_context("fork")
        self._workers = min(os.cpu_count() or 1, MOST_WORKERS)
        self._has_started = False
        self._waiting: list[Product] = []
        self._running: list[tuple[list[str], BaseProcess, Connection]] = []

    def submit(self, product: Product) -> None:
        """Takes a product, and starts to save when there are enough for a process."""
        self._waiting.append(product)
        if len(self._waiting) == FIGURES_EACH:
            self._start()

    def finish(self) -> None:
        """Waits until all is saved. ReportError if a file could not be written."""
        for product, outcome in zip(self._waiting, _outcomes(self._waiting, self.folder)):
            self._note(product.name, *outcome)
        self._waiting = []
        while self._running:
            self._wait_for_first()

    def _start(self) -> None:
        """Saves what waits; waits itself while enough processes are saving."""
        if len(self._running) >= self._workers:
            self._wait_for_first()
        if not self._has_started:
            _load_what_all_need()
            self._has_started = True
        hears, tells = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_save_and_tell, args=(self._waiting, self.folder, tells))
        process.start()
        tells.close()
        self._running.append(([product.name for product in self._waiting], process, hears))
        self._waiting = []

    def _wait_for_first(self) -> None:
        names, process, hears = self._running.pop(0)
        for name in names:
            try:
                state, reason = hears.recv()
            except EOFError:
                state, reason = "unwritten", "its process died"
            self._note(name, state, reason)
        process.join()

    def _note(self, name: str, state: str, reason: str) -> None:
        """Keeps in mind what could not be drawn. ReportError for what could not be written."""
        if state == "undrawn":
            self.undrawn[name] = reason
        elif state == "unwritten":
            raise ReportError(f"{self.folder / name}.png, .pdf, .csv: could not be written: {reason}", EXIT_FAILURE)
