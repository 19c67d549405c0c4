"""Time a process from outside: seconds, processor seconds, memory of its largest process."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run took."""

    wall: float
    cpu: float
    memory: int
    """Kilobytes that the largest process of the run held."""


def run(command: Sequence[str], **environment: str) -> tuple[Reading, str]:
    """Run a command to its end; return what it took and what it printed. Raise if it fails."""
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Reading(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss), output


def middle(readings: Sequence[Reading]) -> Reading:
    """Return the median of each figure."""
    return Reading(
        median(one.wall for one in readings),
        median(one.cpu for one in readings),
        round(median(one.memory for one in readings)),
    )
