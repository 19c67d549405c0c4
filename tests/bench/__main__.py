"""Measure the program on the book that comes with it: `make bench`.

Prints seconds, the least of three runs for what is short: the first build, a build with nothing
changed, a build after a change in one chapter, a check, and `--help`.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
HANDBOOK = Path(sys.executable).with_name("handbook")


def run(*arguments: str) -> tuple[float, str]:
    """Return how long a command takes, in seconds, and what it prints."""
    start = time.perf_counter()
    done = subprocess.run([HANDBOOK, *arguments], capture_output=True, encoding="utf-8", check=True)
    return time.perf_counter() - start, done.stdout


def build(project: Path) -> tuple[float, dict[str, int]]:
    """Return how long a build takes, and how many units it set and found in the cache."""
    seconds, output = run("build", "--project", str(project), "--json")
    units: dict[str, int] = json.loads(output)["units"]
    return seconds, units


def touch(project: Path) -> None:
    """Add a paragraph to the first chapter."""
    chapter = min((project / "content" / "chapters").rglob("*.md"))
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nOne more.\n", encoding="utf-8")


def report(what: str, seconds: float, detail: str = "") -> None:
    """Print a line."""
    print(f"{what:<28}{seconds:8.2f} s  {detail}".rstrip())


def main() -> None:
    """Measure on a copy of the book, so that nothing is left behind."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        shutil.copytree(ROOT / "content", project / "content")
        for what in ("first build", "nothing changed", "one chapter changed"):
            if what == "one chapter changed":
                touch(project)
            seconds, units = build(project)
            report(what, seconds, ", ".join(f"{name} {count}" for name, count in units.items()))
        for command in (["check", "--project", str(project)], ["--help"]):
            report(" ".join(command[:1]), min(run(*command)[0] for _ in range(3)))


if __name__ == "__main__":
    main()
