"""Change pages: two editions of a book, set and printed, and one filed into the other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from conftest import MakeProject, write_files
from handbook.binding.bars import FORM, PAGE_FORM
from handbook.binding.facts import read_facts
from handbook.book.findings import Exit
from handbook.build import build
from handbook.editions.collation import Collation, write_collation
from handbook.editions.packet import instruct, leaves
from handbook.make import make_at
from handbook.pages.looks import bound, find_templates, measures
from handbook.release import release
from handbook.request import Report, Request
from handbook.setting.workshop import open_bench

pytestmark = pytest.mark.pdf

SETTINGS = (
    'title = "Small"\nslug = "small"\nlanguage = "en-GB"\n[page]\nbinding = "{binding}"\n'
    "[changes]\neffective-pages = true\ncomplete-revision = 90\nmoved-pages = true\n"
    '[edition]\nid = "{edition}"\ndate = 2026-11-2{edition}\n'
)
RING = SETTINGS.replace("{binding}", "ring")


def chapter(title: str, count: int) -> str:
    lines = (f"{title} number {n} fills the page with words of its own.\n" for n in range(count))
    return f"# {title}\n\n" + "\n".join(lines)


FIRST = {
    "content/handbook.toml": RING.replace("{edition}", "1"),
    "content/chapters/01-ships.md": chapter("Ships", 70),
    "content/chapters/02-ports.md": chapter("Ports", 30),
    "content/chapters/03-crews.md": chapter("Crews", 3),
    "content/chapters/04-tides.md": chapter("Tides", 3),
    "content/checklists/D1.md": (
        "---\nid: D1\nkind: duty\nowner: Attaché\ntrigger: Arrival\nrevised: 2026-11-21\n"
        "sign-off: Attaché\n---\n# Watch\n\n## A. Start {mode=read-do}\n\n"
        "- [ ] **D1.1** Take the watch\n- [ ] **D1.2** Read the log\n"
        "- [ ] **D1.3** Count the keys\n"
        "- [ ] **D1.4** Ring the office\n- [ ] **D1.5** Sign the log {closes}\n"
    ),
}
SECOND = {
    "content/handbook.toml": RING.replace("{edition}", "2"),
    "content/chapters/01-ships.md": chapter("Ships", 70).replace("Ships number 65", "Ships no 65"),
    "content/chapters/02-ports.md": chapter("Ports", 45),
    "content/checklists/D2.md": FIRST["content/checklists/D1.md"].replace("D1", "D2"),
    "content/changes.toml": '[[change]]\nids = ["ships"]\ntext = "As ruled"\n',
}


@dataclass(frozen=True)
class Printed:
    """Pages of a file: label and text of the type area, in order."""

    pages: tuple[tuple[str, str], ...]

    @property
    def labels(self) -> list[str]:
        return [label for label, _ in self.pages]


def printed(report: Report, product: str) -> Printed:
    (name,) = (one.file for one in report.products if one.name == product)
    size = bound(measures(find_templates(Path("nowhere")), "A5"), "ring")
    mm = 72 / 25.4
    rows = []
    with pypdfium2.PdfDocument(report.folder / name) as pdf:
        for number, page in enumerate(pdf):
            left, foot, right, head = page.get_trimbox()
            area = left, foot + size["bottom"] * mm, right, head - (size["top"] - 1) * mm
            text = page.get_textpage().get_text_bounded(*area)
            rows.append((pdf.get_page_label(number), " ".join(text.split())))
    return Printed(tuple(rows))


@dataclass(frozen=True)
class Editions:
    project: Path
    old: Report
    new: Report


def built(project: Path, *products: str) -> Report:
    report = build(Request(project, project / "build", jobs=1, products=products))
    assert report.status is Exit.FINE, report.findings
    return report


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    project = write_files(tmp_path_factory.mktemp("book"), FIRST)
    made = release(Request(project, project / "build", jobs=1, products=("press",)))
    assert made.report is not None
    assert made.status is Exit.FINE, made.findings
    (project / "content/chapters/03-crews.md").unlink()
    write_files(project, SECOND)
    return Editions(project, made.report, built(project, "press", "changes"))


@pytest.mark.slow
def test_a_page_that_only_begins_elsewhere_has_a_bar_beside_its_number(editions: Editions) -> None:
    """Chapter 1 has one line changed on a page, chapter 2 grew: what follows there moved."""
    (name,) = (one.file for one in editions.new.products if one.name == "press")
    with pikepdf.Pdf.open(editions.new.folder / name) as pdf:
        forms = {
            label: set(page.resources.get("/XObject", {}).keys())
            for (label, _), page in zip(
                printed(editions.new, "press").pages, pdf.pages, strict=True
            )
        }
    beside = {label for label, names in forms.items() if PAGE_FORM in names}
    fresh = {page.label for page in editions.new.pages if page.since == "2" and not page.blank}
    texts = {one for one in fresh if re.match("[0-9]", one)}
    barred = {label for label, names in forms.items() if FORM in names}
    assert beside
    assert beside == texts - barred


@pytest.mark.slow
def test_who_files_the_packet_has_the_new_book_page_by_page(editions: Editions) -> None:
    old, new = (printed(report, "press") for report in (editions.old, editions.new))
    packet = printed(editions.new, "changes")
    sheet, issued = packet.pages[:2], dict(packet.pages[2:])
    book, at = list(old.pages), 0
    for removed, inserted, after in _lines(editions, sheet[0][1]):
        labels = [label for label, _ in book]
        if removed:
            at = labels.index(removed[0], at)
            assert labels[at : at + len(removed)] == removed
        else:
            at = labels.index(after, max(at - 1, 0)) + 1 if after else 0
        book[at : at + len(removed)] = [(label, issued.pop(label)) for label in inserted]
        at += len(inserted)
    assert book == list(new.pages)
    assert issued == {}


def _lines(editions: Editions, sheet: str) -> Iterator[tuple[list[str], list[str], str]]:
    """Yield labels to remove, labels to insert and where, for each line that the sheet prints."""
    packet = instruct(leaves(editions.old.pages), leaves(editions.new.pages))
    assert packet.removed
    for one in packet.instructions:
        where = "in its place" if one.remove and one.insert else f"after {one.after}"
        line = f"{one.removed or 'nothing'} {one.inserted or 'nothing'}"
        line = f"{line} {where}" if one.insert else line
        assert "".join(line.split()) in "".join(sheet.split())
        yield (
            [page.label for leaf in one.remove for page in (leaf.front, leaf.back)],
            [page.label for leaf in one.insert for page in (leaf.front, leaf.back)],
            one.after,
        )
    assert f"Leaves removed: {packet.removed}. Leaves inserted: {packet.inserted}." in sheet
    assert f"The book then has {len(editions.new.pages) // 2} leaves." in sheet


@pytest.mark.slow
def test_the_list_of_effective_pages_is_that_of_the_pages(editions: Editions) -> None:
    """Rule E-07: the list equals the real pages, and says since when each is as it is."""
    old, new = (printed(report, "press") for report in (editions.old, editions.new))
    assert [page.label for page in editions.new.pages] == new.labels
    text = dict(new.pages)["LEP-1"]
    assert f"This book has {len(new.pages)} pages on {len(new.pages) // 2} leaves." in text
    before = dict(old.pages)
    expected = {label: "1" if before.get(label) == said else "2" for label, said in new.pages}
    assert dict(_listed(text, new.labels)) == expected
    assert expected["1-1"] == "1"
    assert expected["LEP-1"] == expected["2-3"] == "2"


def _listed(text: str, labels: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each page that the list names, with its edition, in the order of the list."""
    name = r"(?:Colophon 2|[\w-]+)"
    rows = text.partition("the cover does not. ")[2]
    for first, last, edition in re.findall(rf"({name})(?: to ({name}))?(?: blank)? (\d)\b", rows):
        start, end = labels.index(first), labels.index(last or first)
        yield from ((label, edition) for label in labels[start : end + 1])


@pytest.mark.slow
def test_a_complete_revision_has_no_bars_and_sets_again_what_says_so(editions: Editions) -> None:
    project = editions.project
    text = SECOND["content/handbook.toml"].replace("= 90", "= 1")
    write_files(project, {"content/handbook.toml": text})
    report = built(project, "download")
    assert set(report.reasons) == {"changes"}
    pages = zip(report.pages, editions.new.pages, strict=True)
    assert [one.label for one, other in pages if one != other] == ["iii"]
    assert read_facts((report.folder / report.products[0].file).read_bytes()).bars == ()
    assert "Complete revision" in dict(printed(report, "download").pages)["iii"]


@pytest.mark.slow
def test_leaves_of_the_same_pages_make_no_packet(editions: Editions) -> None:
    """A book for the screen has plain pages, and none when it is as the edition before."""
    project = editions.project
    text = SECOND["content/handbook.toml"].replace("ring", "screen")
    write_files(project, {"content/handbook.toml": text})
    plain = built(project, "changes")
    assert {one.name for one in plain.products} == {"changes"}
    assert "HB858" not in {one.code for one in plain.findings}
    assert printed(plain, "changes").labels[:2] == ["FS-1", "FS-2"]
    kept = project / "content/editions/1/pages.json"
    kept.unlink()
    kept.write_bytes(write_collation(Collation("1", {}, {"": plain.pages})))
    same = build(Request(project, project / "build", jobs=1, products=("changes",)))
    assert (same.status, same.products) == (Exit.FINE, ())
    assert {"HB937", "HB938"} <= {one.code for one in same.findings}
    assert (plain.folder / plain.products[0].file).exists()


def test_change_pages_of_a_first_edition_are_refused(make_project: MakeProject) -> None:
    project = make_project({"content/chapters/01.md": "# One\n\nText.\n"})
    request = Request(project, project / "build", jobs=1, products=("changes",))
    with open_bench(project, lambda name: None) as bench:
        report = make_at(bench, request)
    assert report.status is Exit.FINDINGS
    assert [one.code for one in report.findings] == ["HB936"]
