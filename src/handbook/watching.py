"""The command that builds on every save and shows the pages."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TypeVar

import click

from handbook.console import (
    disk,
    project_option,
    require_content,
    say_report,
    show_findings,
    variant_option,
)
from handbook.request import Report, Request

_Server = TypeVar("_Server")


@click.command()
@project_option
@click.option("--output", type=click.Path(path_type=Path), help="Folder to build into [build/].")
@variant_option("Variant to show [the default one].")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port [any free one].")
@click.option("--open/--no-open", "open_it", default=True, help="Open the preview in a browser.")
def watch(project: Path, output: Path | None, variant: str, port: int, open_it: bool) -> None:
    """Build on every save and show the pages in a browser.

    The preview is a page on this machine alone. It keeps its place when the book is built
    anew; when the manuscript is broken it shows the findings over the last good pages. Stop
    with Ctrl-C.
    """
    require_content(project)

    def ready(address: str) -> None:
        click.echo(address)
        if open_it:
            click.launch(address)

    def tell(report: Report, seconds: float) -> None:
        show_findings(report.findings, "short")
        say_report(report, seconds, verbose=True)

    with disk(), _until_told():
        from handbook.preview import Server
        from handbook.watch import watch as run

        with _bound(port, Server) as server:
            request = Request(project, output or project / "build", variant=variant)
            run(request, server, Event(), ready, tell)


@contextmanager
def _until_told() -> Iterator[None]:
    """End quietly when told to stop, from the keyboard or by another program.

    A shell makes what it starts in the background deaf to Ctrl-C; here that is undone.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        yield


def _bound(port: int, server: Callable[[int], _Server]) -> _Server:
    """Return a server on a port; a port that cannot be had is wrong usage."""
    try:
        return server(port)
    except OSError as error:
        raise click.BadParameter(f"port {port}: {error.strerror}", param_hint="--port") from error
