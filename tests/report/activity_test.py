"""Spikes of a run: which are read, and what is computed of them."""

import math
from unittest import mock

import numpy as np

from ebsnn_report import run as run_module
from ebsnn_report.figures.activity import _distributions
from ebsnn_report.run import TEST_SET, TRAINING_SET, Activity
from ebsnn_report.run_folder import load_run
from support import FolderTest, write_activity

STEPS = 350  # ms, which the files do not say


class Spikes(FolderTest):
    """Hand-made activity: 7 recordings, 4 windows, 5 neurons."""

    def setUp(self):
        super().setUp()
        self.counts = np.random.default_rng(5).integers(0, 4, (7, 4, 5)) * np.array([1, 2, 0, 30, 80])
        self.counts[2, 1] = 0
        self.counts[3, 3] = [0, 0, 0, 9, 0]

    def write(self, *names):
        """These files of the activity."""
        for name in names:
            write_activity(self.folder / "activity" / name, self.counts)

    def test_spikes_are_read_of_uncorrupted_recordings_alone(self):
        self.write("train.h5", "clean.h5", "drop_event/0.5.h5")
        run = load_run(self.folder)
        self.assertEqual(list(run.activity), [TEST_SET, TRAINING_SET])
        self.assertNotIsInstance(run.tested["drop_event"][0.5], Activity)
        self.assertEqual(run.tested["drop_event"][0.5].surviving_events.tolist(), [[7, 7]] * 7)
        self.assertIs(run.tested["drop_event"][0.0], run.clean)

    def test_level_0_stands_for_the_clean_test_set(self):
        self.write("drop_event/0.h5", "drop_event/0.5.h5")
        self.assertEqual(list(load_run(self.folder).activity), [TEST_SET])

    def test_a_comparison_reads_no_spikes(self):
        self.write("train.h5", "clean.h5", "drop_event/0.5.h5")
        run = load_run(self.folder, spikes=False)
        self.assertEqual((run.activity, run.problems, len(run.files)), ({}, [], 3))
        self.assertEqual(len(run.one_presented.label), 7)

    def test_distributions_are_those_of_the_definitions(self):
        self.write("clean.h5")
        for at_once in (1, 3, 500):
            with mock.patch.object(run_module, "RECORDINGS_AT_ONCE", at_once):
                found = _distributions(load_run(self.folder).activity[TEST_SET])
            rates = self.counts.reshape(-1, 5) * (1000 / STEPS)
            np.testing.assert_allclose(found["neuron_rate_hz"], rates.mean(axis=0))
            np.testing.assert_allclose(found["population_rate_hz"], rates.mean(axis=1))
            np.testing.assert_array_equal(found["silent_percent"], 100 * (rates == 0).mean(axis=1))
            np.testing.assert_allclose(found["population_sparseness"], [_sparseness(row) for row in rates])
            np.testing.assert_allclose(found["lifetime_sparseness"], [_sparseness(row) for row in rates.T])
            self.assertEqual(found["population_sparseness"][15], 1)  # exactly: a histogram ends there


def _sparseness(rates):
    n = len(rates)
    if not rates.any():
        return math.nan
    return (1 - rates.mean() ** 2 / (rates ** 2).mean()) / (1 - 1 / n)
