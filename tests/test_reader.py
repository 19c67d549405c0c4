"""Another reader, pdf.js in Chromium, sees in the download what we say is in it."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Array, Pdf
from selenium.webdriver import Chrome

from handbook.binding.bundle import read_manifest
from handbook.binding.facts import read_facts
from handbook.binding.issued import verify
from handbook.build import build
from handbook.request import Request
from handbook.starter import begin
from pdfjs import Viewer, viewing

pytestmark = [pytest.mark.pdf, pytest.mark.slow]

Branch = tuple[str, tuple[Any, ...]]
"""Role of an element, and what is below it on a page: branches, marks by number, `object`."""

OUTLINE = """
    const flat = async (items, level) => {
        const rows = [];
        for (const item of items) {
            const [page] = await pdf.getDestination(item.dest);
            rows.push([item.title, level, await pdf.getPageIndex(page) + 1]);
            rows.push(...await flat(item.items, level + 1));
        }
        return rows;
    };
    return flat(await pdf.getOutline(), 1);
"""
FIELDS = """
    const names = [];
    for (let page = 1; page <= pdf.numPages; page++) {
        for (const one of await (await pdf.getPage(page)).getAnnotations()) {
            if (one.subtype === "Widget") names.push(one.fieldName);
        }
    }
    return names;
"""
TREES = """
    const trees = [];
    for (let page = 1; page <= pdf.numPages; page++) {
        trees.push(await (await pdf.getPage(page)).getStructTree());
    }
    return trees;
"""


def seen_by(viewer: Viewer) -> dict[str, Any]:
    """Return what the other reader sees: outline, labels, names of fields, trees of the pages."""
    return {
        "outline": [tuple(row) for row in viewer.ask(OUTLINE)],
        "labels": tuple(viewer.ask("return pdf.getPageLabels();")),
        "fields": sorted(viewer.ask(FIELDS)),
        "trees": [_theirs(tree) for tree in viewer.ask(TREES)],
    }


def _theirs(node: Any) -> Any:
    """Return a tree of the other reader as a branch."""
    if node is None:
        return None
    if "role" in node:
        return node["role"], tuple(map(_theirs, node["children"]))
    return node["id"].rpartition("mcid")[2] if node["type"] == "content" else "object"


def read_by_us(data: bytes) -> dict[str, Any]:
    """Return the same as our own facts have it, and the trees as they stand in the file."""
    facts = read_facts(data)
    with Pdf.open(BytesIO(data)) as pdf:
        trees = list(_ours(pdf))
    return {
        "outline": [(one.title, one.level, one.page) for one in facts.bookmarks],
        "labels": facts.labels,
        "fields": sorted(field.name for field in facts.fields),
        "trees": trees,
    }


def _ours(pdf: Pdf) -> Iterator[Branch]:
    """Yield the tree of each page: what of the book's tree has something on it."""
    for page in pdf.pages:
        yield "Root", tuple(_branches(pdf.Root.StructTreeRoot, page.obj.objgen, page.obj.objgen))


def _branches(element: Any, page: tuple[int, int], held: tuple[int, int]) -> Iterator[Any]:
    kids = element.get("/K", Array())
    held = element.Pg.objgen if "/Pg" in element else held
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, int):
            if held == page:
                yield str(kid)
        elif kid.get("/Type") == "/OBJR":
            if (kid.Pg.objgen if "/Pg" in kid else held) == page:
                yield "object"
        elif _is_drawn(below := tuple(_branches(kid, page, held))):
            yield str(kid.S)[1:], below


def _is_drawn(branch: tuple[Any, ...]) -> bool:
    """Tell whether there is content below; fields alone the other reader finds by other ways."""
    return any(_is_drawn(one) if isinstance(one, tuple) else one != "object" for one in branch)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small book with lists to fill in and a code, and return the folder."""
    project = tmp_path_factory.mktemp("read")
    begin(project)
    settings = project / "content/handbook.toml"
    settings.write_text(f'address = "https://example.org/watch"\n{settings.read_text()}')
    report = build(Request(project, project / "build", jobs=1))
    assert not report.status, report.findings
    return report.folder


def test_another_reader_sees_the_same_outline_labels_fields_and_tags(
    issued: Path, browser: Chrome, tmp_path: Path
) -> None:
    (file,) = issued.glob("*.pdf")
    data = file.read_bytes()
    ours = read_by_us(data)
    with viewing(data, browser, tmp_path) as viewer:
        theirs = seen_by(viewer)
        viewer.tick(next(name for name in ours["fields"] if name.endswith(".done")))
        saved = viewer.saved()
    assert theirs["outline"] == ours["outline"]
    assert theirs["labels"] == ours["labels"]
    assert theirs["fields"] == ours["fields"]
    assert theirs["trees"] == ours["trees"]
    assert min(map(len, theirs.values())) >= 10

    # What it saves still says where it comes from.
    manifest = read_manifest((issued / "manifest.json").read_text(encoding="utf-8"))
    (finding,) = verify(saved, manifest, "saved.pdf").findings
    assert finding.code == "HB625"
    assert "(1 of its fields" in finding.message
