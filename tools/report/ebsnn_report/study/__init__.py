"""The report of a study: the folder that ebsnn_study writes."""
