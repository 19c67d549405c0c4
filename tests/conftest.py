"""What the tests share: small projects, expected texts, and an engine that must keep silent."""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import hypothesis
import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from handbook.machine import advice, find_tool, look
from handbook.setting.typefaces import prepare

hypothesis.settings.register_profile("handbook", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("handbook")

MakeProject = Callable[[Mapping[str, str | bytes]], Path]
Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the expected texts anew")


@pytest.fixture(scope="session", autouse=True)
def own_typefaces(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Show the engine our typefaces alone, whichever test comes to use it first."""
    prepare(tmp_path_factory.mktemp("typefaces"))


class PdfBytes(bytes):
    """A file whose bytes nobody wants to see in a report."""

    def __repr__(self) -> str:
        return f"a PDF of {len(self)} bytes"


def write_files(project: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files, given by their path in the project, and return the project's folder."""
    for name, content in files.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return project


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    """Write files, given by their path in the project, and return the project's folder."""

    def make(files: Mapping[str, str | bytes]) -> Path:
        return write_files(tmp_path / "project", files)

    return make


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the expected one in a file, or write it there with `--golden`."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        assert path.exists(), f"no expected text yet: run pytest --golden to write {path.name}"
        assert text == path.read_bytes().decode()

    return compare


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


@pytest.fixture
def silent_engine() -> Iterator[None]:
    """Fail the test if the engine warns of anything."""
    ear = _Ear()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools", "pikepdf")]
    for logger in loggers:
        logger.addHandler(ear)
    yield
    for logger in loggers:
        logger.removeHandler(ear)
    assert ear.heard == []


def needed(name: str) -> str:
    """Return where a program is; without it a test fails in CI, and is skipped elsewhere."""
    found = find_tool(name)
    if not found:
        message = f"{name} is not there. Type: {advice(look())}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    return found


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    """Open a Chromium without a window."""
    chromium, driver = needed("chromium"), needed("chromedriver")
    options = ChromeOptions()
    options.binary_location = chromium
    for option in (
        "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
        "disable-background-networking", "disable-component-update", "disable-sync",
        "disable-dev-shm-usage", "window-size=1200,900", f"user-data-dir={tmp_path / 'chromium'}",
    ):  # fmt: skip
        options.add_argument(f"--{option}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = Chrome(options, Service(driver))
    yield chrome
    chrome.quit()
