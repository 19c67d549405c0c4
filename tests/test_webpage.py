"""The page beside the products: valid, self-contained, and good at every width, in Chromium."""

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from selenium.webdriver import Chrome

from conftest import MakeProject, needed
from handbook.binding.bundle import Product
from handbook.book.findings import Exit
from handbook.build import build
from handbook.data import WRITERS
from handbook.make import check
from handbook.pages.looks import find_templates, words
from handbook.products import Draft
from handbook.request import PRODUCTS, Request
from handbook.starter import begin
from handbook.webpage import FILE, human_size, make_webpage

SETTINGS = """title = "Pilots & <Tides>"
subtitle = "Of “harbours” & 'locks'"
slug = "pilots"
publisher = "Harbour <Office>"
handling = "Unclassified"
licence = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
corrections = "To the office & its \\"pilots\\""
address = "https://example.org/pilots?a=b&c=d"
[edition]
id = "2026.1"
date = 2026-11-22
supersedes = "2025.1"
supersedes-action = "Destroy it."
"""
CHAPTER = {"content/chapters/01-a.md": "# A\n\nText.\n"}
SOME = (
    Product("cards", "pilots & tides.pdf", "12" * 32, 45_000, 1),
    Product("unheard-of", "pilots-2026.1-x.bin", "56" * 32, 3, 0),
    Product("data", "pilots-2026.1-checklists.schema.json", "34" * 32, 999, 0),
    Product("download", "pilots-2026.1-download.pdf", "ab" * 32, 2_512_345, 312),
)

SEVERAL = ("download", "data", "job")


def page(project: Path, products: tuple[Product, ...] = SOME) -> str:
    """Return the page that is made for a manuscript and its products."""
    book = replace(check(project)[0], manuscript="cd" * 32)
    made = make_webpage(Draft(book, find_templates(project)), products)
    assert made.status is Exit.FINE, made.findings
    return made.files[FILE].decode()


@pytest.fixture
def pilots(make_project: MakeProject) -> Path:
    return make_project({**CHAPTER, "content/handbook.toml": SETTINGS})


def complaints(html: str) -> list[str]:
    """Return what the validator says of a page."""
    run = subprocess.run(
        [needed("tidy"), "-quiet", "-errors", "-utf8"],
        input=html, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return run.stderr.splitlines()


def test_the_page_is_valid_whatever_a_book_is_called(pilots: Path) -> None:
    html = page(pilots)
    assert complaints(html) == []
    assert "<h1>Pilots &amp; &lt;Tides&gt;</h1>" in html
    assert 'href="pilots%20%26%20tides.pdf"' in html


def test_the_page_of_a_folder_of_plain_texts_is_valid(make_project: MakeProject) -> None:
    html = page(make_project(CHAPTER))
    assert complaints(html) == []
    assert "It was not issued." in html


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("</h1>", ""),
        ("<main ", "<p><main "),
        ("<ul ", "<ol "),
        ('<meta charset="utf-8">', '<meta charset="utf-8"><div>'),
        ('id="verify"', 'id="about"'),
        ("<!DOCTYPE html>", ""),
    ],
)
def test_the_validator_finds_what_is_wrong(pilots: Path, good: str, bad: str) -> None:
    html = page(pilots)
    assert good in html
    assert complaints(html.replace(good, bad, 1)) != []


def test_what_was_made_is_told_with_size_pages_format_hash_and_purpose(pilots: Path) -> None:
    html = page(pilots)
    for item in SOME:
        assert item.sha256 in html
    assert "PDF, 312 pages, 2.5\N{NO-BREAK SPACE}MB" in html
    assert "PDF, 1 page, 45\N{NO-BREAK SPACE}kB" in html
    assert "JSON Schema, 999\N{NO-BREAK SPACE}bytes" in html
    assert "Checklists for the pocket" in html
    order = [html.index(f'id="files_{name}"') for name in ("book", "print", "data", "other")]
    assert order == sorted(order)
    assert "Supersedes 2025.1. Destroy it." in html


def test_every_product_has_its_words() -> None:
    said = words(find_templates(Path("nowhere")), {})
    data = {f"data_{ending}" for ending in (*WRITERS, "schema")}
    for name in ({*PRODUCTS} | data) - {"data"}:
        assert said[f"file_{name}"], name
        assert said[f"for_{name}"], name


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (73_900, "74 kB"),
        (1_000_000, "1.0 MB"), (2_512_345, "2.5 MB"), (9_949_999, "9.9 MB"), (9_960_000, "10 MB"),
        (10**12, "1000 GB"),
    ],
)  # fmt: skip
def test_sizes_are_said_as_a_person_would(count: int, text: str) -> None:
    assert human_size(count, ("bytes", "kB", "MB", "GB")) == text.replace(" ", "\N{NO-BREAK SPACE}")


def test_a_book_may_have_a_page_of_its_own_and_a_broken_one_is_a_finding(pilots: Path) -> None:
    own = pilots / "templates/download/index.html"
    own.parent.mkdir(parents=True)
    own.write_text("<p>{{ groups | length }} of ours</p>")
    assert page(pilots) == "<p>4 of ours</p>"
    own.write_text("{{ nobody }}")
    made = make_webpage(Draft(check(pilots)[0], find_templates(pilots)), SOME)
    assert made.status is Exit.FINDINGS
    assert [str(one.place) for one in made.findings] == ["templates/download/index.html:1"]


def test_the_page_asks_for_nothing(pilots: Path) -> None:
    html = page(pilots)
    assert not re.search(r"<script|<iframe|<img|@import|url\(|\ssrc=|\son\w+=", html)
    assert re.findall(r'<link [^>]*href="([^"]*)"', html) == ["data:,"]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the book of a beginner with all that can be had of it, and return the folder."""
    project = tmp_path_factory.mktemp("edition")
    begin(project)
    settings = project / "content/handbook.toml"
    settings.write_text(f'address = "https://example.org/watch"\n{settings.read_text()}')
    report = build(Request(project, project / "build", jobs=1, products=SEVERAL))
    assert not report.status, report.findings
    return report.folder


@pytest.mark.pdf
def test_it_is_among_the_sums_and_made_again_when_it_is_gone(edition: Path) -> None:
    page = (edition / FILE).read_bytes()
    run = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=edition, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert f"{FILE}: OK" in run.stdout
    project = edition.parents[1]
    request = Request(project, project / "build", jobs=1, products=SEVERAL)
    for spoil in (Path.unlink, lambda path: path.write_text("other")):
        spoil(edition / FILE)
        assert not build(request).status
        assert (edition / FILE).read_bytes() == page


def look(chrome: Chrome, path: Path | str, width: int, **media: str) -> None:
    """Open a page in a window of a width, in CSS pixels, as a reader has set the browser."""
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 700}
    features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    chrome.get(path if isinstance(path, str) else path.as_uri())


def found_by_axe(chrome: Chrome) -> list[str]:
    """Return the rules of axe that the open page breaks."""
    package = find_spec("axe_core_python")
    assert package
    assert package.origin
    chrome.execute_script(Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8"))
    result: Mapping[str, Any] = chrome.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run({resultTypes: ['violations', 'incomplete']}).then(done);"
    )
    assert len(result["passes"]) > 20
    return sorted(one["id"] for kind in ("violations", "incomplete") for one in result[kind])


slow = pytest.mark.slow


@slow
@pytest.mark.pdf
def test_in_chromium_it_fits_every_width_and_axe_finds_nothing(
    edition: Path, browser: Chrome
) -> None:
    for scheme in ("light", "dark"):
        for width in (320, 768, 1280):
            look(browser, edition / FILE, width, prefers_color_scheme=scheme)
            assert browser.execute_script("return innerWidth") == width
            assert browser.execute_script("return document.documentElement.scrollWidth") <= width
            assert found_by_axe(browser) == [], (width, scheme)
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert browser.get_log("browser") == []  # type: ignore[no-untyped-call]


@slow
@pytest.mark.pdf
def test_its_links_lead_to_files_of_the_folder(edition: Path, browser: Chrome) -> None:
    look(browser, edition / FILE, 768)
    links = browser.execute_script("return [...document.links].map(link => link.href)")
    here = [link for link in links if link.startswith("file:")]
    assert {Path(unquote(link.removeprefix("file://"))) for link in here} == {
        path for path in edition.iterdir() if path.name != FILE
    }
    assert set(links) - set(here) == {"https://example.org/watch"}


@slow
@pytest.mark.pdf
def test_it_is_the_same_without_scripts(edition: Path, browser: Chrome) -> None:
    pictures = []
    for off in (False, True):
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": off})
        look(browser, edition / FILE, 768)
        pictures.append(browser.execute_cdp_cmd("Page.captureScreenshot", {})["data"])
    assert pictures[0] == pictures[1]


@slow
@pytest.mark.pdf
@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        (' lang="en-GB"', "", "html-has-lang"),
        ("--quiet: #3a3a3a", "--quiet: #b0b0b0", "color-contrast"),
        ("<h3>", "<h5>", "heading-order"),
        ("</main>", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
    ],
)
def test_axe_finds_what_is_wrong(
    edition: Path, tmp_path: Path, browser: Chrome, good: str, bad: str, rule: str
) -> None:
    html = (edition / FILE).read_text()
    assert good in html
    (tmp_path / FILE).write_text(html.replace(good, bad))
    look(browser, tmp_path / FILE, 768, prefers_color_scheme="light")
    assert rule in found_by_axe(browser)


@slow
@pytest.mark.pdf
def test_on_paper_it_needs_no_colour_behind_it(edition: Path, browser: Chrome) -> None:
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    browser.get((edition / FILE).as_uri())
    behind = browser.execute_script(
        "return [...document.querySelectorAll('*')].map(one => getComputedStyle(one))"
        ".filter(style => style.display !== 'none').map(style => style.backgroundColor)"
    )
    assert set(behind) <= {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}


@pytest.mark.pdf
def test_the_page_is_no_product(edition: Path) -> None:
    told = json.loads((edition / "manifest.json").read_text())
    assert FILE not in {item["file"] for item in told["products"]}
