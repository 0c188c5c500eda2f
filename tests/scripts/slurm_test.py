"""slurm/: what submit-study asks of sbatch and what jobs ask of srun, with made-up commands in place of SLURM's.

tests/system/slurm_test.cpp has a real SLURM."""

import os
import pathlib
import re
import shlex
import unittest

from support import SOURCE, ScriptTest

SLURM = SOURCE / "slurm"
ODD = "a 'b' \"c\" 10%j, d;e $HOME *(1)"
# As in a shell of `salloc --mem` and `srun --pty bash` in it.
OUTER_JOB = {"SLURM_MEM_PER_NODE": "2048", "SLURM_JOB_ID": "7", "SLURM_NTASKS_PER_NODE": "3",
             "SLURM_ARRAY_JOB_ID": "5", "SLURM_ARRAY_TASK_ID": "2", "SLURM_CPU_BIND": "mask_cpu:0x3",
             "SLURM_TRES_PER_TASK": "cpu:4", "SLURM_STEP_ID": "0", "SRUN_EXPORT_ENV": "NONE",
             "SLURM_EXPORT_ENV": "NONE", "PMIX_RANK": "0", "PMI_RANK": "0"}


class SlurmTest(ScriptTest):
    def setUp(self):
        super().setUp()
        self.fake("sbatch", f"env -0 >{shlex.quote(str(self.top))}/environment\necho 4711")
        self.fake("ebsnn_eval", "printf 'train\\ndrop_event 0\\n'")

    def variables(self):
        """What the last job was submitted or started with."""
        text = (self.top / "environment").read_text(encoding="utf-8")
        return dict(line.split("=", 1) for line in text.split("\0") if "=" in line)


# Settings that are refused, and what the message says.
WRONG_SETTINGS = (("EBSNN_MAX_RESTARTS", "many", "from 0 to 1000000"), ("EBSNN_MAX_RESTARTS", "-1", "from 0 to 1000000"),
                  ("EBSNN_MAX_RESTARTS", "99999999999999999999", "from 0 to 1000000"),
                  ("EBSNN_LOST_HOST_AFTER", "20s", "from 4 to 86400"), ("EBSNN_LOST_HOST_AFTER", "3", "from 4 to 86400"),
                  ("EBSNN_LOST_HOST_AFTER", "08", "from 4 to 86400"), ("EBSNN_LAUNCHER", "mpiexec", "srun or mpirun"),
                  ("EBSNN_SETTINGS", "missing.sh", "is no file"))


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


class Job(SlurmTest):
    """A batch script as SLURM starts it, in an environment that a job was submitted from."""

    def setUp(self):
        super().setUp()
        self.fake("srun", f"env -0 >{shlex.quote(str(self.top))}/environment\necho done >\"$EBSNN_DONE_FILE\"")
        self.fake("scontrol")
        self.fake("sleep")
        self.fake("ebsnn_train")

    def job(self, script, *arguments, environment=None):
        own = {"SLURM_JOB_ID": "12", "SLURM_NTASKS": "1", "SLURM_MEM_PER_CPU": "1024", "EBSNN_SLURM": str(SLURM)}
        return self.start(SLURM / script, *arguments, environment={**OUTER_JOB, **own, **(environment or {})})

    def test_has_one_kind_of_memory_and_all_of_its_variables(self):
        for script in ("train.sbatch", "classify.sbatch"):
            with self.subTest(script=script):
                self.assert_done(self.job(script, "--out", "run"))
                variables = self.variables()
                wrong = ("SLURM_MEM_PER_CPU", "SLURM_MEM_PER_NODE", "SLURM_TRES_PER_TASK", "SLURM_EXPORT_ENV",
                         "SRUN_EXPORT_ENV", "SLURM_CPU_BIND", "SLURM_STEP_ID", "PMIX_RANK", "PMI_RANK")
                self.assertEqual([name for name in wrong if name in variables], [])
                self.assertEqual(variables["SLURM_JOB_ID"], "12")

    def test_odd_paths_arrive_as_they_are(self):
        self.assert_done(self.job("train.sbatch", "--data", f"{ODD} data", "--out", f"{ODD} out"))
        self.assertEqual(self.calls("srun")[0][-5:],
                         ["ebsnn_train", "--data", f"{ODD} data", "--out", f"{ODD} out"])

    def test_cdpath_of_the_user_does_not_matter(self):
        (self.folder / "slurm").symlink_to(SLURM)
        self.assert_done(self.job("train.sbatch", environment={"EBSNN_SLURM": "slurm", "CDPATH": f".:{self.top}"}))

    def test_wrong_settings_are_refused_before_anything_is_started(self):
        for name, value, says in WRONG_SETTINGS[::3]:
            with self.subTest(name=name, value=value):
                self.assert_refused(self.job("train.sbatch", environment={name: value}), f"{name}={value}: ", says)
        self.assertEqual(self.calls("srun"), [])

    def test_is_named_by_its_number_in_errors(self):
        (self.top / "slurm_script").symlink_to(SLURM / "train.sbatch")
        self.assert_refused(self.job(self.top / "slurm_script", environment={"EBSNN_LAUNCHER": "none"}), "job 12: error: EBSNN_LAUNCHER")

    def test_programs_may_lie_in_an_odd_folder(self):
        self.fake("ebsnn_train", folder=self.top / ODD)
        self.assert_done(self.job("train.sbatch", environment={"EBSNN_BIN": str(self.top / ODD)}))
        self.assertEqual(self.calls("srun")[0][-1], f"{self.top}/{ODD}/ebsnn_train")

    def test_scripts_may_lie_in_a_folder_whose_name_begins_with_a_dash(self):
        (self.folder / "-s").symlink_to(SLURM)
        self.assert_done(self.job("train.sbatch", environment={"EBSNN_SLURM": "-s"}))

    def share(self, jobs, environment=None):
        """The options of ebsnn_study in a job of a plan, when squeue says so of it."""
        self.fake("ebsnn_study")
        self.fake("squeue", f"echo {shlex.quote(jobs)}")
        done = self.job("study.sbatch", "--stage", "train", environment=environment)
        calls = self.calls("srun")
        return calls[-1][calls[-1].index("ebsnn_study") + 1:] if calls else done

    def test_of_a_plan_does_its_share_if_it_is_of_an_array(self):
        self.assertEqual(self.share("12 12 N/A RUNNING"), ["--stage", "train"])
        of_array = {"SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "1",
                    "SLURM_ARRAY_TASK_MAX": "4"}
        self.assertEqual(self.share("12 9 3 RUNNING", of_array), ["--task", "3/4", "--stage", "train"])

    def test_of_a_plan_does_nothing_if_squeue_is_silent(self):
        done = self.share("")
        self.assertEqual(done.returncode, 1)
        self.assertIn("squeue does not tell", done.stderr)

    def test_of_a_plan_refuses_arrays_with_gaps(self):
        gap = {"SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "2", "SLURM_ARRAY_TASK_MIN": "3",
               "SLURM_ARRAY_TASK_MAX": "4"}
        self.assert_refused(self.share("12 9 3 RUNNING", gap), "must be 1-N")

    def test_outside_slurm_ends_with_the_exit_code_of_the_program(self):
        self.fake("srun", "exit 3")
        done = self.start(SLURM / "train.sbatch", environment={"EBSNN_SLURM": str(SLURM)})
        self.assertEqual(done.returncode, 3)
        self.assertEqual(done.stderr, "")

    def test_of_a_plan_outside_slurm_is_refused(self):
        self.assert_refused(self.start(SLURM / "study.sbatch", environment={"EBSNN_SLURM": str(SLURM)}), "SLURM_JOB_ID is not set")

    def evaluation(self, **changes):
        """A task of an evaluation with these variables, or without those that are None."""
        given = {"SLURM_JOB_ID": "12", "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_COUNT": "1", "SLURM_ARRAY_TASK_MIN": "3",
                 "SLURM_ARRAY_TASK_MAX": "3", "EBSNN_SLURM": str(SLURM), **changes}
        return self.start(SLURM / "evaluate-array.sbatch",
                          environment={name: value for name, value in given.items() if value is not None})

    def test_of_an_evaluation_outside_an_array_is_refused(self):
        for tasks in (None, "5"):
            with self.subTest(tasks=tasks):
                alone = {f"SLURM_ARRAY_TASK_{name}": None for name in ("ID", "COUNT", "MIN", "MAX")}
                self.assert_refused(self.evaluation(EBSNN_TASKS=tasks, **alone), "SLURM_ARRAY_TASK_ID is not set", "--array=1-N")
        self.assertEqual(self.calls("srun"), [])

    def test_number_of_all_tasks_is_checked(self):
        self.assert_done(self.evaluation(EBSNN_TASKS="3"))
        self.assertIn("3/3", self.calls("srun")[-1])
        for tasks, says in (("all", "EBSNN_TASKS=all: must be a whole number"), ("0", "EBSNN_TASKS=0: "), ("2", "task 3: ")):
            with self.subTest(tasks=tasks):
                self.assert_refused(self.evaluation(EBSNN_TASKS=tasks), says)
        self.assertEqual(len(self.calls("srun")), 1)

    def requeued(self, jobs, environment=None):
        """What is put back into the queue by a training that is interrupted, when squeue says so of its job."""
        self.fake("srun", "exit 3")
        self.fake("squeue", f"echo {shlex.quote(jobs)}")
        self.job("train.sbatch", environment=environment)
        return self.calls("scontrol")

    def test_goes_back_into_the_queue_itself_and_not_the_job_around_it(self):
        self.assertEqual(self.requeued("12 12 N/A RUNNING"), [["requeue", "12"]])

    def test_of_an_array_goes_back_into_the_queue_alone(self):
        self.assertEqual(self.requeued("14 12 3 RUNNING\n12 12 4 RUNNING"), [["requeue", "12_4"]])

    def test_without_restarts_gives_up_at_once(self):
        self.fake("srun", "exit 3")
        self.fake("squeue", "echo 12 12 N/A RUNNING")
        done = self.job("train.sbatch", environment={"EBSNN_MAX_RESTARTS": "0"})
        self.assertEqual(done.returncode, 1)
        self.assertIn("error: job 12: interrupted after 0 restarts (EBSNN_MAX_RESTARTS)", done.stderr)
        self.assertEqual(self.calls("scontrol"), [])

    def test_that_is_cancelled_stays_so(self):
        self.assertEqual(self.requeued("12 12 N/A COMPLETING"), [])

    def once(self, command):
        """Shell in which `command` is done the first time only."""
        mark = shlex.quote(str(self.top / "mark"))
        return f"[ -e {mark} ] || {{ touch {mark}; {command}; }}"

    def test_tries_again_if_slurm_does_not_answer(self):
        self.fake("srun", "exit 3")
        for silent in ("squeue", "scontrol"):
            with self.subTest(silent=silent):
                self.fake("squeue", "echo 12 12 N/A RUNNING")
                self.fake("scontrol")
                self.fake(silent, f"{self.once('exit 1')}\necho 12 12 N/A RUNNING")
                self.job("train.sbatch")
                self.assertEqual(len(self.calls(silent)), 2)
                self.assertEqual(self.calls("scontrol")[-1], ["requeue", "12"])
                for left in (self.top / "mark", self.top / "calls-of-squeue", self.top / "calls-of-scontrol"):
                    left.unlink()

    def test_says_that_slurm_does_not_answer(self):
        self.fake("srun", "exit 3")
        self.fake("squeue", "exit 1")
        done = self.job("train.sbatch")
        self.assertEqual(done.returncode, 1)
        self.assertIn("squeue does not tell the state of job 12", done.stderr)
        self.assertEqual(self.calls("scontrol"), [])

    # bash loses the exit code in about a fifth of such ends.
    def test_signalled_while_the_program_ends_keeps_the_exit_code(self):
        self.fake("squeue", "echo 12 12 N/A RUNNING")
        for code, requeued in ((0, False), (3, True)):
            self.fake("srun", "trap '' USR1\n" # it does not die of the signal that it gets back
                      f"[ {code} -ne 0 ] || echo done >\"$EBSNN_DONE_FILE\"\nkill -USR1 $PPID\nexit {code}")
            for _ in range(20):
                done = self.job("train.sbatch")
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertEqual(len(self.calls("scontrol")) > 0, requeued, done.stdout + done.stderr)
                (self.top / "calls-of-scontrol").unlink(missing_ok=True)

    def test_signalled_after_the_program_is_done(self):
        self.fake("rm", "kill -USR1 $PPID\nexec /bin/rm \"$@\"")
        self.assert_done(self.job("train.sbatch"))


if __name__ == "__main__":
    unittest.main()
