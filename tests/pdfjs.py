"""The viewer of pdf.js in Chromium with a book open: a reader that is none of ours."""

import base64
import functools
import http.server
import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from conftest import needed


@contextmanager
def viewing(data: bytes, chrome: Chrome, folder: Path) -> Iterator["Viewer"]:
    """Open a PDF in the viewer, served from a folder on this machine alone."""
    page = needed("javascript/pdf/web/viewer.html")
    shutil.copytree(Path(page).parents[1], folder / "pdf", ignore_dangling_symlinks=True)
    (folder / "book.pdf").write_bytes(data)
    with _served(folder) as address:
        chrome.get(f"{address}/pdf/web/viewer.html?file={address}/book.pdf")
        yield Viewer(chrome)


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Viewer:
    """The viewer of pdf.js with a book open."""

    def __init__(self, chrome: Chrome) -> None:
        self.chrome = chrome
        self._until("return !!window.PDFViewerApplication?.pdfDocument")

    def _until(self, question: str) -> None:
        end = time.perf_counter() + 60
        while not self.chrome.execute_script(question):
            assert time.perf_counter() < end, question
            time.sleep(0.1)

    def element(self, name: str) -> Any:
        """Go to the page of a field and return what is filled in there."""
        script = """
            const [name, done] = arguments, app = PDFViewerApplication;
            for (let page = 1; page <= app.pagesCount; page++) {
                const some = await (await app.pdfDocument.getPage(page)).getAnnotations();
                const found = some.find(one => one.fieldName === name);
                if (found) { app.page = page; return done(found.id); }
            }
            done("");
        """
        call = f"const run = async (...arguments) => {{{script}}}; run(...arguments)"
        own_id = self.chrome.execute_async_script(call, name)
        assert own_id, name
        selector = (
            f'[data-annotation-id="{own_id}"] input, [data-annotation-id="{own_id}"] textarea'
        )
        self._until(f"return !!document.querySelector({json.dumps(selector)})")
        return self.chrome.find_element(By.CSS_SELECTOR, selector)

    def ask(self, script: str) -> Any:
        """Return what an asynchronous function of the open document, `pdf`, returns."""
        call = "const done = arguments[0], pdf = PDFViewerApplication.pdfDocument;"
        return self.chrome.execute_async_script(f"{call} (async () => {{{script}}})().then(done);")

    def tick(self, name: str) -> None:
        """Click a box."""
        self.element(name).click()

    def write(self, name: str, text: str) -> None:
        """Type into a field."""
        self.element(name).send_keys(text)

    def saved(self) -> bytes:
        """Return the file that the viewer would save."""
        script = """
            const done = arguments[arguments.length - 1];
            document.activeElement.blur();
            PDFViewerApplication.pdfDocument.saveDocument().then(data => {
                let text = "";
                for (const byte of data) text += String.fromCharCode(byte);
                done(btoa(text));
            });
        """
        return base64.b64decode(self.chrome.execute_async_script(script))
