"""The errors of this package."""

from __future__ import annotations

import importlib
from types import ModuleType

DEBIAN_PACKAGES = {"pandas": "python3-pandas", "xarray": "python3-xarray", "scipy": "python3-scipy",
                   "matplotlib": "python3-matplotlib"}


class EbsnnError(Exception):
    """Any error that this package throws itself."""


class InputError(EbsnnError, ValueError):
    """Input that cannot be used. The message names file or argument, value, and what was expected."""


class MissingPackageError(EbsnnError, ImportError):
    """An optional package is not installed. The message names it and what needs it."""


def optional(name: str, needed_for: str) -> ModuleType:
    """The module `name`, imported when it is needed first. MissingPackageError without it."""
    package = name.split(".", 1)[0]
    try:
        module = importlib.import_module(name)
        top = importlib.import_module(package)
    except ImportError as error:
        debian = DEBIAN_PACKAGES.get(package)
        hint = f"; on Debian: apt-get install {debian}" if debian else f"; pip install {package}"
        raise MissingPackageError(f"{needed_for} needs the Python package {package}, which cannot be "
                                  f"imported ({error}){hint}") from error
    if not hasattr(top, "__version__"):  # a file of the user with this name
        raise MissingPackageError(f"{needed_for} needs the Python package {package}, but {top.__file__} is not it")
    return module
