"""src/statistics against scipy, statsmodels, scikit-learn and numpy, on random cases.

The program statistics_cases computes the cases. Exit code 0: all agree; 1: one does not; 77: those that ran agree, but a
library is missing.
"""

import importlib.util
import os
import pathlib
import random
import subprocess
import sys
import unittest

SKIPPED = 77
PROGRAM = pathlib.Path(os.environ["EBSNN_PROGRAM_DIR"]) / "statistics_cases"
PACKAGES = {"scipy": "python3-scipy", "statsmodels": "python3-statsmodels", "sklearn": "python3-sklearn"}
MISSING = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
REACHED, NEVER_REACHED, NOT_ABOVE_CHANCE = 0, 1, 2


def needs(name):
    """Skips a test class without the library."""
    return unittest.skipIf(name in MISSING, f"{sys.executable} has no {name} (Debian: {PACKAGES[name]})")


def computed(cases):
    """The results of (function, list, ...): a list of numbers for each."""
    def text(case):
        return "; ".join([case[0], *(" ".join(repr(float(x)) for x in part) for part in case[1:])])
    done = subprocess.run([PROGRAM], input="\n".join(map(text, cases)) + "\n", capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    results = [[float(word) for word in line.split()] for line in done.stdout.splitlines()]
    assert len(results) == len(cases)
    return results


def curve(rng, count):
    """Rising levels, and accuracies that mostly fall."""
    levels = sorted(rng.sample(range(100), count))
    return levels, [min(100.0, max(0.0, 95 - level + rng.gauss(0, 10))) for level in levels]


class PeerTest(unittest.TestCase):
    def setUp(self):
        self.rng = random.Random(self.id())

    def differences(self, count):
        return [self.rng.gauss(0.4, 1) for _ in range(count)]

    def agree(self, results, expected, relative=1e-10):
        self.assertEqual(len(results), len(expected))
        for result, value in zip(results, expected):
            self.assertAlmostEqual(result, value, delta=relative * abs(value) + 1e-300)

    def all_agree(self, function, inputs, peer, relative=1e-10):
        """`peer` gives the expected list of numbers from the same lists."""
        self.assertTrue(inputs)
        for lists, result in zip(inputs, computed([(function, *lists) for lists in inputs])):
            with self.subTest(function=function, lists=lists):
                self.agree(result, peer(*lists), relative)


@needs("scipy")
class Scipy(PeerTest):
    def test_sign_flip(self):
        from scipy.stats import permutation_test

        def peer(differences):
            test = permutation_test((differences,), lambda x, axis: x.mean(axis=axis), permutation_type="samples",
                                    vectorized=True, n_resamples=float("inf"))
            return [test.pvalue]
        self.all_agree("sign_flip", [[self.differences(count)] for count in range(2, 13)], peer)

    def test_mcnemar(self):
        from scipy.stats import binomtest
        counts = [(0, 0), (0, 1), (5, 5), (480, 520), (499, 501), (480, 521), (1200, 1300), (29000, 29900), (7, 3000)]
        self.all_agree("mcnemar", [[pair] for pair in counts],
                       lambda pair: [binomtest(pair[0], sum(pair)).pvalue if sum(pair) else 1.0], relative=1e-8)

    def test_equivalence(self):
        from scipy.stats import sem, ttest_1samp

        def peer(differences, margin):
            above = ttest_1samp(differences, -margin[0], alternative="greater").pvalue
            below = ttest_1samp(differences, margin[0], alternative="less").pvalue
            return [sum(differences) / len(differences), sem(differences), above, below, max(above, below)]
        self.all_agree("equivalence", [[self.differences(count), [margin]] for count in (2, 3, 10, 20) for margin in (0.1, 1, 3)],
                       peer)


@needs("statsmodels")
class Statsmodels(PeerTest):
    def test_holm(self):
        from statsmodels.stats.multitest import multipletests
        lists = [[self.rng.random() ** 3 for _ in range(count)] for count in (1, 2, 5, 5, 20)]
        lists.append([0.01, 0.04, 0.01, 0.03, 0.0, 1.0])
        self.all_agree("holm", [[p] for p in lists], lambda p: multipletests(p, method="holm")[1])

    def test_mcnemar(self):
        from statsmodels.stats.contingency_tables import mcnemar
        self.all_agree("mcnemar", [[pair] for pair in ((1, 9), (40, 22), (300, 351), (700, 690))],
                       lambda pair: [mcnemar([[50, pair[0]], [pair[1], 50]], exact=True).pvalue])

    def test_equivalence(self):
        import numpy
        from statsmodels.stats.weightstats import ttost_paired
        for count in (3, 10):
            differences = self.differences(count)
            [result] = computed([("equivalence", differences, [1.0])])
            p, above, below = ttost_paired(numpy.array(differences), numpy.zeros(count), -1.0, 1.0)
            self.agree(result[2:], [above[1], below[1], p])


@needs("sklearn")
class ScikitLearn(PeerTest):
    def fit(self, accuracies):
        from sklearn.isotonic import IsotonicRegression
        return IsotonicRegression(increasing=False).fit_transform(range(len(accuracies)), accuracies)

    def test_non_increasing_fit(self):
        lists = [[self.rng.uniform(0, 100) for _ in range(count)] for count in (1, 2, 11, 11, 40)]
        self.all_agree("fit", [[values] for values in lists], self.fit)

    def test_area(self):
        from sklearn.metrics import auc
        self.all_agree("auc", [curve(self.rng, count) for count in (2, 5, 11)],
                       lambda levels, accuracies: [auc(levels, accuracies) / (levels[-1] - levels[0])])

    def test_half_saturation(self):
        import numpy

        def peer(levels, accuracies, chance):
            share = (self.fit(accuracies) - chance[0]) / (self.fit(accuracies)[0] - chance[0])
            self.assertLess(share[-1], 0.5)
            # The fit falls strictly around 1/2, so there is one crossing, and the fit can be read backwards.
            return [REACHED, numpy.interp(0.5, share[::-1], levels[::-1])]
        inputs = [[*curve(self.rng, 11), [10.0]] for _ in range(40)]
        self.all_agree("half", [lists for lists in inputs if max(lists[1][-2:]) < 40], peer)

    def test_half_saturation_that_is_not_there(self):
        never, chance = computed([("half", [0, 1], [90, 60], [10]), ("half", [0, 1], [10, 20], [50])])
        self.assertEqual((never[0], chance[0]), (NEVER_REACHED, NOT_ABOVE_CHANCE))


@needs("scipy")
class Numpy(PeerTest):
    def test_percentile(self):
        import numpy
        values = sorted(self.rng.gauss(0, 1) for _ in range(200))
        self.all_agree("percentile", [[values[:count], [q]] for count in (1, 7, 200) for q in (0, 2.5, 50, 97.5, 100)],
                       lambda values, q: [numpy.percentile(values, q[0])])

    def test_corruption_errors(self):
        import numpy
        network, reference = (numpy.array([self.rng.uniform(0, 80) for _ in range(5)]) for _ in range(2))
        self.all_agree("error", [[network, reference]],
                       lambda a, b: [(1 - a / 100).mean() / (1 - b / 100).mean()])
        self.all_agree("relative_error", [[[90], network, [85], reference]],
                       lambda a0, a, b0, b: [(a0[0] - a).mean() / (b0[0] - b).mean()])

    def test_bootstrap(self):
        import numpy
        shape = seeds, networks, levels, recordings = 4, 2, 3, 150
        replicates = 25
        bits = numpy.array([self.rng.random() < 0.8 for _ in range(numpy.prod(shape))], float)
        [result] = computed([("bootstrap", [*shape, 5, replicates], bits)])
        for row in numpy.reshape(result, (replicates, -1)):
            of_seed, of_recording, accuracies = numpy.split(row, [seeds, seeds + recordings])
            self.assertEqual((of_seed.sum(), of_recording.sum()), (seeds, recordings))
            expected = numpy.einsum("s,r,snlr->nl", of_seed, of_recording, bits.reshape(shape))
            self.agree(accuracies, 100 * expected.ravel() / (seeds * recordings))


if __name__ == "__main__":
    outcome = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__]))
    if not outcome.wasSuccessful() or outcome.testsRun == 0:
        sys.exit(1)
    sys.exit(SKIPPED if MISSING else 0)
