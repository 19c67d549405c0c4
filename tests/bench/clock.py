"""Time a command from outside: seconds, processor seconds, memory of its largest process."""

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_SET_CHILD_SUBREAPER = 36
"""Of prctl(2): whoever loses its parent below us becomes our child."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run took."""

    wall: float
    """Seconds until the command ended."""
    cpu: float
    """Processor seconds of the command and of every process that it started."""
    memory: int
    """Bytes that the largest of these processes held at its height."""


def adopt_orphans() -> None:
    """Become the parent of processes that outlive theirs, so that they can be counted.

    A fork server ends after the program that started it, and the workers are its children.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def run(command: Sequence[str], **environment: str) -> tuple[Reading, str]:
    """Run a command to its end; return what it took and what it printed. Raise if it fails."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, env={**os.environ, **environment}
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    usages = [usage, *_orphans()]
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    cpu = sum(one.ru_utime + one.ru_stime for one in usages)
    return Reading(wall, cpu, 1024 * max(one.ru_maxrss for one in usages)), output


def _orphans() -> list[resource.struct_rusage]:
    """Wait for what the command left behind, and return what each process took."""
    usages = []
    while True:
        try:
            usages.append(os.wait3(0)[2])
        except ChildProcessError:
            return usages


def middle(readings: Sequence[Reading]) -> Reading:
    """Return the median of each figure."""
    return Reading(
        median(one.wall for one in readings),
        median(one.cpu for one in readings),
        round(median(one.memory for one in readings)),
    )
