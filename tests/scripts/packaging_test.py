"""The version of the project, and what has to say the same."""

import re
import unittest

from support import SOURCE


def text(path):
    """Of a file in the tree."""
    return (SOURCE / path).read_text(encoding="utf-8")


def version():
    """The one of the project."""
    return re.search(r'^__version__ = "(\d+\.\d+\.\d+)"$', text("tools/python/ebsnn/version.py"), re.MULTILINE)[1]


class Version(unittest.TestCase):
    def test_citation_has_it(self):
        self.assertIn(f"\nversion: {version()}\n", text("CITATION.cff"))

    def test_releases_are_those_of_the_spack_recipe(self):
        released = re.findall(r"^## \[(\d\S*)\]", text("CHANGELOG.md"), re.MULTILINE)
        recipe = re.findall(r'version\("(.+?)", tag="v(.+?)"\)', text("tools/spack/packages/ebsnn/package.py"))
        self.assertEqual(sorted(recipe), sorted((name, name) for name in released))
        if released:
            self.assertEqual(released[0], version())

    def test_stands_nowhere_else(self):
        for place in ("CMakeLists.txt", "tools/python/ebsnn/__init__.py", "tools/python/pyproject.toml",
                      "tools/report/ebsnn_report/__init__.py"):
            self.assertNotIn(version(), text(place), place)


if __name__ == "__main__":
    unittest.main()
