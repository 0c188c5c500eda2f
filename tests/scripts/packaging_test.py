"""What packages of the project say, against the tree: versions, and libraries that are needed."""

import re
import subprocess
import unittest

from support import SOURCE, ScriptTest

# What only a Debian build needs, or every Debian build has.
OF_DEBIAN = {"debhelper-compat", "dh-sequence-python3"}
OF_EVERY_BUILD = {"g++"}
# To clone the tree.
OF_DEVELOPERS = {"git", "ca-certificates"}
# Only drawn with, so it is nothing to build with.
OF_REPORTS = {"fonts-liberation"}
# What dpkg-shlibdeps finds.
LIBRARY = re.compile(r"lib[a-z].*\d$")


def text(path):
    """Of a file in the tree."""
    return (SOURCE / path).read_text(encoding="utf-8")


def version():
    """The one of the project."""
    return re.search(r'^__version__ = "(\d+\.\d+\.\d+)"$', text("tools/python/ebsnn/version.py"), re.MULTILINE)[1]


def set_up(name):
    """Packages in a list of tools/setup, with those of other lists that it names."""
    script = re.search(r"^(\w+_packages=\((?:.|\n)*?)^check_packages", re.sub("(?m)^#.*", "", text("tools/setup")), re.MULTILINE)[1]
    done = subprocess.run(["bash", "-c", f'{script}\necho "${{{name}_packages[@]}}"'], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def control(package, field):
    """Names in a list of tools/debian/control; `package` is None for the source."""
    start = f"Package: {package}" if package else "Source: ebsnn"
    paragraph = next(part for part in text("tools/debian/control").split("\n\n") if part.startswith(f"{start}\n"))
    listed = re.search(rf"^{field}:((?:\n .*)+)", paragraph, re.MULTILINE)[1]
    return {line.split()[0].rstrip(",") for line in listed.split("\n")[1:] if "${" not in line.split()[0]}


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
                      "tools/report/ebsnn_report/__init__.py", *(f"tools/debian/{name}" for name in ("control", "rules"))):
            self.assertNotIn(version(), text(place), place)


class Debian(ScriptTest):
    def test_builds_with_the_packages_of_setup(self):
        self.assertEqual(control(None, "Build-Depends") - OF_DEBIAN,
                         set_up("build") - OF_EVERY_BUILD - OF_DEVELOPERS - OF_REPORTS)

    def test_runs_with_the_packages_of_setup(self):
        needed = (control("ebsnn", "Depends") | control("python3-ebsnn", "Depends")) - {"python3-ebsnn"}
        self.assertEqual(needed, {name for name in set_up("run") if not LIBRARY.fullmatch(name)} - {"python3"})

    def test_license_is_that_of_the_project(self):
        shown = [line.strip().removeprefix(".") for line in text("tools/debian/copyright").splitlines()]
        for line in text("LICENSE").splitlines()[4:]:
            self.assertIn(line.strip(), shown)

    def version_of_package(self, *commands):
        """What tools/package-debian calls the package of a tree with these git commands after its commit."""
        tree, out = self.top / "tree", self.top / "out"
        for name in ("tools/package-debian", "tools/common.sh", "tools/python/ebsnn/version.py", "tools/debian/control"):
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_bytes((SOURCE / name).read_bytes())
        (tree / "tools/package-debian").chmod(0o755)
        environment = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
                       for key, value in (("NAME", "a"), ("EMAIL", "a@b"), ("DATE", "2026-05-04T03:02:01+0200"))}
        for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message=one"], *commands):
            self.assert_done(self.start("git", *words, folder=tree, environment=environment))
        self.fake("dpkg-source")
        self.assert_done(self.start(tree / "tools/package-debian", "--source", out))
        [[_, made]] = self.calls("dpkg-source")
        log = (out / made / "debian/changelog").read_text(encoding="utf-8")
        self.assertIn("Mon, 4 May 2026 03:02:01 +0200", log)
        return re.match(r"ebsnn \((.*)-1\)", log)[1]

    def test_version_of_a_release(self):
        self.assertEqual(self.version_of_package(["tag", f"v{version()}"]), version())

    def test_version_before_a_release(self):
        self.assertRegex(self.version_of_package(), rf"^{re.escape(version())}~git20260504\.010201\.[0-9a-f]{{7,}}$")

    def test_version_after_a_release(self):
        later = [["tag", f"v{version()}"], ["commit", "--quiet", "--allow-empty", "--message=two"]]
        self.assertRegex(self.version_of_package(*later), rf"^{re.escape(version())}\+git20260504\.010201\.[0-9a-f]{{7,}}$")


if __name__ == "__main__":
    unittest.main()
