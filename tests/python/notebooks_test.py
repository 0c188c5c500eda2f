"""The notebooks, executed as stored: one code cell after the other, as a kernel does, in this process."""

import contextlib
import io
import json
import os
import re
import sys
import tempfile
from unittest import mock

import numpy as np

from support import PROGRAMS, SOURCE, FolderTest, needs

FOLDER = SOURCE / "tools/python/notebooks"


@needs("pandas", "matplotlib")
class Notebooks(FolderTest):
    """Each notebook of the folder has its test."""

    def setUp(self):
        super().setUp()
        settings = {"MPLBACKEND": "Agg", "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
        for patch in (mock.patch.dict(os.environ, settings),
                      mock.patch.object(tempfile, "tempdir", str(self.folder))):
            patch.start()
            self.addCleanup(patch.stop)

    def code_cells(self, name):
        """The code of a notebook, which has to be stored as Jupyter writes it, without outputs."""
        text = (FOLDER / name).read_text()
        notebook = json.loads(text)
        self.assertEqual(text, json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        self.assertGreater(len(cells), 4)
        for cell in cells:
            self.assertEqual((cell["outputs"], cell["execution_count"]), ([], None))
        return ["".join(cell["source"]) for cell in cells]

    def executed(self, name):
        """Executes a notebook; its variables, and what it prints."""
        cells = self.code_cells(name)
        for program in re.findall(r'call\("(\w+)"', "".join(cells)):
            if not (PROGRAMS / program).exists():
                self.skipTest(f"{PROGRAMS / program} has not been built")
        variables, output, figures = {}, io.StringIO(), 0
        for number, cell in enumerate(cells, 1):
            with contextlib.redirect_stdout(output):
                exec(compile(cell, f"{name}, code cell {number}", "exec"), variables)
            figures += self.figures_drawn()
        self.assertGreater(figures, 1)
        return variables, output.getvalue()

    def figures_drawn(self):
        """Draws the figures of a cell, whose axes need labels; their number."""
        pyplot = sys.modules["matplotlib.pyplot"]
        numbers = pyplot.get_fignums()
        for figure in map(pyplot.figure, numbers):
            figure.draw_without_rendering()
            for axis in figure.axes:
                self.assert_labelled(axis, axis is figure.axes[0])
        pyplot.close("all")
        return len(numbers)

    def assert_labelled(self, axis, is_first):
        """The first of a figure tells of x and y, others and colour bars at least of one."""
        told = [bool(axis.get_xlabel()) or not axis.get_xticks().size,
                bool(axis.get_ylabel()) or not axis.get_yticks().size]
        is_enough = all(told) if is_first else any((axis.get_xlabel(), axis.get_ylabel(), all(told)))
        self.assertTrue(is_enough, f"{axis} has ticks, and the labels '{axis.get_xlabel()}', '{axis.get_ylabel()}'")

    def test_first_run(self):
        variables, output = self.executed("first_run.ipynb")
        self.assertEqual(variables["confusion"].sum(), 40)
        self.assertEqual(set(variables["results"]["corruption"]), {"drop_event", "uniform_noise"})
        self.assertEqual(len(variables["wrong"]), variables["predictions"].wrong.sum())
        self.assertIn("(40, 4, 144)", output)

    def test_your_own_events(self):
        variables, output = self.executed("your_own_events.ipynb")
        self.assertEqual(variables["run"].activity().counts.shape, (30, 8, 144))
        accuracy = variables["run"].results["accuracy_percent"]
        self.assertGreater(accuracy[0], 60)  # chance is 33 %
        imported, packed = variables["imported"].test, variables["ebsnn"].open_packed(variables["packed"]).test
        events = [{item[0].tobytes() for item in split} for split in (imported, packed)]
        self.assertTrue(events[0] < events[1], "other events than the first six recordings of the packed file")
        self.assertIn("classes cross, disc, ring", output)

    def test_receptive_fields_and_inhibition(self):
        variables, _ = self.executed("receptive_fields_and_inhibition.ipynb")
        self.assertEqual(set(variables["ei"]["network"]), {"inhibited", "blocked"})
        self.assertGreater(np.nanmax(variables["lateral"]), 0)
        self.assertEqual(np.nanmax(variables["study"].run("blocked", 1).weights("INLat")), 0)

    def test_each_notebook_is_executed(self):
        tests = {name.removeprefix("test_") for name in dir(self) if name.startswith("test_")}
        self.assertLessEqual({path.stem for path in FOLDER.glob("*.ipynb")}, tests)
