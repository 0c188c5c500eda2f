"""Broken run folders: each breakage gives one message with file and dataset, and the rest is read."""

import os
import shutil
import socket

import h5py
import numpy as np

from ebsnn_report.errors import ReportError
from ebsnn_report.run_folder import load_run
from ebsnn_report.schema import TABLES
from support import (FolderTest, report, write_activity, write_network, write_recording, write_results)

LEVEL = "activity/drop_event/0.5.h5"
TRAIN = "activity/train.h5"
SNAPSHOT = "snapshots/network-100.h5"
FILES = ("network.h5", SNAPSHOT, LEVEL, TRAIN, "results.h5", "recording.h5")
# One file of each kind: the table that describes it, and the group that it stands in.
KINDS = {"network.h5": ("weights", ""), LEVEL: ("activity", ""),
         "results.h5": ("result", "drop_event/"), "recording.h5": ("recording", "")}


def made_sound(folder):
    """A run folder with one small file of each kind."""
    write_network(folder / "network.h5", 1, history=3, small=True)
    write_network(folder / SNAPSHOT, 2, small=True)
    for name in (LEVEL, "activity/drop_event/0.h5", "activity/train.h5"):
        write_activity(folder / name, np.ones((4, 4, 6)))
    write_results(folder / "results.h5", [90, 70, 20])
    write_recording(folder / "recording.h5")


def replaced(file, name, data, **options):
    """Another dataset in the place of one."""
    attributes = dict(file[name].attrs)
    del file[name]
    file.create_dataset(name, data=data, **options).attrs.update(attributes)


def declared(file, name, shape, **options):
    """A dataset that declares a shape and holds nothing."""
    del file[name]
    file.create_dataset(name, shape, dtype="u2", **options)


def linked(file, name, link):
    """A link in a dataset's place."""
    del file[name]
    file[name] = link


def virtual(file, name):
    """A dataset whose values lie in another file."""
    layout = h5py.VirtualLayout(file[name].shape, file[name].dtype)
    layout[...] = h5py.VirtualSource("elsewhere.h5", "x", file[name].shape)
    del file[name]
    file.create_virtual_dataset(name, layout)


# Ways to break any dataset of numbers.
WAYS = {
    "missing": lambda f, n: f.pop(n),
    "a group": lambda f, n: (f.pop(n), f.create_group(n)),
    "one value": lambda f, n: replaced(f, n, 1),
    "nothing": lambda f, n: replaced(f, n, h5py.Empty("u2")),
    "another rank": lambda f, n: replaced(f, n, f[n][()][None]),
    "no rows": lambda f, n: replaced(f, n, f[n][()][:0]),
    "text": lambda f, n: replaced(f, n, np.full(f[n].shape, b"many")),
    "true and false": lambda f, n: replaced(f, n, np.ones(f[n].shape, bool)),
    "pairs": lambda f, n: replaced(f, n, np.zeros(f[n].shape, [("a", "u2"), ("b", "f4")])),
    "complex": lambda f, n: replaced(f, n, f[n][()].astype(complex)),
    "negative": lambda f, n: replaced(f, n, np.full(f[n].shape, -2e7)),
    "not a number": lambda f, n: replaced(f, n, np.full(f[n].shape, np.nan)),
    "infinity": lambda f, n: replaced(f, n, np.full(f[n].shape, np.inf)),
    "huge": lambda f, n: declared(f, n, (200_000, 2_000_000)),
    "huge and compressed": lambda f, n: declared(f, n, f[n].shape[:-1] + (60_000,),
                                                 chunks=(1,) * f[n].ndim, compression="gzip"),
    "in another file": lambda f, n: linked(f, n, h5py.ExternalLink("/dev/stdin", "x")),
    "a link to itself": lambda f, n: linked(f, n, h5py.SoftLink("/" + n)),
    "virtual": virtual,
}


def attribute(name, value, where="/"):
    """Sets an attribute."""
    return lambda f: f[where].attrs.__setitem__(name, value)


def configured(line):
    """Adds a line to the configuration."""
    return attribute("configuration", "patches = 1000\nbatch = 1\n" + line)


def changed(name, values):
    """Other values in a dataset."""
    return lambda f: replaced(f, name, values(f[name][()]))


# File, what the message names, what is done.
SINGLE = [
    (LEVEL, "steps = many", configured('steps = "many"')),
    (LEVEL, "steps = 0", configured("steps = 0")),
    (LEVEL, "steps = -3", configured("steps = -3")),
    (LEVEL, "steps = 1.5", configured("steps = 1.5")),
    (LEVEL, "steps = nan", configured("steps = nan")),
    (LEVEL, "steps = [350]", configured("steps = [350]")),
    (LEVEL, "steps = True", configured("steps = true")),
    (LEVEL, "steps = 10000000000", configured("steps = 10000000000")),
    (TRAIN, "/activity", changed("activity", lambda v: v + 350)),
    (LEVEL, "/activity", changed("activity", lambda v: v.astype(float))),
    (LEVEL, "/label", changed("label", lambda v: v + 10)),
    (LEVEL, "/label", changed("label", lambda v: v[:3])),
    (LEVEL, "/surviving_events", changed("surviving_events", lambda v: v[:, :1])),
    ("network.h5", "patches = all", configured('patches = "all"')),
    ("network.h5", "attribute v1weight-max", attribute("v1weight-max", "much", "weights")),
    ("network.h5", "attribute inlat-max", attribute("inlat-max", [1.0, 2.0], "weights")),
    ("network.h5", "attribute inlat-max", attribute("inlat-max", np.nan, "weights")),
    ("network.h5", "/history/v1_rate_hz", changed("history/v1_rate_hz", lambda v: v[:2])),
    ("network.h5", "/history/inh_mean_g_exc", changed("history/inh_mean_g_exc", lambda v: v[0])),
    ("network.h5", "/history/patch", changed("history/patch", lambda v: v.astype(float))),
    ("network.h5", "has no history/patch", lambda f: f.pop("history/patch")),
    ("network.h5", "/history/patch", lambda f: replaced(f, "history", 1)),
    ("network.h5", "/weights/InhibW", changed("weights/InhibW", lambda v: v[:, :3])),
    ("network.h5", "/weights/V1weight", lambda f: [
        replaced(f, f"weights/{n}", f[f"weights/{n}"][:, :6]) for n in ("V1weight", "InhibW")]),
    (SNAPSHOT, "/weights/V1weight", lambda f: [
        replaced(f, f"weights/{n}", f[f"weights/{n}"][:, :2]) for n in ("V1weight", "InhibW")]),
    ("results.h5", "/drop_event/confusion", changed("drop_event/confusion", lambda v: v * 2)),
    ("results.h5", "/drop_event/accuracy_percent", changed("drop_event/accuracy_percent",
                                                           lambda v: v + 50)),
    ("results.h5", "/drop_event/n", changed("drop_event/n", lambda v: v * 0)),
    ("results.h5", "/drop_event/level", changed("drop_event/level", lambda v: v * 0)),
    ("results.h5", "/drop_event/confusion", changed("drop_event/confusion", lambda v: v[:, :9])),
    ("recording.h5", "/population", changed("population", lambda v: np.arange(len(v)))),
    ("recording.h5", "/population", changed("neuron", lambda v: v[:1])),
]


class Broken(FolderTest):
    """What cannot be used is named; everything else is read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sound = cls.class_folder() / "sound"
        made_sound(cls.sound)
        cls.all_parts = cls.parts(load_run(cls.sound))

    @staticmethod
    def parts(run):
        """What a run holds."""
        return {*run.files, *(f"snapshots/{n.patches}" for n in run.snapshots),
                *(f"results/{name}" for name in run.results), *(["history"] if run.history else [])}

    def copy(self, file):
        """A run folder that shares all files with the sound one but for a copy of one."""
        shutil.rmtree(self.folder / "run", ignore_errors=True)
        shutil.copytree(self.sound, self.folder / "run", copy_function=os.link)
        path = self.folder / "run" / file
        path.unlink()
        shutil.copyfile(self.sound / file, path)
        return path

    def check(self, path, named):
        """One message, with the file and what else it must name; the parts of other files are there."""
        run = load_run(self.folder / "run")
        self.assertEqual(len(run.problems), 1, run.problems)
        self.assertTrue(run.problems[0].startswith(f"{path}: "), run.problems)
        self.assertIn(named, run.problems[0])
        self.assertLess(len(run.problems[0]), 400)
        file = path.relative_to(self.folder / "run").as_posix()
        mine = {"network.h5": ("network.h5", "history"), SNAPSHOT: ("snapshots/100",),
                "results.h5": ("results.h5", "results/drop_event")}.get(file, (file,))
        lost = self.all_parts - self.parts(run)
        self.assertLessEqual(lost, set(mine))
        return lost

    def broken(self, file, named, do):
        """Breaks a file through h5py, and checks."""
        path = self.copy(file)
        with h5py.File(path, "a") as opened:
            do(opened)
        self.check(path, named)

    def test_any_dataset_broken_in_any_way(self):
        count = 0
        for file, (table, group) in KINDS.items():
            for name, rule in TABLES[table].items():
                for way, do in WAYS.items():
                    if rule.kind == "text" and way in ("text", "complex", "huge and compressed"):
                        continue
                    if way == "negative" and rule.low < -2e7 or (name, way) == ("patch", "no rows"):
                        continue  # those may be
                    with self.subTest(file=file, name=name, way=way):
                        self.check_message(file, group + name, do)
                        count += 1
        self.assertGreater(count, 300)

    def check_message(self, file, name, do):
        """Breaks the only file of a folder; its one message must name it."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.sound / file, path)
        with h5py.File(path, "a") as opened:
            do(opened, name)
        try:
            problems = load_run(self.folder).problems
        except ReportError as error:
            problems = str(error).splitlines()
        path.unlink()
        self.assertEqual(len(problems), 1, problems)
        self.assertTrue(problems[0].startswith(f"{path}: "), problems)
        self.assertIn(name, problems[0])

    def test_single_breakages(self):
        for file, named, do in SINGLE:
            with self.subTest(file=file, named=named):
                self.broken(file, named, do)

    def test_history_alone_is_left_out(self):
        path = self.copy("network.h5")
        with h5py.File(path, "a") as file:
            replaced(file, "history/v1_rate_hz", np.ones((2, 6)))
        self.assertEqual(self.check(path, "/history/v1_rate_hz: is 2 x 6, expected 3 x V1"),
                         {"history"})

    def test_not_hdf5(self):
        whole = (self.sound / LEVEL).read_bytes()
        for data in (b"", b"not HDF5", whole[:len(whole) // 2], b"\0" * 5000):
            for file in FILES:
                path = self.copy(file)
                path.write_bytes(data)
                self.check(path, "cannot be read as HDF5")

    def test_not_plain(self):
        for file in FILES:
            for make, named in ((os.mkfifo, "is a named pipe"), (os.mkdir, "is a folder"),
                                (lambda path: os.symlink("/dev/zero", path), "is a device"),
                                (lambda path: os.symlink("nothing", path), "a link to nothing"),
                                (lambda path: os.symlink(path.name, path), "cannot be read")):
                path = self.copy(file)
                path.unlink()
                make(path)
                self.check(path, named)

    def test_heap_of_texts_with_a_block_of_zeros(self):
        for file in FILES:
            path = self.copy(file)
            content = path.read_bytes()
            begin = content.index(b"GCOL") + 16
            path.write_bytes(content[:begin] + bytes(512) + content[begin + 512:])
            self.check(path, "a gap of no size")

    def test_newer_version_of_a_format(self):
        for file in FILES:
            path = self.copy(file)
            with h5py.File(path, "a") as opened:
                opened.attrs["format"], opened.attrs["format_version"] = "ebsnn results", np.uint64(2)
            self.check(path, "is of version 2 of the format 'ebsnn results'; this program reads versions up to 1")
            for format_, version in (("ebsnn results", 1), ("ebsnn results", "many"), ("ebsnn results", [2, 2]),
                                     ("of others", 2), (3, 2), (h5py.Empty("S1"), 2)):
                with h5py.File(path, "a") as opened:
                    opened.attrs["format"], opened.attrs["format_version"] = format_, version
                self.assertEqual(load_run(self.folder / "run").problems, [])

    def test_socket(self):
        path = self.copy(LEVEL)
        path.unlink()
        here = os.getcwd()
        os.chdir(path.parent)  # a socket's name is at most 107 bytes
        self.addCleanup(os.chdir, here)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
            self.check(path, "is a socket")

    def test_levels_that_are_none(self):
        for name, named in (("nan.h5", "level nan"), ("-1.h5", "level -1"), ("inf.h5", "level inf"),
                            ("0.50.h5", "level 0.5 is there twice")):
            path = self.copy(LEVEL).with_name(name)
            os.link(self.sound / LEVEL, path)
            run = load_run(self.folder / "run")
            self.assertEqual(len(run.problems), 1)
            self.assertIn(named, run.problems[0])
            self.assertEqual(self.parts(run), self.all_parts)

    def test_files_where_folders_should_be(self):
        for name in ("activity", "snapshots"):
            self.copy(LEVEL)
            shutil.rmtree(self.folder / "run" / name)
            (self.folder / "run" / name).write_text("x")
            run = load_run(self.folder / "run")
            self.assertEqual(run.problems, [f"{self.folder / 'run' / name}: is no folder"])

    def test_checkpoint_without_its_number(self):
        for value in (None, "many", -1, np.nan, [1, 2]):
            path = self.copy("network.h5")
            checkpoint = path.rename(path.with_name("checkpoint.h5"))
            with h5py.File(checkpoint, "a") as file:
                if value is not None:
                    file.attrs["next_patch"] = value
            run = load_run(self.folder / "run")
            self.assertEqual(len(run.problems), 1)
            self.assertIn(f"{checkpoint}: /: attribute next_patch: ", run.problems[0])
            self.assertEqual(run.network.patches, 100)  # of the snapshot

    def test_attributes_of_odd_kinds_do_no_harm(self):
        path = self.copy("network.h5")
        with h5py.File(path, "a") as file:
            file.attrs["seed"] = h5py.Empty("f")
            file.attrs["host"] = file["weights"].ref
            file.attrs["command_line"] = np.arange(3.0)
            file.attrs["version"] = np.bytes_(b"M\xfcll")
            file.attrs["arguments"] = np.array([b"ebsnn_train", b"M\xfcll", b"'"])
        run = load_run(self.folder / "run")
        self.assertEqual(run.problems, [])
        self.assertEqual(run.network.provenance["seed"], "")
        self.assertEqual(run.network.provenance["version"], "M\udcfcll")
        self.assertEqual(run.network.provenance.words, ["ebsnn_train", "M\udcfcll", "'"])
        with h5py.File(path, "a") as file:
            file.attrs.create("arguments", ["ebsnn_train", "--out", "Müll 試"], dtype=h5py.string_dtype())
        self.assertEqual(load_run(self.folder / "run").network.provenance.words,
                         ["ebsnn_train", "--out", "Müll 試"])

    def test_nothing_usable(self):
        (self.folder / "network.h5").write_bytes(b"")
        (self.folder / "results.h5").write_bytes(b"")
        with self.assertRaises(ReportError) as caught:
            load_run(self.folder)
        self.assertEqual(str(caught.exception).count("cannot be read as HDF5"), 2)

    def test_rest_of_the_report_is_made(self):
        self.copy(LEVEL)
        run = self.folder / "run"
        (run / LEVEL).unlink()
        os.mkfifo(run / LEVEL)
        shutil.copyfile(self.sound / "results.h5", run / "own.h5")
        (run / "own.h5").replace(run / "results.h5")
        with h5py.File(run / "results.h5", "a") as file:
            file.copy("drop_event", "<fog> & $x$_")
            file["<fog> & $x$_/level"].attrs["unit"] = "<b>_$%{"
            del file["drop_event/n"]
        done = report(run)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.splitlines(), [
            f"ebsnn_report: error: {run / LEVEL}: is a named pipe, not a plain file",
            f"ebsnn_report: error: {run / 'results.h5'}: has no drop_event/n: it is no file of this "
            "project, or not whole"])
        page = (run / "report/index.html").read_text("utf-8")
        self.assertIn("is a named pipe, not a plain file", page)
        for part in ("receptive_fields", "training", "single_neurons", "activity", "robustness"):
            self.assertIn(f'id="{part}"', page)
        self.assertNotRegex(page, "<fog>|<b>_")
        self.assertIn("&lt;fog&gt; &amp; $x$ ", page)
