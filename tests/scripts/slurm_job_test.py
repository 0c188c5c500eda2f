"""Batch scripts as SLURM starts them: what they ask of srun, and how their jobs end."""

import shlex
import unittest

from slurm_support import ODD, OUTER_JOB, SLURM, WRONG_SETTINGS, SlurmTest


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
