"""submit-study and submit-plan: what they ask of sbatch, and what they refuse."""

import os
import pathlib
import re
import shlex
import unittest

from slurm_support import ODD, OUTER_JOB, SLURM, WRONG_SETTINGS, SlurmTest


class SubmitStudy(SlurmTest):
    def submit(self, *arguments, environment=None, script=SLURM / "submit-study"):
        options = ["--data", "data.h5", "--out", "run", *arguments]
        return self.start(script, *options, environment=environment)

    def settings(self, options):
        """A file of settings with these options of sbatch."""
        path = self.top / "settings.sh"
        path.write_text((SLURM / "settings.sh").read_text(encoding="utf-8")
                        .replace("EBSNN_SBATCH_OPTIONS=()", f"EBSNN_SBATCH_OPTIONS=({options})"), encoding="utf-8")
        return {"EBSNN_SETTINGS": str(path)}

    def memories(self):
        """The options for memory in each call of sbatch."""
        return [[word for word in call if word.startswith("--mem")] for call in self.calls("sbatch")]

    def test_asks_for_memory(self):
        self.assert_done(self.submit())
        self.assertEqual(self.memories(), [["--mem-per-cpu=1G"], ["--mem-per-cpu=1G"], ["--mem-per-cpu=4G"]])

    def test_memory_of_the_settings_wins(self):
        for options in ("--mem=1G", "--mem 1G", "--mem-per-cpu=3G", "--qos=long --mem-per-gpu=1G"):
            with self.subTest(options=options):
                before = len(self.calls("sbatch"))
                self.assert_done(self.submit(environment=self.settings(options)))
                given = [word for word in options.split() if word.startswith("--mem")]
                self.assertEqual(self.memories()[before:], [given] * 3)

    def test_memory_of_the_environment_wins(self):
        self.assert_done(self.submit(environment={"SBATCH_MEM_PER_NODE": "3G"}))
        self.assertEqual(self.memories(), [[]] * 3)
        self.assertEqual(self.variables()["SBATCH_MEM_PER_NODE"], "3G")

    def test_binding_of_memory_is_not_an_amount(self):
        self.assert_done(self.submit(environment=self.settings("--mem-bind=local")))
        self.assertEqual(self.memories()[0], ["--mem-bind=local", "--mem-per-cpu=1G"])

    def test_scripts_leave_the_memory_to_the_command_line(self):
        for script in SLURM.glob("*.sbatch"):
            self.assertNotIn("#SBATCH --mem", script.read_text(encoding="utf-8"), script)

    def test_nothing_of_the_job_around_it_reaches_the_new_jobs(self):
        kept = {"SLURM_CONF": "/etc/slurm.conf", "PMIX_MCA_gds": "hash", "SBATCH_ACCOUNT": "vision"}
        self.assert_done(self.submit(environment={**OUTER_JOB, **kept}))
        variables = self.variables()
        self.assertEqual({name: variables.get(name) for name in kept}, kept)
        self.assertEqual([name for name in OUTER_JOB if name in variables], [])

    def test_variables_that_would_make_other_jobs_are_ignored_with_a_warning(self):
        given = {"SBATCH_WAIT": "1", "SBATCH_ARRAY_INX": "1-9", "SBATCH_EXPORT": "NONE", "SBATCH_OPEN_MODE": "truncate"}
        done = self.submit(environment=given)
        self.assert_done(done)
        for name in given:
            self.assertNotIn(name, self.variables())
            self.assertIn(f"{name} is ignored", done.stderr)

    def test_odd_paths_arrive_as_they_are(self):
        out, data, network = (f"{ODD} {name}" for name in ("out", "data", "network"))
        done = self.start(SLURM / "submit-study", "--data", data, "--out", out, "--network", network)
        self.assert_done(done)
        evaluation, classification = self.calls("sbatch")
        script = evaluation.index(str(SLURM / "evaluate-array.sbatch"))
        self.assertEqual(evaluation[script + 1:], ["--data", data, "--network", network, "--out", out])
        self.assertEqual(classification[-2:], ["--out", out])
        log = f"{self.folder}/{out}/log/".replace("%", "%%")
        self.assertIn(f"--output={log}evaluate-%A_%a.log", evaluation)
        self.assertIn(f"--output={log}classify-%j.log", classification)
        self.assertTrue((self.folder / out / "log").is_dir())

    def test_names_of_folders_may_begin_with_a_dash(self):
        self.assert_done(self.submit("--out", "-r10"))
        self.assertTrue((self.folder / "-r10/log").is_dir())
        self.assertEqual(self.calls("sbatch")[-1][-2:], ["--out", "-r10"])

    def test_values_may_follow_an_equals_sign(self):
        self.fake("ebsnn_study", "echo 1")
        for words in (["--data", "d.h5", "--out", "a=b", "--seed", "3"], ["--plan", "p.toml", "--out", "a=b"]):
            with self.subTest(words=words):
                joined = [f"{name}={value}" for name, value in zip(words[::2], words[1::2])]
                printed = [self.start(SLURM / "submit-study", "--print", *given) for given in (words, joined)]
                self.assert_done(printed[1])
                self.assertEqual(printed[1].stdout, printed[0].stdout)
                self.assertIn("a=b", printed[1].stdout)

    def test_scripts_may_lie_in_an_odd_folder(self):
        scripts = self.top / ODD
        scripts.symlink_to(SLURM)
        self.assert_done(self.submit(script=scripts / "submit-study"))
        self.assertEqual(self.variables()["EBSNN_SLURM"], str(scripts))
        self.assertIn("--export=ALL", self.calls("sbatch")[0])

    def test_posix_mode_of_the_user_does_not_matter(self):
        done = self.submit(environment={"POSIXLY_CORRECT": "1"})
        self.assert_done(done)
        self.assertEqual(done.stderr, "")

    def test_may_be_started_by_a_link(self):
        for name, words in (("submit-study", ["--data", "data.h5"]), ("submit-plan", ["--plan", "plan.toml"])):
            with self.subTest(name=name):
                self.fake("ebsnn_study", "echo 1")
                link = self.top / name
                link.symlink_to(SLURM / name)
                self.assert_done(self.start(link, "--out", "run", *words))
                self.assertEqual(self.variables()["EBSNN_SLURM"], str(SLURM))

    def test_cdpath_of_the_user_does_not_matter(self):
        (self.folder / "slurm").symlink_to(SLURM)
        self.assert_done(self.submit(script="slurm/submit-study", environment={"CDPATH": f".:{self.top}"}))
        self.assertEqual(self.variables()["EBSNN_SLURM"], f"{self.folder}/slurm")

    def test_installed_scripts_work(self):
        build = pathlib.Path(os.environ["EBSNN_PROGRAM_DIR"]).parent
        installed = self.top / "installed"
        self.assert_done(self.start("cmake", "--install", build, "--component", "slurm", "--prefix", installed))
        self.assert_done(self.submit(script=installed / "share/ebsnn/slurm/submit-study"))
        self.assertIn(str(installed / "share/ebsnn/slurm/train.sbatch"), self.calls("sbatch")[0])

    def test_printed_commands_are_those_that_would_run(self):
        out = f"{ODD} out"
        self.assert_done(self.start(SLURM / "submit-study", "--data", "data.h5", "--out", out))
        submitted = self.calls("sbatch")
        printed = self.start(SLURM / "submit-study", "--data", "data.h5", "--out", out, "--print")
        self.assert_done(printed)
        lines = printed.stdout.replace("\\<train\\>", "4711").replace("\\<evaluate\\>", "4711")
        self.assert_done(self.start("bash", "-euc", lines))
        self.assertEqual(self.calls("sbatch")[len(submitted):], submitted)

    def test_backslash_is_refused(self):
        done = self.start(SLURM / "submit-study", "--data", "data.h5", "--out", "a\\b")
        self.assert_refused(done, "--out a\\b", "backslash")
        self.assertEqual(self.calls("sbatch"), [])

    def test_number_of_a_job_is_found_in_what_sbatch_prints(self):
        for printed, number in (("12\n", "12"), ("12;alpha\n", "12"), ("12\r\n", "12"), ("Submitted batch job 12\n", "12"),
                                ("Submitted batch job 12 on cluster alpha\n", "12"), ("Info: 3 nodes\n\n12\n", "12")):
            with self.subTest(printed=printed):
                self.fake("sbatch", f"printf {shlex.quote(printed)}")
                done = self.submit()
                self.assert_done(done)
                self.assertIn(f"train: job {number}\n", done.stdout)
                self.assertIn(f"--dependency=afterok:{number}", self.calls("sbatch")[-1])

    def test_no_number_of_a_job_is_an_error(self):
        for printed in ("", "12\nHave a nice day\n", "job 12\n", "0\n", "12 13\n", "12;\n"):
            with self.subTest(printed=printed):
                before = len(self.calls("sbatch"))
                self.fake("sbatch", f"printf {shlex.quote(printed)}")
                done = self.submit()
                self.assertEqual(done.returncode, 1)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                self.assertIn("submit-study: error: train: sbatch printed ", done.stderr)
                self.assertIn(printed.strip().splitlines()[-1] if printed else "''", done.stderr)
                self.assertEqual(len(self.calls("sbatch")), before + 1)

    def test_jobs_before_one_that_cannot_be_submitted_are_told(self):
        for number, cancel in (("$job", "scancel 1 2"), ("$job;alpha", "scancel --clusters=alpha 1 2")):
            with self.subTest(number=number):
                count = shlex.quote(str(self.top / "count"))
                self.fake("sbatch", f'echo >>{count}; job=$(wc -l <{count})\n[ "$job" -lt 3 ] || exit 7\necho "{number}"')
                done = self.submit()
                self.assertEqual(done.returncode, 1)
                self.assertEqual(done.stderr, "submit-study: error: classify: sbatch ended with exit code 7; "
                                              f"to remove what was submitted: {cancel}\n")
                (self.top / "count").unlink()

    def test_number_of_all_tasks_of_another_array_is_ignored(self):
        done = self.submit(environment={"EBSNN_TASKS": "51"})
        self.assert_done(done)
        self.assertNotIn("EBSNN_TASKS", self.variables())
        self.assertIn("EBSNN_TASKS is ignored", done.stderr)

    def test_out_that_is_a_file_is_refused(self):
        (self.folder / "file").touch()
        self.assert_refused(self.submit("--out", "file"), "--out file: ")

    def test_what_modules_print_and_leave_unset_does_not_matter(self):
        module = {"EBSNN_MODULES": "gcc mpi", "BASH_FUNC_module%%": "() { echo Loading $2 $NOT_SET; }"}
        self.assert_done(self.submit(environment=module))
        self.assertIn("--array=1-2", self.calls("sbatch")[1])

    def test_job_that_cannot_be_told_is_told_on_standard_error(self):
        done = self.start("bash", "-c", f"{shlex.quote(str(SLURM / 'submit-study'))} --data data.h5 --out run >/dev/full")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "submit-study: error: train: job 4711, which cannot be written to standard output; "
                                      "to remove what was submitted: scancel 4711\n")

    def test_without_units_nothing_is_submitted(self):
        self.fake("ebsnn_eval")
        self.assert_refused(self.submit(), "lists no units")
        self.assertEqual(self.calls("sbatch"), [])

    def test_settings_with_texts_for_lists_are_refused(self):
        settings = (SLURM / "settings.sh").read_text(encoding="utf-8")
        for name in ("SBATCH_OPTIONS", "CONTAINER_COMMAND", "SRUN_OPTIONS", "MPIRUN_OPTIONS"):
            with self.subTest(name=name):
                text = re.sub(rf"(?m)^(EBSNN_{name})=\(.*?\)", r"\1='--a --b'", settings)
                (self.top / "settings.sh").write_text(text, encoding="utf-8")
                self.assert_refused(self.submit(environment={"EBSNN_SETTINGS": str(self.top / "settings.sh")}),
                                    f"{self.top}/settings.sh: EBSNN_{name}: must be a list in parentheses")

    def test_settings_with_line_ends_of_windows_are_refused(self):
        text = (SLURM / "settings.sh").read_bytes().replace(b"\n", b"\r\n")
        (self.top / "settings.sh").write_bytes(text)
        self.assert_refused(self.submit(environment={"EBSNN_SETTINGS": str(self.top / "settings.sh")}),
                            f"{self.top}/settings.sh: has line ends of Windows")

    def test_settings_of_the_current_folder_are_not_looked_for_on_the_path(self):
        (self.folder / "mine.sh").write_text((SLURM / "settings.sh").read_text(encoding="utf-8"), encoding="utf-8")
        (self.commands / "mine.sh").write_text("false", encoding="utf-8")
        self.assert_done(self.submit(environment={"EBSNN_SETTINGS": "mine.sh"}))

    def test_settings_that_fail_are_named(self):
        (self.top / "settings.sh").write_text("false", encoding="utf-8")
        self.assert_refused(self.submit(environment={"EBSNN_SETTINGS": str(self.top / "settings.sh")}),
                            f"{self.top}/settings.sh: ended with exit code 1")

    def test_numbers_are_checked(self):
        for option, value in (("--train-ranks", "two"), ("--eval-ranks", "0"), ("--tasks", "99999999999999999999"),
                              ("--throttle", "08"), ("--signal", "-1")):
            with self.subTest(option=option):
                self.assert_refused(self.submit(option, value), f"{option} {value}: must be a whole number from 1 to 1000000")

    def test_options_of_a_training_that_there_is_not_are_refused(self):
        for option in ("--patches", "--checkpoint-every", "--batch", "--train-config", "--train-ranks", "--train-time"):
            with self.subTest(option=option):
                self.assert_refused(self.submit("--network", "given.h5", option, "5"),
                                    f"{option}: there is no training with --network given.h5")

    def test_options_without_a_value_are_refused(self):
        for words in (["--network", ""], ["--tasks", ""], ["--corruption"]):
            with self.subTest(words=words):
                self.assert_refused(self.submit(*words), f"{words[0]}: needs a value")
        self.assertEqual(self.calls("sbatch"), [])

    def test_wrong_settings_are_refused_before_anything_is_submitted(self):
        for name, value, says in WRONG_SETTINGS:
            with self.subTest(name=name, value=value):
                self.assert_refused(self.submit(environment={name: value}), f"{name}={value}: ", says)
        self.assertEqual(self.calls("sbatch"), [])

    def test_settings_that_lack_one_are_refused(self):
        (self.top / "settings.sh").write_text("EBSNN_PARTITION='' EBSNN_ACCOUNT=''", encoding="utf-8")
        self.assert_refused(self.submit(environment={"EBSNN_SETTINGS": str(self.top / "settings.sh")}),
                            f"{self.top}/settings.sh: does not set EBSNN_MODULES")

    def test_names_of_data_are_not_taken_for_options(self):
        self.assert_refused(self.start(SLURM / "submit-study", "--out", "x --data y"), "--data is required")
        self.assert_refused(self.submit("--train-ranks", "2", "--seed", "1 --batch 2"), "need --batch")


class SubmitPlan(SlurmTest):
    """submit-study --plan, with a program that knows how many pieces a stage has."""

    PIECES = {"train": 4, "vary": 0, "evaluate": 6, "classify": 9}

    def setUp(self):
        super().setUp()
        counts = "\n".join(f"{stage}) seq {count} ;;" for stage, count in self.PIECES.items() if count)
        self.fake("ebsnn_study", f'case "${{*: -2:1}}" in\n{counts}\nesac')

    def submit(self, *arguments):
        return self.start(SLURM / "submit-study", "--plan", "plan.toml", "--out", "STUDY", *arguments)

    def jobs(self):
        """Of each job: name, array, ranks, job that it waits for, and what its script is given."""
        jobs = []
        for call in self.calls("sbatch"):
            script = call.index(str(SLURM / "study.sbatch"))
            given = dict(word.split("=", 1) for word in call[:script] if word.startswith("--") and "=" in word)
            jobs.append((given["--job-name"], given.get("--array"), given["--ntasks"], given.get("--dependency"),
                         call[script + 1:]))
        return jobs

    def test_has_a_job_for_each_stage_with_pieces(self):
        self.assert_done(self.submit("--eval-ranks", "2", "--throttle", "3"))
        plan = ["--plan", "plan.toml", "--out", "STUDY", "--stage"]
        self.assertEqual(self.jobs(), [
            ("ebsnn-calibrate", None, "1", None, [*plan, "calibrate"]),
            ("ebsnn-train", "1-4%3", "1", "afterok:4711", [*plan, "train"]),
            ("ebsnn-evaluate", "1-6%3", "2", "afterok:4711", [*plan, "evaluate"]),
            ("ebsnn-classify", "1-9%3", "1", "afterok:4711", [*plan, "classify"]),
            ("ebsnn-test", None, "1", "afterok:4711", [*plan, "test"])])
        self.assertTrue((self.folder / "STUDY/log").is_dir())

    def test_tasks_are_at_most_those_asked_for(self):
        self.assert_done(self.submit("--tasks", "5"))
        self.assertEqual([job[1] for job in self.jobs()], [None, "1-4", "1-5", "1-5", None])

    def test_seeds_reach_the_count_and_the_jobs(self):
        self.assert_done(self.submit("--seeds", "1-3"))
        for call in [*self.calls("ebsnn_study"), *(job[4] for job in self.jobs())]:
            self.assertEqual(call[call.index("--seeds") + 1], "1-3")

    def test_printed_commands_are_those_that_would_run(self):
        self.assert_done(self.submit())
        submitted = self.calls("sbatch")
        printed = self.submit("--print")
        self.assert_done(printed)
        lines = re.sub(r"\\<\w+\\>", "4711", printed.stdout)
        self.assert_done(self.start("bash", "-euc", lines))
        self.assertEqual(self.calls("sbatch")[len(submitted):], submitted)

    def test_cdpath_of_the_user_does_not_matter(self):
        (self.folder / "slurm").symlink_to(SLURM)
        self.assert_done(self.start("slurm/submit-plan", "--plan", "plan.toml", "--out", "STUDY",
                                    environment={"CDPATH": f".:{self.top}"}))
        self.assertEqual(self.variables()["EBSNN_SLURM"], f"{self.folder}/slurm")

    def test_bad_plan_ends_before_anything_is_submitted(self):
        self.fake("ebsnn_study", "echo 'ebsnn_study: error: plan.toml: is missing' >&2; exit 2")
        done = self.submit()
        self.assertEqual(done.returncode, 2)
        self.assertIn("plan.toml: is missing", done.stderr)
        self.assertEqual(self.calls("sbatch"), [])
        self.assertFalse((self.folder / "STUDY").exists())

    def test_stage_whose_pieces_cannot_be_counted_ends_before_anything_is_submitted(self):
        self.fake("ebsnn_study", '[ "${*: -2:1}" != classify ] || exit 1\necho 1')
        self.assertEqual(self.submit().returncode, 2)
        self.assertEqual(self.calls("sbatch"), [])

    def test_options_that_the_plan_sets_are_refused(self):
        self.assert_refused(self.submit("--patches", "5"), "--patches", "plan")
        self.assert_refused(self.submit("--tasks", "0"), "--tasks 0: must be a whole number from 1 to 1000000")
        self.assertEqual(self.calls("sbatch"), [])


if __name__ == "__main__":
    unittest.main()
