"""Building on every save, and the page that shows it, in a real browser."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from selenium.webdriver import Chrome

from conftest import MakeProject

pytestmark = [pytest.mark.pdf, pytest.mark.slow]

LAST = "content/chapters/05-émissions.md"
FINALE = "# Émissions\n\n## Finale\n\nThe end.\n"
BOOK = {
    **{
        f"content/chapters/{number:02}-chapter.md": f"# Chapter {number}\n\n## Start {number}\n\n"
        + "A line that fills the page.\n\n" * 60
        for number in range(1, 5)
    },
    LAST: FINALE,
}
SMALL = {LAST: FINALE}
MOST = 60.0
"""Seconds after which what has not happened will not happen."""
QUICK = 3.0
"""Seconds within which a program that is told to stop has stopped."""


def until(question: Callable[[], object]) -> None:
    """Ask until the answer is yes."""
    end = time.perf_counter() + MOST
    while not question():
        assert time.perf_counter() < end, "it never came true"
        time.sleep(0.05)


@dataclass(frozen=True)
class Watch:
    """A running watch, and the project that it looks at."""

    project: Path
    run: subprocess.Popen[str]
    port: int
    log: Path

    def get(self, path: str, host: str = "") -> tuple[int, bytes]:
        """Return status and body of an answer."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request("GET", path, headers={"Host": host or f"127.0.0.1:{self.port}"})
            answer = line.getresponse()
            return answer.status, answer.read()

    def news(self) -> dict[str, Any]:
        """Return what the page is told."""
        found: dict[str, Any] = json.loads(self.get("/news?after=-1")[1])
        return found

    def settled(self, state: str = "fine") -> dict[str, Any]:
        """Return the news once no build is under way and the last came out as told."""
        until(lambda: self.news()["state"] == state)
        return self.news()

    def text(self) -> str:
        """Return all text of the last good PDF."""
        document = pypdfium2.PdfDocument(self.get("/book.pdf")[1])
        with closing(document):
            return " ".join(page.get_textpage().get_text_range() for page in document)

    def save(self, name: str, text: str) -> None:
        """Save a file as many editors do: write a new one, and put it in the old one's place."""
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)


@contextmanager
def watching(project: Path) -> Iterator[Watch]:
    """Start a watch and wait for its first build; no process of it is left afterwards."""
    command = [sys.executable, "-m", "handbook.cli", "watch", "--no-open", "--project"]
    log = project.parent / "log"
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [*command, str(project)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        ) as run,
    ):
        assert run.stdout
        address = run.stdout.readline().strip()
        watch = Watch(project, run, int(address.rstrip("/").rpartition(":")[2]), log)
        try:
            until(lambda: watch.news()["state"] != "building")
            yield watch
        finally:
            run.terminate()
            try:
                run.wait(QUICK)
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, signal.SIGKILL)


@pytest.fixture
def small(make_project: MakeProject) -> Iterator[Watch]:
    with watching(make_project(SMALL)) as watch:
        yield watch


@dataclass(frozen=True)
class Page:
    """The preview, as somebody sees it."""

    chrome: Chrome

    def ask(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        return self.chrome.execute_script(f"return {script}")

    def shown(self) -> str:
        """Return the label of the page in the middle of the window."""
        return str(self.ask("document.querySelector('.current')?.dataset.label ?? ''"))

    def top(self) -> float:
        """Return how far below the window's edge the current page begins, in pixels."""
        return float(self.ask("document.querySelector('.current').getBoundingClientRect().top"))

    def drawn(self) -> str:
        """Return the version that the picture of the current page is of, once it is there."""
        picture = "document.querySelector('.current img')"
        if not self.ask(f"{picture}?.complete && {picture}.naturalWidth > 0"):
            return ""
        return str(self.ask("document.querySelector('.current').dataset.version ?? ''"))

    def pixels(self) -> str:
        """Return the picture of the current page as data."""
        return str(
            self.ask("""(() => {
                const picture = document.querySelector('.current img');
                const canvas = document.createElement('canvas');
                canvas.width = picture.naturalWidth; canvas.height = picture.naturalHeight;
                canvas.getContext('2d').drawImage(picture, 0, 0);
                return canvas.toDataURL();
            })()""")
        )

    def findings(self) -> str:
        """Return the findings that can be seen."""
        return str(self.ask("document.getElementById('findings').innerText"))

    def go(self, label: str) -> None:
        """Choose a page, as with the mouse."""
        self.ask(f"""(() => {{
            const list = document.getElementById('jump');
            list.value = [...list.options].find((option) => option.text === '{label}').value;
            list.dispatchEvent(new Event('change'));
        }})()""")
        until(lambda: self.shown() == label and self.drawn())


def test_the_browser_keeps_its_place_while_the_book_is_edited(
    make_project: MakeProject, browser: Chrome
) -> None:
    with watching(make_project(BOOK)) as watch:
        browser.get(f"http://127.0.0.1:{watch.port}/")
        page = Page(browser)
        until(page.drawn)
        first = watch.news()
        assert page.ask("document.querySelectorAll('figure').length") == len(first["labels"]) > 10
        seen = "[...document.querySelectorAll('[data-seen=yes] img')]"
        until(lambda: page.ask(f"{seen}.every((picture) => picture.naturalWidth > 0)"))
        assert page.ask(f"{seen}.length") >= 2

        page.go("5-1")
        number = first["labels"].index("5-1") + 1
        reader = "document.getElementById('reader').href"
        assert page.ask(reader).endswith(f"/book.pdf?version={first['version']}#page={number}")
        top, before = page.top(), page.pixels()
        assert page.ask("window.scrollY") > 1000

        # A longer chapter before it moves the page down the list; it stays where it is seen.
        earlier = "content/chapters/04-chapter.md"
        watch.save(earlier, BOOK[earlier] + "One more line.\n\n" * 80)
        watch.save(LAST, FINALE + "\nAnd a word after it.\n")
        until(lambda: page.drawn() not in ("", first["version"]))
        second = watch.settled()
        until(lambda: page.drawn() == second["version"])
        assert page.shown() == "5-1"
        assert page.top() == pytest.approx(top, abs=2)
        assert page.pixels() != before
        moved = second["labels"].index("5-1") + 1
        assert moved > number
        assert page.ask(reader).endswith(f"/book.pdf?version={second['version']}#page={moved}")

        watch.save(LAST, FINALE + "\nSee [](#nowhere).\n")
        until(page.findings)
        assert f"{LAST}:7" in page.findings()
        assert "HB101" in page.findings()
        assert page.drawn() == second["version"]
        assert page.shown() == "5-1"
        assert page.top() == pytest.approx(top, abs=2)
        assert b"%PDF" in watch.get("/book.pdf")[1][:8]

        watch.save(LAST, FINALE)
        until(lambda: not page.findings())
        until(lambda: page.drawn() not in ("", second["version"]))
        assert page.pixels() == before

        browser.refresh()
        until(lambda: page.shown() == "5-1" and page.drawn())
        complaints = [entry["message"] for entry in browser.get_log("browser")]  # type: ignore[no-untyped-call]
        assert complaints == []


def test_only_this_machine_is_answered_and_only_by_its_name(small: Watch) -> None:
    assert small.get("/")[0] == 200
    assert small.get("/", host=f"localhost:{small.port}")[0] == 200
    for host in ("evil.example", f"evil.example:{small.port}", "127.0.0.1", "127.0.0.1:1"):
        assert small.get("/", host=host) == (403, b"")
        assert small.get("/book.pdf", host=host) == (403, b"")
    for path in (
        "/nothing", "/page/9999.png", "/page/-1.png", "/page/x.png", "/page/0.png?scale=x",
        "/../README.md", "/%2e%2e/index.html", "/news?after=x", "/colours.toml",
    ):  # fmt: skip
        assert small.get(path) == (404, b""), path
    for scale in ("0", "-3", "1e9", "inf"):
        assert small.get(f"/page/0.png?scale={scale}")[0] == 200
    others = {item[4][0] for item in socket.getaddrinfo(socket.gethostname(), None)} | {"::1"}
    for other in {other for other in others if not str(other).startswith("127.")}:
        with pytest.raises(OSError):
            socket.create_connection((str(other), small.port), timeout=1).close()
    assert "Traceback" not in small.log.read_text()


def test_a_browser_that_goes_away_is_nothing_to_speak_of(small: Watch) -> None:
    for _ in range(3):
        line = socket.create_connection(("127.0.0.1", small.port))
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        line.sendall(f"GET /book.pdf HTTP/1.1\r\nHost: 127.0.0.1:{small.port}\r\n\r\n".encode())
        line.close()
    time.sleep(0.2)
    assert small.get("/")[0] == 200
    assert "Traceback" not in small.log.read_text()


COLOPHON = "templates/colophon.html"


def colophon(text: str) -> str:
    return (
        '{% extends "base.html" %}{% block body %}<h1 id="{{ anchor }}">'
        + text
        + "</h1>{% endblock %}"
    )


def test_files_and_folders_may_come_and_go(small: Watch) -> None:
    version = small.news()["version"]

    def rebuilt() -> bool:
        news = small.news()
        return bool(news["state"] == "fine" and news["version"] != version)

    more = "content/chapters/06-more.md"
    small.save(more, "# More\n\nWhat came later.\n")
    until(rebuilt)
    assert "What came later" in small.text()

    version = small.news()["version"]
    small.save(COLOPHON, colophon("Mark well"))
    until(rebuilt)
    assert "Mark well" in small.text()

    version = small.news()["version"]
    small.save(COLOPHON, colophon("Remember"))
    until(rebuilt)
    assert "Remember" in small.text()

    version = small.news()["version"]
    (small.project / more).unlink()
    until(rebuilt)
    assert "What came later" not in small.text()

    (small.project / "content").rename(small.project / "away")
    assert small.settled("broken")["findings"]
    (small.project / "away").rename(small.project / "content")
    small.settled()


def test_the_last_save_wins_whatever_is_built_meanwhile(make_project: MakeProject) -> None:
    project = make_project(SMALL)
    with watching(project) as watch:
        for number in range(12):
            watch.save(LAST, f"{FINALE}\nSaved for the time {number}.\n")
            time.sleep(0.07 * (number % 4))
        until(lambda: "Saved for the time 11" in watch.text())
        assert "Saved for the time 10" not in watch.text()
        assert watch.settled()["findings"] == []


def test_what_editors_keep_beside_a_file_is_not_built(small: Watch) -> None:
    revision = small.news()["revision"]
    for name in (".05-émissions.md.swp", "05-émissions.md~", ".#05-émissions.md"):
        (small.project / "content/chapters" / name).write_text("x")
    time.sleep(0.5)
    assert small.news()["revision"] == revision


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("to_all", [True, False])
def test_it_stops_at_once_and_leaves_nobody_behind(
    small: Watch, sign: signal.Signals, to_all: bool
) -> None:
    """A question is held open and a build is under way; a terminal tells all processes."""
    asking = http.client.HTTPConnection("127.0.0.1", small.port, timeout=30)
    with closing(asking):
        asking.request("GET", f"/news?after={small.news()['revision']}")
        for number in range(6):
            small.save(
                f"content/chapters/1{number}-more.md", f"# More {number}\n\n" + "A.\n\n" * 900
            )
        until(lambda: small.news()["state"] == "building")
        time.sleep(0.5)
        started = time.perf_counter()
        (os.killpg if to_all and sign == signal.SIGINT else os.kill)(small.run.pid, sign)
        assert small.run.wait(MOST) == 0
    assert time.perf_counter() - started < QUICK
    until(lambda: not members(small.run.pid))
    assert time.perf_counter() - started < QUICK
    assert "Traceback" not in small.log.read_text()
    assert "leaked" not in small.log.read_text()


def members(group: int) -> list[int]:
    """Return the processes that belong to a group."""
    run = subprocess.run(
        ["ps", "-e", "-o", "pgid=,pid=,stat="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in run.stdout.splitlines()]
    return [int(row[1]) for row in rows if row[0] == str(group) and not row[2].startswith("Z")]


def test_workers_that_were_killed_are_replaced_at_the_next_save(small: Watch) -> None:
    for number in set(members(small.run.pid)) - {small.run.pid}:
        with contextlib.suppress(ProcessLookupError):  # one that has just ended by itself
            os.kill(number, signal.SIGKILL)
    small.save(LAST, f"{FINALE}\nOnce.\n")
    until(lambda: small.news()["state"] == "broken" or "Once." in small.text())
    small.save(LAST, f"{FINALE}\nTwice.\n")
    until(lambda: "Twice." in small.text())
    assert small.settled()["findings"] == []


def test_a_port_that_is_taken_is_a_message(make_project: MakeProject) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "handbook.cli", "watch", "--no-open", "--port", port]
        run = subprocess.run(
            [*command, "--project", str(make_project(SMALL))],
            capture_output=True,
            text=True,
            timeout=MOST,
            check=False,
        )
    assert run.returncode == 2
    assert f"port {port}" in run.stderr
    assert "Traceback" not in run.stderr
