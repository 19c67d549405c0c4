"""Measure from inside: `python -m bench.warm PROJECT EDITS`.

Builds a book as a watch does, then edits a paragraph in its middle chapter EDITS times; prints
the median seconds of a rebuild and of linking. With no edits it builds once, as the command
does, and prints the seconds of that.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import ParamSpec, TypeVar

from handbook import download, make
from handbook.binding.linker import link
from handbook.book.findings import Exit
from handbook.request import Request
from handbook.setting.workshop import Bench, open_bench

P = ParamSpec("P")
R = TypeVar("R")


def edit(project: Path, words: str) -> None:
    """Add words to a paragraph in the middle of the middle chapter, instead of those before."""
    chapters = sorted((project / "content" / "chapters").rglob("*.md"))
    chapter = chapters[(len(chapters) - 1) // 2]
    paragraphs = chapter.read_text(encoding="utf-8").split("\n\n")
    middle = min(
        (place for place, text in enumerate(paragraphs) if text[:1].isalpha()),
        key=lambda place: abs(place - len(paragraphs) // 2),
    )
    paragraphs[middle] = f"{paragraphs[middle].partition(' Edited ')[0]} Edited {words}."
    chapter.write_text("\n\n".join(paragraphs), encoding="utf-8")


def main() -> None:
    """Build, edit, build again."""
    project, edits = Path(sys.argv[1]), int(sys.argv[2])
    request = Request(project, project / "build")
    links: list[float] = []
    vars(download)["link"] = _timed(link, links)
    start = time.perf_counter()
    with open_bench(project, lambda name: None, jobs=request.jobs) as bench:
        _build(bench, request)
        builds = [time.perf_counter() - start]
        for number in range(edits):
            edit(project, f"{number} times in one sitting")
            start = time.perf_counter()
            _build(bench, request)
            builds.append(time.perf_counter() - start)
    wanted = slice(1 if edits else 0, None)
    print(median(builds[wanted]), median(links[wanted]))


def _build(bench: Bench, request: Request) -> None:
    report = make.make_at(bench, request)
    if report.status is not Exit.FINE:
        raise SystemExit(f"no book: {report.findings}")


def _timed(function: Callable[P, R], seconds: list[float]) -> Callable[P, R]:
    def timed(*arguments: P.args, **named: P.kwargs) -> R:
        start = time.perf_counter()
        result = function(*arguments, **named)
        seconds.append(time.perf_counter() - start)
        return result

    return timed


if __name__ == "__main__":
    main()
