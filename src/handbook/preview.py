"""Show a book in the browser while it is edited: a small server for this machine alone."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Condition, Lock
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pypdfium2

from handbook.manuscript.shipped import template_folder

LOOPBACK = "127.0.0.1"
PATIENCE = 20.0
"""Seconds that a question for news is held open."""
COARSEST, SHARPEST = 0.1, 4.0
"""Fewest and most pixels a point that a page is drawn with."""

_PDFIUM = Lock()
"""The library that draws pages serves one thread at a time."""

_FENCES: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'self'; img-src 'self' data:",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
"""Headers that keep the pages of other sites out, and this page to itself."""

_TYPES: Mapping[str, str] = MappingProxyType(
    {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript"}
)


@dataclass(frozen=True, slots=True)
class News:
    """What the page in the browser is told."""

    state: str = "building"
    """`building`, `fine` or `broken`."""
    title: str = ""
    seconds: float = 0.0
    findings: tuple[Mapping[str, object], ...] = ()
    version: str = ""
    """SHA-256 of the PDF; empty before the first good build."""
    labels: tuple[str, ...] = ()
    sizes: tuple[tuple[float, float], ...] = ()
    """Width and height of each page in points."""


@dataclass(slots=True)
class Desk:
    """What is shown: the last news and the last good PDF, safe between threads."""

    news: News = field(default_factory=News)
    revision: int = 0
    pdf: bytes = b""
    _changed: Condition = field(default_factory=Condition)
    _document: Any = None

    def show(self, news: News) -> None:
        """Put up news; the pages stay."""
        with self._changed:
            self.news = news
            self.revision += 1
            self._changed.notify_all()

    def show_book(self, news: News, pdf: bytes) -> None:
        """Put up a PDF, and news that are filled in with its title, labels and sizes."""
        with _PDFIUM:
            document = pypdfium2.PdfDocument(pdf)
            numbers = range(len(document))
            news = replace(
                news,
                title=document.get_metadata_value("Title"),
                labels=tuple(document.get_page_label(number) for number in numbers),
                sizes=tuple(document.get_page_size(number) for number in numbers),
            )
            self._close()
            self.pdf, self._document = pdf, document
        self.show(news)

    def close(self) -> None:
        """Draw no more: the library must be at rest when the program ends."""
        with _PDFIUM:
            self._close()

    def _close(self) -> None:
        if self._document is not None:
            self._document.close()
        self._document = None

    def wait(self, revision: int) -> tuple[int, News]:
        """Return the news once there is a later revision, or after a while as it is."""
        with self._changed:
            self._changed.wait_for(lambda: self.revision != revision, PATIENCE)
            return self.revision, self.news

    def draw(self, page: int, scale: float) -> bytes:
        """Return a page, counted from 0, as PNG; raise `IndexError` if there is none."""
        with _PDFIUM:
            if self._document is None or not 0 <= page < len(self._document):
                raise IndexError(page)
            scale = min(max(scale, COARSEST), SHARPEST)
            image = self._document[page].render(scale=scale).to_pil().copy()
        out = BytesIO()
        image.save(out, "PNG", compress_level=1)
        return out.getvalue()


class Server(ThreadingHTTPServer):
    """A server on the loopback address that shows one desk.

    Raise `OSError` when the port is taken or not ours to use.
    """

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.desk = Desk()
        self.files = {
            f"/{path.name}": path
            for path in (template_folder() / "preview").iterdir()
            if path.suffix in _TYPES
        }

    @property
    def address(self) -> str:
        """Address to open in a browser."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep silent about a browser that went away before it had its answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a browser on this machine; turn away whatever was led here by another name."""
        if self.headers.get("Host", "") not in self._own_names():
            self._send(HTTPStatus.FORBIDDEN, b"", "text/plain")
            return
        address = urlsplit(self.path)
        path = "/index.html" if address.path == "/" else address.path
        query = {key: values[0] for key, values in parse_qs(address.query).items()}
        if path in self.server.files:
            self._send_file(self.server.files[path])
            return
        answer = _ANSWERS.get(path.rpartition("/")[0] or path)
        try:
            kind, data = answer(self.server.desk, path, query) if answer else ("", b"")
        except (IndexError, ValueError):
            kind, data = "", b""
        status = HTTPStatus.OK if kind else HTTPStatus.NOT_FOUND
        self._send(status, data, kind or "text/plain")

    def _own_names(self) -> tuple[str, ...]:
        port = self.server.server_port
        return f"{LOOPBACK}:{port}", f"localhost:{port}"

    def _send_file(self, path: Path) -> None:
        self._send(HTTPStatus.OK, path.read_bytes(), _TYPES[path.suffix])

    def _send(self, status: HTTPStatus, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        for name, value in _FENCES.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing: the terminal belongs to the findings."""


Answer = Callable[[Desk, str, Mapping[str, str]], tuple[str, bytes]]


def _news(desk: Desk, _: str, query: Mapping[str, str]) -> tuple[str, bytes]:
    revision, news = desk.wait(int(query.get("after", -1)))
    text = json.dumps({"revision": revision, **asdict(news)})
    return "application/json", text.encode()


def _page(desk: Desk, path: str, query: Mapping[str, str]) -> tuple[str, bytes]:
    number = int(path.rpartition("/")[2].removesuffix(".png"))
    return "image/png", desk.draw(number, float(query.get("scale", 2)))


def _book(desk: Desk, _: str, __: Mapping[str, str]) -> tuple[str, bytes]:
    if not desk.pdf:
        raise IndexError
    return "application/pdf", desk.pdf


_ANSWERS: Mapping[str, Answer] = MappingProxyType(
    {"/news": _news, "/page": _page, "/book.pdf": _book}
)
