#!/usr/bin/env python3
"""An example: how well does a model that is not part of ebsnn do under the suite ec1?

The model here is scikit-learn's logistic regression on the events of each pixel. Put yours in place of fit().

    ebsnn_corrupt --data N-MNIST --suite ec1 --out N-MNIST-ec1
    tools/examples/external_model.py N-MNIST N-MNIST-ec1 predictions.csv
    ebsnn_score predictions.csv --suite ec1
"""

import argparse
import csv
import pathlib

import numpy

SIDE = 34  # pixels of the sensor of N-MNIST
OVERFLOW_ROW = 240  # "events" in this row mean that the clock has gone round
OVERFLOW_US = 2**13


def read_bin(path: pathlib.Path) -> numpy.ndarray:
    """The events of a .bin file of N-MNIST, five bytes each: x, y, then polarity (1 bit) and time (23 bits, us)."""
    raw = numpy.fromfile(path, dtype=numpy.uint8).reshape(-1, 5).astype(numpy.int64)
    x, y, high, middle, low = raw.T
    overflow = y == OVERFLOW_ROW
    t = ((high & 127) << 16 | middle << 8 | low) + OVERFLOW_US * numpy.cumsum(overflow)
    events = numpy.zeros(len(raw), dtype=[("x", "u2"), ("y", "u2"), ("t", "i8"), ("p", "u1")])
    events["x"], events["y"], events["t"], events["p"] = x, y, t, high >> 7
    return events[~overflow]


def read_counts(folder: pathlib.Path) -> tuple[numpy.ndarray, list[str], list[str]]:
    """Event counts [recording, pixel], names "<class>/<file>" and classes of all recordings below Train or Test."""
    counts, names, classes = [], [], []
    for path in sorted(folder.glob("*/*.bin")):
        events = read_bin(path)
        pixels = events["y"].astype(int) * SIDE + events["x"]
        counts.append(numpy.bincount(pixels, minlength=SIDE * SIDE))
        names.append(f"{path.parent.name}/{path.name}")
        classes.append(path.parent.name)
    if not counts:
        raise SystemExit(f"{folder}: has no */*.bin")
    return numpy.array(counts), names, classes


def fit(counts: numpy.ndarray, classes: list[str]):
    """A model with predict(counts)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer

    return make_pipeline(Normalizer(), LogisticRegression(C=10.0, max_iter=1000)).fit(counts, classes)


def main() -> None:
    """Trains on clean recordings, and writes a row for each recording of each unit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path, help="folder with Train and Test")
    parser.add_argument("corrupted", type=pathlib.Path, help="folder that ebsnn_corrupt wrote")
    parser.add_argument("out", type=pathlib.Path, help="CSV file to write")
    options = parser.parse_args()

    counts, _, classes = read_counts(options.data / "Train")
    model = fit(counts, classes)
    folders = {"clean": options.data}
    with open(options.corrupted / "manifest.csv", newline="", encoding="utf-8") as manifest:
        for row in csv.DictReader(manifest):
            folders[row["unit"]] = options.corrupted / row["unit"].replace(" ", "/")
    with open(options.out, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["unit", "recording", "prediction"])
        for unit, folder in folders.items():
            counts, names, _ = read_counts(folder / "Test")
            table.writerows(zip([unit] * len(names), names, model.predict(counts)))


if __name__ == "__main__":
    main()
