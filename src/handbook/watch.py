"""Build on every save, from a process that stays warm, and show what came of it."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

from watchfiles import watch as watch_files

from handbook.book.findings import Exit, Finding
from handbook.book.places import Place
from handbook.make import make_at
from handbook.preview import Desk, News, Server
from handbook.receipt import FOLDERS
from handbook.request import Report, Request
from handbook.setting.workshop import Bench, open_bench
from handbook.show import as_row

DEBOUNCE = 60
"""Milliseconds of silence after which a burst of saves is over."""

PAUSE = 100
"""Milliseconds after which, when nothing is saved, the watch looks up."""

Tell = Callable[[Report, float], None]
"""Called with each report and the seconds that it took."""


def watch(
    request: Request, server: Server, stop: Event, ready: Callable[[str], None], tell: Tell
) -> None:
    """Build now and after every change, and serve the preview, until told to stop.

    `ready` is called with the address of the preview. The last good PDF stays when the
    manuscript is broken.
    """
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        ready(server.address)
        occasions = _occasions(request.project.resolve(), stop)
        while not stop.is_set():
            with open_bench(
                request.project, lambda name: None, jobs=request.jobs, cached=request.cached
            ) as bench:
                _serve(bench, occasions, request, server.desk, tell)
    finally:
        server.shutdown()
        server.desk.close()


def _serve(
    bench: Bench, occasions: Iterable[None], request: Request, desk: Desk, tell: Tell
) -> None:
    """Build on each occasion, until there are no more or the workers have died."""
    for _ in occasions:
        _rebuild(desk, bench, request, tell)
        bench.tidy()
        if not bench.works():
            return


def _occasions(project: Path, stop: Event) -> Iterator[None]:
    """Yield at once, and again after each burst of changes.

    A folder that comes, goes or is put in another's place counts as a change.
    """
    while not stop.is_set():
        there = _folders(project)
        first = True
        for changes in _changes(project, there, stop):
            if changes or first:
                yield
            first = False
            if _folders(project) != there:
                break


def _changes(project: Path, folders: Iterable[tuple[str, int]], stop: Event) -> Iterator[bool]:
    """Yield whether anything was saved, every time that the watch looks up.

    The folders are watched from before the first time, and while builds are made.
    """
    names = [project / name for name, _ in folders]
    if not names:
        yield False
        while not stop.wait(PAUSE / 1000):
            yield False
        return
    with suppress(FileNotFoundError):  # it went as we came
        for changes in watch_files(
            *names,
            watch_filter=lambda _, path: _counts(path, project),
            debounce=DEBOUNCE,
            step=20,
            stop_event=stop,
            rust_timeout=PAUSE,
            yield_on_timeout=True,
        ):
            yield bool(changes)


def _folders(project: Path) -> tuple[tuple[str, int], ...]:
    """Return the folders that decide the book, and which of that name they are."""
    found = []
    for name in FOLDERS:
        with suppress(OSError):
            found.append((name, (project / name).stat().st_ino))
    return tuple(found)


def _counts(path: str, project: Path) -> bool:
    """Tell whether a file may be part of the book, and is not some editor's own."""
    parts = Path(path).parts[len(project.parts) :]
    return not path.endswith("~") and not any(part.startswith(".") for part in parts)


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
    news = News("fine", "", seconds, _rows(report.findings), item.sha256)
    desk.show_book(news, (report.folder / item.file).read_bytes())


def _rows(findings: Iterable[Finding]) -> tuple[Mapping[str, object], ...]:
    return tuple(as_row(finding) for finding in findings)
