"""Figures, tables and a page from the run folders that ebsnn_train and ebsnn_eval write."""

import sys
from pathlib import Path

# The package ebsnn lies beside this one where both are installed, but not in the source tree.
_in_source_tree = Path(__file__).resolve().parents[2] / "python"
if (_in_source_tree / "ebsnn").is_dir():
    sys.path.append(str(_in_source_tree))
