"""Figures, tables and a page from the run folders that ebsnn_train and ebsnn_eval write."""
