"""Reads runs and studies of ebsnn, and writes event recordings for its programs."""

from .activity import Activity
from .atomic import WriteError
from .errors import EbsnnError, InputError, MissingPackageError
from .network import Network, open_network
from .packed import PackSummary, write_packed
from .predictions import Predictions
from .recordings import PackedFile, PackedSplit, open_packed
from .run import Run, open_run
from .sonata import SonataSpikes, export_sonata, read_sonata
from .spikes import Spikes
from .study import Study, open_study
from .version import __version__

__all__ = ["Activity", "EbsnnError", "InputError", "MissingPackageError", "Network", "PackSummary",
           "PackedFile", "PackedSplit", "Predictions", "Run", "SonataSpikes", "Spikes", "Study", "WriteError",
           "export_sonata", "open_network", "open_packed", "open_run", "open_study", "read_sonata",
           "__version__", "write_packed"]
