"""The arithmetic of the report, compared with numbers computed by hand."""

import math
import unittest

import numpy as np

from ebsnn_report import arithmetic


class Arithmetic(unittest.TestCase):
    """Known answers."""

    def test_sparseness_is_0_for_equal_and_1_for_single(self):
        rates = np.array([[5.0, 5, 5, 5], [0, 0, 7, 0], [0, 0, 0, 0]])
        found = arithmetic.sparseness(rates.sum(axis=1), (rates ** 2).sum(axis=1), 4)
        self.assertAlmostEqual(found[0], 0)
        self.assertAlmostEqual(found[1], 1)
        self.assertTrue(math.isnan(found[2]))
        # half active: (1 - (1/2)^2 / (1/2)) / (1 - 1/4) = 2/3
        self.assertAlmostEqual(arithmetic.sparseness(np.array([2]), np.array([2]), 4)[0], 2 / 3)

    def test_half_gain_lies_on_the_line_between_levels(self):
        levels = np.array([0.0, 0.5, 1.0])
        # gain 80, half is 50 %: between 70 at 0.5 and 20 at 1.0, at 0.5 + 0.5 * 20 / 50
        half = arithmetic.half_gain_level(levels, np.array([90.0, 70.0, 20.0]), 90.0, 10.0)
        self.assertAlmostEqual(half, 0.7)
        # just above half at 0.5: gains 9/16 and 2/16
        half = arithmetic.half_gain_level(levels, np.array([90.0, 55.0, 20.0]), 90.0, 10.0)
        self.assertAlmostEqual(half, 0.5 + 0.5 / 7)
        never = arithmetic.half_gain_level(levels, np.array([90.0, 80.0, 70.0]), 90.0, 10.0)
        self.assertTrue(math.isnan(never))
        no_gain = arithmetic.half_gain_level(levels, np.array([10.0, 10.0, 10.0]), 10.0, 10.0)
        self.assertTrue(math.isnan(no_gain))

    def test_half_gain_is_over_the_chance_of_the_test_set(self):
        # gain 90 - 50 = 40, half is 70 %
        half = arithmetic.half_gain_level(np.array([0.0, 1.0]), np.array([90.0, 50.0]), 90.0, 50.0)
        self.assertAlmostEqual(half, 0.5)

    def test_chance_counts_the_classes_that_have_recordings(self):
        confusion = np.zeros((3, 10, 10), dtype=np.uint64)
        self.assertEqual(arithmetic.chance_percent(confusion), 100)
        confusion[0, 3, 5] = confusion[2, 7, 7] = 4  # predictions do not count
        self.assertEqual(arithmetic.chance_percent(confusion), 50)
        self.assertEqual(arithmetic.chance_percent(confusion[0]), 100)
        self.assertEqual(arithmetic.chance_percent(np.ones((1, 10, 10))), 10)

    def test_spread_needs_three_values(self):
        self.assertTrue(math.isnan(arithmetic.spread(np.array([80.0, 90.0]))))
        self.assertEqual(arithmetic.spread(np.array([80.0, 85.0, 90.0])), 5)

    def test_running_quartiles_of_a_ramp(self):
        quartiles = arithmetic.running_quartiles(np.arange(200.0))
        self.assertEqual(arithmetic.window_length(200), 11)
        self.assertEqual(quartiles[1, 100], 100)
        self.assertEqual(quartiles[0, 100], 97.5)
        self.assertEqual(quartiles[2, 100], 102.5)
        self.assertEqual(quartiles[1, 0], 2.5)  # half a window at the end

    def test_running_quartiles_of_few_values(self):
        self.assertEqual(arithmetic.running_quartiles(np.array([3.0])).tolist(), [[3], [3], [3]])

    def test_order_unscrambles_a_gradient(self):
        centres = np.linspace(0, 20, 25)
        fields = np.exp(-((np.arange(-10, 31) - centres[:, None]) / 3) ** 2)
        scrambled = np.random.default_rng(1).permutation(25)
        order = scrambled[arithmetic.similarity_order(fields[scrambled])]
        self.assertIn(order.tolist(), [list(range(25)), list(range(25))[::-1]])

    def test_order_names_every_row_once(self):
        rows = np.random.default_rng(2).normal(size=(40, 30))
        rows[7] = 0  # no correlation with anything
        self.assertEqual(sorted(arithmetic.similarity_order(rows)), list(range(40)))
