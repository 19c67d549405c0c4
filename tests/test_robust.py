"""What may befall a build: kills, damage, a full disk, a neighbour."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import MakeProject

pytestmark = [pytest.mark.pdf, pytest.mark.slow]

CHAPTERS = {
    f"content/chapters/{number:02}.md": f"# Chapter {number}\n\n"
    + "".join(f"## Section {n}\n\n{'Words to be set in lines. ' * 60}\n\n" for n in range(4))
    for number in range(1, 7)
}
KILLS = 50
BUILD = [sys.executable, "-m", "handbook.cli", "build", "--project"]


def build(project: Path, **options: object) -> subprocess.CompletedProcess[str]:
    done: subprocess.CompletedProcess[str] = subprocess.run(
        [*BUILD, str(project)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    return done


def sums(project: Path) -> str:
    return (project / "build" / "draft" / "SHA256SUMS").read_text()


def change(project: Path, words: str) -> None:
    path = project / "content/chapters/03.md"
    path.write_text(CHAPTERS["content/chapters/03.md"] + f"\n{words}\n")


def test_a_build_killed_at_any_moment_leaves_nothing_that_misleads_the_next(
    make_project: MakeProject,
) -> None:
    project = make_project(CHAPTERS)
    change(project, "")
    started = time.perf_counter()
    assert build(project).returncode == 0
    whole = time.perf_counter() - started
    clean = sums(project)
    for kill in range(KILLS):
        change(project, f"Changed {kill} times.")
        running = subprocess.Popen(
            [*BUILD, str(project), *(["--no-cache"] if kill % 5 == 0 else [])],
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(whole * (kill * 7 % KILLS) / KILLS)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        assert check_sums(project), "what stands is whole"
    change(project, "")
    last = build(project)
    assert last.returncode == 0, last.stderr
    assert sums(project) == clean
    assert [path.name for path in (project / "build").iterdir()] == ["draft"]


def check_sums(project: Path) -> bool:
    folder = project / "build" / "draft"
    run = subprocess.run(
        ["sha256sum", "--check", "--status", "SHA256SUMS"], cwd=folder, check=False
    )
    return run.returncode == 0


def test_a_damaged_cache_gives_the_right_pdf(make_project: MakeProject) -> None:
    project = make_project(CHAPTERS)
    build(project)
    clean = sums(project)
    entries = sorted((project / ".handbook" / "made").glob("*.made"))
    assert len(entries) > 6
    for number, entry in enumerate(entries):
        data = bytearray(entry.read_bytes())
        data[number * 997 % len(data)] ^= 0xFF
        entry.write_bytes(bytes(data[: len(data) // (1 + number % 2)]))
    (project / ".handbook" / "made" / "traits.json").write_text("{")
    for receipt in (project / ".handbook").glob("receipt-*"):
        receipt.write_text('{"inputs": 1}')
    assert build(project).returncode == 0
    assert sums(project) == clean


def test_a_cache_that_cannot_be_written_costs_only_time(make_project: MakeProject) -> None:
    project = make_project(CHAPTERS)
    build(project)
    clean = sums(project)
    other = make_project({})
    fragments = other / ".handbook" / "made"
    for entry in fragments.iterdir():
        entry.unlink()
    fragments.rmdir()
    fragments.write_text("not a folder")
    shutil.rmtree(project / "build")
    run = build(project)
    assert run.returncode == 0, run.stderr
    assert sums(project) == clean


def test_a_full_disk_is_a_message_and_the_last_good_build_stays(
    make_project: MakeProject,
) -> None:
    project = make_project(CHAPTERS)
    build(project)
    clean = sums(project)
    change(project, "Changed.")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    run = build(project, preexec_fn=small_files)
    assert run.returncode != 0
    assert "cannot write" in run.stderr
    assert "Traceback" not in run.stderr
    assert sums(project) == clean
    assert check_sums(project)


def test_two_builds_at_once_do_not_harm_each_other(make_project: MakeProject) -> None:
    project = make_project(CHAPTERS)
    both = [
        subprocess.Popen(
            [*BUILD, str(project)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    assert [one.wait() for one in both] == [0, 0]
    assert check_sums(project)
    assert [path.name for path in (project / "build").iterdir()] == ["draft"]
