"""Shards under HyperQueue, two of whose workers are killed in the middle of a task.

usage: python3 hq.py SHARDS LOG PROGRAM [ARGUMENT]...

Each task writes its number to LOG as it begins. The wheel has no command, but a server and workers that run inside
Python: so each worker is a process of its own, which is told of the first one's server.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hyperqueue import Client, Job
from hyperqueue.cluster import LocalCluster, WorkerConfig

LIMIT = 100  # seconds, for anything that is waited for


def worker(server):
    """Runs a worker of another process's server, until it is killed."""
    with tempfile.TemporaryDirectory() as own:
        cluster = LocalCluster(own)
        current = Path(own) / "hq-current"
        current.unlink()
        current.symlink_to(Path(server) / "hq-current")
        cluster.start_worker(WorkerConfig(cores=1))
        while True:
            time.sleep(1)


def start_worker(server):
    # In a group of its own: what it started dies with it, as on a machine that is lost.
    return subprocess.Popen([sys.executable, __file__, "--worker", server], start_new_session=True)


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(what, condition):
    end = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"hyperqueue: {what}: not within {LIMIT} s")
        time.sleep(0.01)


def main(shards, log, program):
    log = Path(log)
    log.touch()
    with tempfile.TemporaryDirectory() as server, LocalCluster(server) as cluster:
        job = Job(default_env={"ABREAST_SHARDS": shards, "ABREAST_SHARDS_DIR": os.environ["ABREAST_SHARDS_DIR"]})
        for _ in range(int(shards)):
            begin = f"echo $HQ_TASK_ID >> '{log}'; exec \"$@\""
            job.program(["sh", "-c", begin, "shard", *program], stdout=None, stderr=None)
        client = cluster.client()
        submitted = client.submit(job)
        # (One that is killed just between two tasks shows nothing.)
        for _ in range(2):
            lost, before = start_worker(server), log.stat().st_size
            wait_until("a worker begins a task", lambda: log.stat().st_size > before)
            time.sleep(0.1)  # into the task
            kill(lost)
        kept = start_worker(server)
        try:
            client.wait_for_jobs([submitted])
        finally:
            kill(kept)
    begun = log.read_text().split()
    again = sorted({task for task in begun if begun.count(task) > 1}, key=int)
    if not again:
        sys.exit("hyperqueue: each worker was killed between two tasks, and not in one")
    print(f"hyperqueue: {shards} shards, {' and '.join(again)} begun again after its worker was killed")


if sys.argv[1] == "--worker":
    worker(sys.argv[2])
else:
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
