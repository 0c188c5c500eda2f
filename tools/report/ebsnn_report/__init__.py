"""Figures, tables and a page from the run folders that ebsnn_train and ebsnn_eval write."""

__version__ = "0.1.0"  # of the project; a test compares it with the other programs
