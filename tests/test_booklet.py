"""The booklet as a product: chosen paper, a guide before it, all pages in order, and refusals."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from conftest import MakeProject, write_files
from handbook.binding.facts import read_facts
from handbook.binding.proof import prove
from handbook.book.findings import Exit, Finding
from handbook.book.settings import Booklet
from handbook.booklet import make_booklet
from handbook.make import check
from handbook.pages.looks import TemplateFault, presswork
from handbook.pages.units import find_templates
from handbook.press.deskwork import fill_tray, find_punch, judge_signatures, read_desk, shifts
from handbook.press.imposition import Size
from handbook.products import Draft, Made
from handbook.setting.workshop import open_bench

LIST = """---
id: D1
kind: duty
owner: Watch
mode: do-confirm
sign-off: [Watch]
revised: 2026-01-01
---
# Rounds

- [ ] **D1.1** Walk the decks
- [ ] **D1.2** Try the doors
- [ ] **D1.3** Sign the log
"""
PROJECT = {
    "content/handbook.toml": 'title = "Ship’s Book"\nshort-title = "SB"\n'
    '[edition]\nid = "2026.1"\ndate = 2026-01-01\n',
    **{
        f"content/chapters/0{n}-watch.md": f"# Watch {n}\n\n## To\n\nDog watch {n}; see [](#D1).\n"
        for n in range(1, 5)
    },
    "content/checklists/D1-rounds.md": LIST,
}
A5 = Size(148, 210)


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Made]:
    """Make the booklet of the book with other settings of `[booklet]`, and of the page."""
    project = write_files(tmp_path_factory.mktemp("book"), PROJECT)
    book, _ = check(project)
    templates = find_templates(project)

    @cache
    def made(page: str = "A5", binding: str = "perfect", **wanted: Any) -> Made:
        settings = replace(
            book.settings, page=page, binding=binding, booklet=replace(Booklet(), **wanted)
        )
        with open_bench(project, lambda name: None, jobs=1) as bench:
            return make_booklet(bench, Draft(replace(book, settings=settings), templates))

    return made


def _forms(page: pikepdf.Page) -> list[str]:
    return [str(name) for name in page.obj["/Resources"]["/XObject"].keys()]  # noqa: SIM118


def words(made: Made) -> list[str]:
    (data,) = made.files.values()
    with pypdfium2.PdfDocument(data) as pdf:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


@pytest.mark.pdf
def test_a_booklet_has_a_guide_and_every_page_once(make: Callable[..., Made]) -> None:
    made = make()
    assert made.status is Exit.FINE
    (name,) = made.files
    assert name == "ships-book-2026.1-booklet.pdf"
    facts = read_facts(made.files[name])
    assert prove(facts, name) == ()
    assert (facts.product, facts.duplex, facts.fields) == ("booklet", "short", ())
    assert facts.links.internal == facts.links.external == 0
    said = words(made)
    assert "How to print and fold this booklet" in said[0]
    assert "short edge" in said[0]
    assert "This side stands upright too" in said[1]
    text = " ".join(said[2:])
    for chapter in range(1, 5):
        assert text.count(f"Dog watch {chapter};") == 1
    assert text.count("Walk the decks") == 1
    assert "This page is intentionally blank." in text
    with pikepdf.open(BytesIO(made.files[name])) as pdf:
        drawn = [form for page in pdf.pages for form in _forms(page)]
        pages = [form for form in drawn if form.startswith("/P")]
        assert sorted(pages) == sorted({*pages})
        boxes = {tuple(round(float(edge), 3) for edge in page.mediabox) for page in pdf.pages}
    assert boxes == {(0, 0, 841.89, 595.276)}
    (blank,) = made.findings
    assert blank.code == "HB833"
    assert blank.message == f"{len(pages) - 2} pages leave {-(len(pages) - 2) % 4} blank" + (
        f" on {-(-(len(pages) - 2) // 4)} sheets"
    )


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("page", "wanted", "size"),
    [
        ("A5", {"duplex": "long"}, (297, 210)),
        ("A6", {}, (210, 297)),
        ("half-letter", {}, (279.4, 215.9)),
        ("A4", {}, (420, 297)),
        ("Letter", {}, (431.8, 279.4)),
        ("A5", {"layout": "leaves", "holes": "ISO 838"}, (297, 210)),
        ("A6", {"layout": "leaves"}, (210, 297)),
        ("A4", {"layout": "leaves", "holes": "888"}, (210, 297)),
        ("Letter", {"layout": "leaves", "holes": "US 3"}, (215.9, 279.4)),
        ("A5", {"sheet": "Letter", "scale": "fit"}, (279.4, 215.9)),
        ("A5", {"sheets": 2, "trimmed": True}, (297, 210)),
    ],
)
@pytest.mark.slow
def test_every_size_has_its_paper(
    make: Callable[..., Made], page: str, wanted: dict[str, object], size: tuple[float, float]
) -> None:
    made = make(page, "ring", **wanted)
    assert made.status is Exit.FINE, made.findings
    (data,) = made.files.values()
    with pikepdf.open(BytesIO(data)) as pdf:
        for one in pdf.pages:
            edges = [float(edge) / 72 * 25.4 for edge in one.mediabox]
            assert edges == pytest.approx([0, 0, *size], abs=0.01)
    said = words(made)
    for chapter in range(1, 5):
        assert " ".join(said[2:]).count(f"Dog watch {chapter};") == 1
    assert ("ISO 838" in said[0]) == (wanted.get("holes") == "ISO 838")
    assert ("94.3 %" in said[0]) == ("scale" in wanted)
    assert ("signatures" in said[0]) == ("sheets" in wanted)


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({"sheet": "Letter"}, {"HB830"}),
        ({"layout": "leaves", "holes": "888"}, {"HB834"}),
    ],
)
def test_what_paper_cannot_do_is_refused_before_anything_is_set(
    make: Callable[..., Made], wanted: dict[str, object], codes: set[str]
) -> None:
    made = make(**wanted)
    assert made.status is Exit.FINDINGS
    assert {finding.code for finding in made.findings} == codes
    assert made.files == {}


DESK = read_desk(presswork(find_templates(Path())))


def found(wanted: Booklet, page: Size = A5) -> Finding:
    _, (finding,) = fill_tray(wanted, page, 3, DESK)
    return finding


@pytest.mark.parametrize(
    ("wanted", "page", "said", "hint"),
    [
        (
            Booklet(sheet="Letter"), A5,
            "Letter, 215.9 × 279.4 mm, does not take two pages side by side, 296 × 210 mm",
            'sheet = "A4" or "A3" or "Tabloid"; scale = "fit" prints at 94.3%',
        ),
        (
            Booklet(sheet="A4"), Size(215.9, 279.4),
            "A4, 210 × 297 mm, does not take two pages side by side, 431.8 × 279.4 mm",
            'sheet = "Tabloid"; scale = "fit" prints at 68.7%',
        ),
        (
            Booklet(layout="leaves", sheet="Letter"), Size(210, 297),
            "Letter, 215.9 × 279.4 mm, does not take a page, 210 × 297 mm",
            'sheet = "A4" or "A3" or "Tabloid"; scale = "fit" prints at 94.0%',
        ),
        (
            Booklet(), Size(297, 420),
            "A3, 297 × 420 mm, does not take two pages side by side, 594 × 420 mm",
            'scale = "fit" prints at 70.7%',
        ),
    ],
)  # fmt: skip
def test_paper_that_is_too_small_names_what_fits(
    wanted: Booklet, page: Size, said: str, hint: str
) -> None:
    finding = found(wanted, page)
    assert (finding.code, finding.message, finding.hint) == ("HB830", said, hint)


def test_pages_made_smaller_are_told() -> None:
    finding = found(Booklet(sheet="Letter", scale="fit"))
    assert finding.code == "HB836"
    assert "94.3%" in finding.message


@pytest.mark.parametrize(
    ("sheets", "code"),
    [(8, ""), (15, ""), (16, "HB832"), (30, "HB832"), (31, "HB831"), (78, "HB831")],
)
def test_a_signature_is_as_thick_as_hands_can_fold(sheets: int, code: str) -> None:
    codes = [finding.code for finding in judge_signatures((sheets,), DESK.limits)]
    assert codes == [code] * bool(code)
    for finding in judge_signatures((sheets,), DESK.limits):
        assert finding.hint == "sheets = 8"


@pytest.mark.parametrize(
    ("page", "holes", "inner", "at", "code"),
    [
        (A5, "ISO 838", 19, (-40, 40), ""),
        (A5, "ISO 838", 16, (-40, 40), "HB849"),
        (A5, "888", 19, None, "HB834"),
        (Size(210, 297), "888", 28, (-120, -40, 40, 120), ""),
        (Size(215.9, 279.4), "US 3", 28, (-107.95, 0, 107.95), ""),
        (Size(139.7, 215.9), "US 3", 18, (-69.85, 0, 69.85), ""),
        (Size(105, 148), "US 3", 18, None, "HB834"),
    ],
)
def test_holes_stand_where_their_system_has_them(
    page: Size, holes: str, inner: float, at: tuple[float, ...] | None, code: str
) -> None:
    wanted = Booklet(layout="leaves", holes=holes)
    tray, _ = fill_tray(wanted, page, 0, DESK)
    assert tray
    punch, findings = find_punch(wanted, tray.forme, inner, DESK)
    assert (punch.at if punch else None) == at
    assert [finding.code for finding in findings] == [code] * bool(code)


def test_only_a_booklet_that_is_cut_has_its_creep_made_good_for() -> None:
    assert shifts((8, 7), False, DESK.limits) == ()
    assert shifts((8, 7), True, DESK.limits)[-1] == pytest.approx(7 * 0.13)
    assert shifts((2, 2), True, DESK.limits) == (), "no knife sees a tenth of a millimetre"


@pytest.mark.pdf
def test_settings_that_a_layout_has_no_use_for_are_told(make: Callable[..., Made]) -> None:
    made = make(layout="leaves", sheets=4, trimmed=True)
    idle = [finding.message for finding in made.findings if finding.code == "HB835"]
    assert idle == [
        'layout "leaves" has no use for sheets', 'layout "leaves" has no use for trimmed'
    ]  # fmt: skip


@pytest.mark.parametrize(
    "own", ["[paper.A4]\nwidth = 'a'\n", "[holes]\n'888' = [{}]\n", "[desk.marks]\nbar = 3\n"]
)
def test_a_table_that_is_wrong_is_a_fault_of_the_templates(
    make_project: MakeProject, own: str
) -> None:
    templates = find_templates(make_project({"templates/press.toml": own}))
    with pytest.raises(TemplateFault):
        read_desk(presswork(templates))
