"""Releases that are killed, and two at once: real processes, real signals."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import write_files
from handbook.cli import main
from handbook.keeping import prove_kept
from handbook.manuscript.records import kept_editions
from test_release import FILES, released, revise

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="it forks, and sends SIGKILL"),
]

BEGIN = """
import os, signal, sys
from pathlib import Path
from click.testing import CliRunner
from handbook.cli import main

def release(project):
    return ["release", "--project", str(project), "--product", "data", "--jobs", "1"]

def begin(work, project):
    child = os.fork()
    if not child:
        log = os.open(project / f"log-{os.getpid()}", os.O_WRONLY | os.O_CREAT)
        os.dup2(log, 1)
        os.dup2(log, 2)
        work(project)
        main(release(project))
    return child

def ended(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

warm, *projects = map(Path, sys.argv[1:])
assert CliRunner().invoke(main, release(warm)).exit_code == 0  # all is loaded
"""
"""What each script begins with: a release in a process of its own."""
KILL = (
    BEGIN
    + """
EVENTS = ("os.mkdir", "os.rename", "os.chmod", "os.remove", "os.rmdir")

def kill_at(left):
    def work(project):
        def count(event, given):
            nonlocal left
            path = str(given[0]) if given else ""
            writes = event in EVENTS or event == "open" and given[2] & (os.O_WRONLY | os.O_RDWR)
            settles = event == "open" and path.endswith("editions")
            if (writes or settles) and path.startswith(str(project)):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(count)
    return work

codes = [-signal.SIGKILL]
while codes[-1] and len(codes) <= len(projects):
    codes.append(ended(begin(kill_at(len(codes)), projects[len(codes) - 1])))
print(*codes[1:])
"""
)
"""Kills a release before its first writing to the disk, the next one before the second, …"""
RACE = (
    BEGIN
    + """
for project in projects:
    start, go = os.pipe()
    def wait(project):
        os.close(go)
        os.read(start, 1)
    children = [begin(wait, project) for _ in range(2)]
    os.close(start)
    os.close(go)
    print(*sorted(map(ended, children)))
"""
)
"""Lets two releases begin at once."""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose second edition is to be released."""
    made = write_files(tmp_path_factory.mktemp("original"), FILES)
    assert released(made).exit_code == 0
    revise(made)
    return made


def copies(original: Path, folder: Path, count: int) -> list[Path]:
    return [shutil.copytree(original, folder / str(number)) for number in range(1, count + 1)]


def outcomes(script: str, projects: list[Path]) -> list[str]:
    command = [sys.executable, "-c", script, *map(str, projects)]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return run.stdout.splitlines()


def test_a_release_that_is_killed_anywhere_is_released_or_not(
    original: Path, tmp_path: Path
) -> None:
    _, *projects = some = copies(original, tmp_path, 80)
    (line,) = outcomes(KILL, some)
    *killed, last = map(int, line.split())
    assert last == 0
    assert set(killed) == {-signal.SIGKILL}
    assert len(killed) > 15
    states = [_mended(project) for project in projects[: len(killed)]]
    assert states == sorted(states)
    assert set(states) == {("1",), ("1", "2")}


def _mended(project: Path) -> tuple[str, ...]:
    """Return the editions that a killed release left; see that all is sound, and release it."""
    left = kept_editions(project)
    assert prove_kept(project) == ()
    checked = CliRunner().invoke(main, ["check", "--project", str(project)])
    assert checked.exit_code == 0
    assert released(project).exit_code == int("2" in left)
    names = {one.name for one in (project / "content/editions").iterdir()}
    assert names == {".lock", "1", "2"}
    assert prove_kept(project) == ()
    return left


def test_of_two_releases_at_once_one_is_made_and_the_other_is_told(
    original: Path, tmp_path: Path
) -> None:
    _, *projects = some = copies(original, tmp_path, 5)
    assert outcomes(RACE, some) == ["0 1"] * 4
    for project in projects:
        said = " ".join(path.read_text() for path in project.glob("log-*"))
        assert "[HB912]" in said or "[HB916]" in said
        assert prove_kept(project) == ()
        assert kept_editions(project) == ("1", "2")
