"""Files of all programs: what src/storage/FORMATS.md says of them, and what xarray reads.

Exit code 77: a Python module is missing.
"""

import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
PACKAGES = {"h5py": "python3-h5py", "h5netcdf": "python3-h5netcdf", "xarray": "python3-xarray"}
MISSING = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
if MISSING:
    print(f"skipped: {sys.executable} has no {', '.join(MISSING)} "
          f"(Debian: {' '.join(PACKAGES[name] for name in MISSING)})")
    sys.exit(SKIPPED)

import h5py  # noqa: E402
import numpy as np  # noqa: E402
import xarray  # noqa: E402

PROGRAMS = pathlib.Path(os.environ["EBSNN_PROGRAM_DIR"])
DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "src" / "storage" / "FORMATS.md"
DATA = "synthetic:train=20,test=10"
TEXTS = ("bound", "corner", "population", "region")  # dimensions whose coordinates are the same in all files
QUICK = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def run(program, *arguments):
    """Runs a program, which must succeed."""
    done = subprocess.run([PROGRAMS / program, *map(str, arguments), "--quiet"], env={**os.environ, **QUICK},
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{program}: {done.stderr}")


def documented():
    """Of each format its version and rows: (pattern of the name, type, dimensions, units, long name)."""
    formats = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if title := re.match(r"## (ebsnn .*), version (\d+)$", line):
            rows = []
            formats[title[1]] = (int(title[2]), rows)
        elif line.startswith("## "):
            rows = []
        elif line.startswith("| `/"):
            name, *cells = (cell.strip() for cell in line.strip("|").split(" |"))
            name = name.strip("`")
            pattern = "".join("[^/]+" if part.startswith("<") else re.escape(part)
                              for part in re.split(r"(<[^>]*>)", name))
            cells[3] = cells[3].split("; comment:")[0]
            rows.append((re.compile(pattern), *cells))
    return formats


def groups_of(file):
    """Names of all groups, "/" among them."""
    names = ["/"]
    file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Group) else None)
    return names


def is_plain_dimension(dataset):
    """Whether it is a dimension without coordinates."""
    return dataset.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension but not")


def type_of(dataset):
    return "text" if h5py.check_string_dtype(dataset.dtype) else str(dataset.dtype)


class FormatsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.formats = documented()
        cls.holder = tempfile.TemporaryDirectory(prefix="ebsnn-formats-")
        cls.addClassCleanup(cls.holder.cleanup)
        cls.folder = pathlib.Path(cls.holder.name)
        folder = cls.folder / "run"
        run("ebsnn_train", "--data", DATA, "--out", folder, "--patches", 20, "--history-every", 5, "--record", 2)
        run("ebsnn_eval", "--data", DATA, "--network", folder, "--out", folder, "--corruption", "drop_event,time_jitter",
            "--levels", "drop_event=0.3,0.5;time_jitter=10", "--record", "inh_counts,first_spike,conductances,spikes",
            "--scaling", "zscore", "--svm-c", "auto")

    def datasets(self, path):
        """(name, dataset) of all but dimensions without coordinates and texts of dimensions."""
        found = []
        with h5py.File(path) as file:
            file.visititems(lambda name, item: found.append((name, type_of(item), dict(item.attrs)))
                            if isinstance(item, h5py.Dataset) and not is_plain_dimension(item) else None)
        return found

    def check(self, path, wanted):
        """The file against its part of the document, and opened by xarray."""
        with h5py.File(path) as file:
            name, version = file.attrs["format"], file.attrs["format_version"]
            groups = groups_of(file)
        self.assertEqual(name, wanted)
        expected_version, rows = self.formats[name]
        self.assertEqual(version, expected_version)
        opened = {group: xarray.open_dataset(path, engine="h5netcdf", group=group) for group in groups}
        for dataset, kind, attributes in self.datasets(path):
            name = dataset.rsplit("/")[-1]
            if attributes.get("NAME", b"").decode() == name and name in TEXTS:
                continue
            with self.subTest(path.name, dataset=dataset):
                self.check_dataset(dataset, kind, attributes, rows, opened)
        for each in opened.values():
            each.close()

    def check_dataset(self, dataset, kind, attributes, rows, opened):
        matching = [row for row in rows if row[0].fullmatch("/" + dataset)]
        self.assertTrue(matching, "no row")
        _, kinds, dimensions, units, long_name = matching[0]
        self.assertIn(kind, re.findall(r"\w+", kinds))
        self.assertTrue(attributes["long_name"])
        if not long_name.startswith("<"):
            self.assertEqual(attributes["long_name"], long_name)
        if kind != "text":
            self.assertTrue(attributes["units"])
        if units and not units.startswith("<"):
            self.assertEqual(attributes["units"], units)
        group, _, name = dataset.rpartition("/")
        variable = opened[group or "/"][name]
        expected = attributes["axes"] if dimensions.startswith("<") else dimensions
        self.assertEqual(", ".join(variable.dims), expected)
        self.assertEqual(variable.load().shape, tuple(variable.sizes.values()))

    def test_activity(self):
        for name in ("train.h5", "clean.h5", "drop_event/0.5.h5"):
            self.check(self.folder / "run/activity" / name, "ebsnn activity")
        with xarray.open_dataset(self.folder / "run/activity/clean.h5", engine="h5netcdf") as opened:
            self.assertEqual(opened.sizes["v1_neuron"], 144)
            self.assertEqual(opened.class_name.values.tolist(), list("0123456789"))
            self.assertEqual(int(opened.window.sel(corner="first row")[2]), 17)
            self.assertTrue((opened.surviving_events.sel(region="whole sensor")
                             >= opened.surviving_events.sel(region="all windows")).all())
            self.assertEqual(opened.activity.sel(recording=3).shape, (4, 144))
            self.assertEqual(opened.first_spike.dtype.kind, "f")  # not a number where there is no spike

    def test_results(self):
        path = self.folder / "run/results.h5"
        self.check(path, "ebsnn results")
        with xarray.open_dataset(path, engine="h5netcdf", group="drop_event") as opened, h5py.File(path) as file:
            at = opened.sel(level=0.5)
            self.assertEqual(float(at.accuracy_percent), file["drop_event/accuracy_percent"][-1])
            np.testing.assert_array_equal(at.confusion.sel(true_class="3"), file["drop_event/confusion"][-1, 3])
            self.assertLess(float(at.wilson_95_percent.sel(bound="low")), float(at.wilson_95_percent.sel(bound="high")))

    def test_predictions(self):
        path = self.folder / "run/predictions.h5"
        self.check(path, "ebsnn predictions")
        with xarray.open_dataset(path, engine="h5netcdf", group="drop_event/0.5") as opened:
            self.assertEqual(opened.margin.sel(class_name="3").dims, ("recording",))

    def test_classifier(self):
        self.check(self.folder / "run/classifier.h5", "ebsnn classifier")

    def test_networks(self):
        for name in ("network.h5", "snapshots/network-20.h5"):
            self.check(self.folder / "run" / name, "ebsnn network")
        with xarray.open_dataset(self.folder / "run/network.h5", engine="h5netcdf", group="weights") as opened:
            self.assertEqual(dict(opened.INLat.sizes), {"inh_neuron": 36, "other_inh_neuron": 35})
            self.assertIn("diagonal is absent", opened.INLat.comment)
            self.assertIn("(row * side + column) * 2 + p", opened.V1weight.comment)

    def test_recorded_neurons(self):
        self.check(self.folder / "run/recording.h5", "ebsnn recording")

    def test_checkpoint(self):
        done = subprocess.run([PROGRAMS / "ebsnn_train", "--data", DATA, "--out", self.folder / "stopped", "--patches", "20",
                               "--max-hours", "1e-9", "--quiet"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.check(self.folder / "stopped/checkpoint.h5", "ebsnn checkpoint")

    def test_packed(self):
        path = self.folder / "packed.h5"
        run("ebsnn_pack", "--data", DATA, "--out", path)
        self.check(path, "ebsnn packed recordings")

    def test_measurements(self):
        for what in ("ei", "sparseness"):
            path = self.folder / f"{what}.h5"
            run("ebsnn_measure", "--what", what, "--data", DATA, "--network", self.folder / "run", "--limit", 2, "--out", path)
            self.check(path, "ebsnn measurement")
        with xarray.open_dataset(self.folder / "ei.h5", engine="h5netcdf", group="ei") as opened:
            self.assertEqual(opened.correlation.sel(lag=-20, population="Inh").dims, ("condition",))

    def test_shown_recording(self):
        path = self.folder / "shown.h5"
        run("ebsnn_show", "--data", DATA, "--network", self.folder / "run", "--corruption", "drop_event", "--level", 0.5,
            "--events", path)
        self.check(path, "ebsnn shown recording")


if __name__ == "__main__":
    unittest.main()
