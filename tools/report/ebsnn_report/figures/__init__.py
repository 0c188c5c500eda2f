"""One module per section of the report; each has functions from a Run to Products."""
