"""tools/cmake/revision.cmake: the git revision in every file's provenance is that of the source tree."""

import os
import re
import subprocess
import unittest

from support import SOURCE, ScriptTest


class Revision(ScriptTest):
    def setUp(self):
        super().setUp()
        self.tree = self.top / "tree"
        self.tree.mkdir()

    def git(self, *arguments, tree=None):
        done = subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "safe.directory=*", "-C",
                               str(tree or self.tree), *arguments], check=True, capture_output=True, text=True,
                              env={name: value for name, value in os.environ.items() if not name.startswith("GIT_")})
        return done.stdout.strip()

    def commit(self, tree=None):
        """Returns the revision."""
        tree = tree or self.tree
        self.git("init", "--quiet", tree=tree)
        (tree / "file").write_text(str(tree), encoding="utf-8")
        self.git("add", ".", tree=tree)
        self.git("commit", "--quiet", "--message=one", tree=tree)
        return self.git("rev-parse", "--short=12", "HEAD", tree=tree)

    def revision(self, environment=None, script=SOURCE / "tools/cmake/revision.cmake"):
        """What the header says, and what was shown."""
        header = self.folder / "revision.hpp"
        done = self.start("cmake", f"-DSOURCE={self.tree}", "-DVERSION=1.2.3", f"-DOUTPUT={header}", "-P",
                          script, environment=environment)
        self.assert_done(done)
        return re.search('GIT_REVISION "(.*)"', header.read_text(encoding="utf-8"))[1], done.stderr

    def test_tells_a_changed_tree(self):
        expected = self.commit()
        self.assertEqual(self.revision(), (expected, ""))
        (self.tree / "file").write_text("changed", encoding="utf-8")
        self.assertEqual(self.revision(), (f"{expected}-dirty", ""))

    @unittest.skipIf(os.geteuid() != 0, "only root can give a tree to another user")
    def test_is_true_where_the_tree_belongs_to_another_user(self):
        expected = self.commit()
        for folder, names, files in os.walk(self.tree):
            for name in [".", *names, *files]:
                os.chown(os.path.join(folder, name), 12345, 12345)
        self.assertEqual(self.revision(), (expected, ""))

    def test_is_true_where_git_itself_started_the_build(self):
        expected = self.commit()
        other = self.top / "other"
        other.mkdir()
        self.commit(other)
        inherited = {"GIT_DIR": str(other / ".git"), "GIT_WORK_TREE": str(other)}
        self.assertEqual(self.revision(inherited), (expected, ""))

    def test_is_not_that_of_a_repository_around_the_tree(self):
        self.commit(self.top)
        self.assertEqual(self.revision(), ("unknown", ""))

    def test_is_known_in_a_tree_from_git_archive(self):
        for name in (".gitattributes", "revision.cmake"):
            (self.tree / name).write_bytes((SOURCE / "tools/cmake" / name).read_bytes())
        expected = self.commit()
        self.git("archive", f"--output={self.top}/tree.tar", "HEAD")
        self.tree = self.top / "exported"
        self.tree.mkdir()
        subprocess.run(["tar", "-xf", self.top / "tree.tar", "-C", self.tree], check=True)
        self.assertEqual(self.revision(script=self.tree / "revision.cmake"), (expected, ""))

    def test_says_why_where_git_cannot_tell(self):
        (self.tree / ".git").write_text("gitdir: /nowhere\n", encoding="utf-8")
        revision, shown = self.revision()
        self.assertEqual(revision, "unknown")
        self.assertIn("the git revision is unknown", shown)
        self.assertIn("/nowhere", shown)


if __name__ == "__main__":
    unittest.main()
