"""Build on every save, from a process that stays warm, and show what came of it."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

from watchfiles import watch as watch_files

from handbook.facts import read_facts
from handbook.findings import Exit, Finding
from handbook.make import make_at
from handbook.places import Place
from handbook.preview import Desk, News, Server, page_sizes
from handbook.receipt import FOLDERS
from handbook.request import Report, Request
from handbook.show import as_row
from handbook.workshop import Bench, open_bench

DEBOUNCE = 60
"""Milliseconds of silence after which a burst of saves is over."""

Tell = Callable[[Report, float], None]
"""Called with each report and the seconds that it took."""


def watch(
    request: Request, port: int, stop: Event, ready: Callable[[str], None], tell: Tell
) -> None:
    """Build now and after every change, and serve the preview, until told to stop.

    `ready` is called with the address of the preview. The last good PDF stays when the
    manuscript is broken. Raise `OSError` when the port is taken.
    """
    desk = Desk()
    with Server(desk, port) as server, open_bench(request, lambda name: None) as bench:
        Thread(target=server.serve_forever, daemon=True).start()
        ready(server.address)
        for _ in _occasions(request.project, stop):
            _rebuild(desk, bench, request, tell)
        server.shutdown()


def _occasions(project: Path, stop: Event) -> Iterator[None]:
    yield
    folders = [project / folder for folder in FOLDERS if (project / folder).is_dir()]
    for _ in watch_files(*folders, debounce=DEBOUNCE, step=20, stop_event=stop):
        yield


def _rebuild(desk: Desk, bench: Bench, request: Request, tell: Tell) -> None:
    desk.show(replace(desk.news, state="building"))
    started = time.perf_counter()
    try:
        report = make_at(bench, request)
    except OSError as error:
        place = Place(str(error.filename or request.output))
        report = Report(Exit.ENGINE, (Finding("HB602", place, error.strerror or str(error)),))
    seconds = time.perf_counter() - started
    if report.status is Exit.FINE:
        _show_book(desk, report, seconds)
    else:
        rows = _rows(report.findings)
        desk.show(replace(desk.news, state="broken", seconds=seconds, findings=rows))
    tell(report, seconds)


def _show_book(desk: Desk, report: Report, seconds: float) -> None:
    (item,) = report.products
    pdf = (report.folder / item.file).read_bytes()
    facts = read_facts(pdf)
    news = News(
        "fine",
        facts.title,
        seconds,
        _rows(report.findings),
        item.sha256,
        facts.labels,
        page_sizes(pdf),
    )
    desk.show(news, pdf)


def _rows(findings: Iterable[Finding]) -> tuple[Mapping[str, object], ...]:
    return tuple(as_row(finding) for finding in findings)
