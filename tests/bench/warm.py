"""Measure a watch from inside: `python -m bench.warm PROJECT` prints seconds of its rebuilds."""

import sys
import time
from pathlib import Path

from handbook import make
from handbook.request import Request
from handbook.workshop import open_bench

EDITS = 5


def main() -> None:
    """Edit the middle chapter a few times; print the median rebuild and the median link."""
    project = Path(sys.argv[1])
    request = Request(project, project / "build")
    chapters = sorted((project / "content" / "chapters").rglob("*.md"))
    chapter = chapters[(len(chapters) - 1) // 2]
    text = chapter.read_text(encoding="utf-8")
    links: list[float] = []
    make.link = _timed(make.link, links)  # type: ignore[assignment]
    rebuilds = []
    with open_bench(request, lambda name: None) as bench:
        make.make_at(bench, request)
        links.clear()
        for edit in range(EDITS):
            chapter.write_text(f"{text}\nEdited {edit} times.\n", encoding="utf-8")
            start = time.perf_counter()
            report = make.make_at(bench, request)
            assert not report.status, report
            rebuilds.append(time.perf_counter() - start)
    chapter.write_text(text, encoding="utf-8")
    print(sorted(rebuilds)[EDITS // 2], sorted(links)[EDITS // 2])


def _timed(function, seconds: list[float]):  # type: ignore[no-untyped-def]  # any function
    def timed(*arguments):  # type: ignore[no-untyped-def]
        start = time.perf_counter()
        result = function(*arguments)
        seconds.append(time.perf_counter() - start)
        return result

    return timed


if __name__ == "__main__":
    main()
