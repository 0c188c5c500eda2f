"""What the tests of slurm/ share: made-up commands in place of SLURM's. tests/system/slurm_test.cpp has a real SLURM."""

import shlex

from support import SOURCE, ScriptTest

SLURM = SOURCE / "slurm"
ODD = "a 'b' \"c\" 10%j, d;e $HOME *(1)"
# As in a shell of `salloc --mem` and `srun --pty bash` in it.
OUTER_JOB = {"SLURM_MEM_PER_NODE": "2048", "SLURM_JOB_ID": "7", "SLURM_NTASKS_PER_NODE": "3",
             "SLURM_ARRAY_JOB_ID": "5", "SLURM_ARRAY_TASK_ID": "2", "SLURM_CPU_BIND": "mask_cpu:0x3",
             "SLURM_TRES_PER_TASK": "cpu:4", "SLURM_STEP_ID": "0", "SRUN_EXPORT_ENV": "NONE",
             "SLURM_EXPORT_ENV": "NONE", "PMIX_RANK": "0", "PMI_RANK": "0"}

# Settings that are refused, and what the message says.
WRONG_SETTINGS = (("EBSNN_MAX_RESTARTS", "many", "from 0 to 1000000"), ("EBSNN_MAX_RESTARTS", "-1", "from 0 to 1000000"),
                  ("EBSNN_MAX_RESTARTS", "99999999999999999999", "from 0 to 1000000"),
                  ("EBSNN_LOST_HOST_AFTER", "20s", "from 4 to 86400"), ("EBSNN_LOST_HOST_AFTER", "3", "from 4 to 86400"),
                  ("EBSNN_LOST_HOST_AFTER", "08", "from 4 to 86400"), ("EBSNN_LAUNCHER", "mpiexec", "srun or mpirun"),
                  ("EBSNN_SETTINGS", "missing.sh", "is no file"))


class SlurmTest(ScriptTest):
    def setUp(self):
        super().setUp()
        self.fake("sbatch", f"env -0 >{shlex.quote(str(self.top))}/environment\necho 4711")
        self.fake("ebsnn_eval", "printf 'train\\ndrop_event 0\\n'")

    def variables(self):
        """What the last job was submitted or started with."""
        text = (self.top / "environment").read_text(encoding="utf-8")
        return dict(line.split("=", 1) for line in text.split("\0") if "=" in line)
