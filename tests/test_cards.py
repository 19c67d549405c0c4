"""Lists to carry: set, laid on sheets and measured where they came to stand."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from conftest import MakeProject
from handbook.binding.facts import Facts, read_facts
from handbook.binding.proof import prove
from handbook.binding.telling import facts_text
from handbook.book.findings import Exit
from handbook.cards import make_card_sheets
from handbook.make import check
from handbook.pages.units import find_templates
from handbook.press.imposition import Placement
from handbook.press.sheets import Layout
from handbook.products import Draft, Made
from handbook.setting.workshop import open_bench

pytestmark = pytest.mark.pdf

FIRE = """---
id: D1
kind: duty
owner: Master
trigger: Smoke or flames
mode: read-do
sign-off: [Master]
carry: emergency
revised: 2026-01-01
---
# Fire on board

## A. At once

/// warning
Nobody opens a hot door.
///

- [ ] **D1.1** Sound the alarm {critical}
      Anybody | at once | bell | [](#watch)
- [ ] **D1.2** Close doors, ports and dampers, and tell the bridge
- [ ] **D1.3** Muster the crew and count it
- [ ] **D1.4** Cut the power to the space
- [ ] **D1.5** Set up a boundary and cool the bulkheads around it

Pause. Nobody goes in until D1.3 is ticked.

## B. Then {mode=do-confirm}

- [ ] **D1.6** Tell the harbour and the ships near by
- [ ] **D1.7** Watch the stability while water is taken in
- [ ] **D1.8** Ask for medical advice by radio
- [ ] **D1.9** Put boats and rafts in order
- [ ] **D1.10** Log the times, and file D1
"""
ROUNDS = """---
id: D2
kind: duty
owner: Watch
mode: do-confirm
sign-off: [Watch]
carry: true
revised: 2026-01-01
---
# Rounds

- [ ] **D2.1** Walk the decks
- [ ] **D2.2** Try the doors
- [ ] **D2.3** Sign the log
"""
LEFT = ROUNDS.replace("carry: true\n", "").replace("D2", "D3").replace("# Rounds", "# Left ashore")
PROJECT = {
    "content/handbook.toml": 'title = "Ship’s Book"\nshort-title = "SB"\nhandling = "Open"\n'
    '[edition]\nid = "2026.1"\ndate = 2026-01-01\n',
    "content/chapters/01-watch.md": "# Watch {#watch}\n\nKeep it.\n",
    "content/checklists/D1-fire.md": FIRE,
    "content/checklists/D2-rounds.md": ROUNDS,
    "content/checklists/D3-left.md": LEFT,
}


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Made]:
    """Make the cards of the book, of a size, for sheets of a size; with jobs, each time anew."""
    project = tmp_path_factory.mktemp("book")
    for name, text in PROJECT.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    book, _ = check(project)
    templates = find_templates(project)

    @cache
    def made(size: str = "A7", sheet: str = "A4", edge: str = "long", jobs: int = 0) -> Made:
        wanted = replace(book.settings.cards, size=size, sheet=sheet, duplex=edge)
        draft = Draft(replace(book, settings=replace(book.settings, cards=wanted)), templates)
        with open_bench(project, lambda name: None, jobs=jobs, cached=not jobs) as bench:
            return make_card_sheets(bench, draft)

    return made


def pdf_of(made: Made) -> bytes:
    (data,) = made.files.values()
    return data


def texts_of(data: bytes) -> list[str]:
    """Return the words of each page, in one line."""
    with pypdfium2.PdfDocument(data) as pages:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pages]


@pytest.mark.parametrize("sheet", ["A4", "Letter"])
@pytest.mark.parametrize("size", ["A7", "ID-1"])
@pytest.mark.parametrize("edge", ["long", "short"])
def test_cards_of_each_size_come_out_proved(
    make: Callable[..., Made], size: str, sheet: str, edge: str
) -> None:
    made = make(size, sheet, edge)
    assert (made.status, made.findings) == (Exit.FINE, ())
    facts = read_facts(pdf_of(made))
    assert facts.sheets
    assert {side.kind: side.least for one in facts.sheets for side in one.sides} == {
        "emergency": 12,
        "card": 9,
    }
    card = (74, 105) if size == "A7" else (85.6, 53.98)
    for left, lower, right, upper in (s.box for one in facts.sheets for s in one.sides):
        assert (right - left, upper - lower) == pytest.approx(card, abs=0.02)
    assert min(side.clear for one in facts.sheets for side in one.sides) >= 3
    assert facts.duplex == edge


def test_a_card_says_what_it_is_and_what_to_do(make: Callable[..., Made]) -> None:
    data = pdf_of(make())
    words = " ".join(texts_of(data))
    for item in range(1, 11):
        assert f"D1.{item} " in words
    for text in (
        "Fire on board", "Trigger Smoke or flames", "Read, then do", "Warning Nobody opens",
        "Sound the alarm", "Pause. Nobody goes in", "Open · SB 2026.1", "Rounds", "Notes",
        "turned on the long edge", "Sheet 1 of 1, front", "Sheet 1 of 1, back",
    ):  # fmt: skip
        assert text in words, text
    assert "Left ashore" not in words
    assert "at once | bell" not in words and "Anybody" not in words


def test_the_sides_of_a_list_are_marked_when_it_takes_more_than_one_card(
    make: Callable[..., Made],
) -> None:
    words = " ".join(texts_of(pdf_of(make("ID-1"))))
    cards = max(int(total) for total in re.findall(r"D1 \d+/(\d+)", words))
    assert cards >= 2
    for number in range(2, cards + 1):
        assert words.count(f"D1 {number}/{cards}") == 2
    assert "D2 1/" not in words


def test_the_file_says_what_it_is_and_holds_no_links(make: Callable[..., Made]) -> None:
    data = pdf_of(make())
    facts = read_facts(data)
    assert facts.title == "Ship’s Book, edition 2026.1: Cards"
    assert (facts.language, facts.product, facts.shows_title) == ("en", "cards", True)
    assert not facts.claims_ua
    assert all(font.embedded and font.unicode for font in facts.fonts)
    with pikepdf.open(BytesIO(data)) as pdf:
        assert not any("/Annots" in page for page in pdf.pages)
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
        assert "/AcroForm" not in pdf.Root
    assert "cards      " in facts_text(facts)


@pytest.mark.slow
def test_cards_depend_on_nothing_but_the_book(make: Callable[..., Made]) -> None:
    assert pdf_of(make(jobs=1)) == pdf_of(make(jobs=2))


def spoiled(
    make: Callable[..., Made], monkeypatch: pytest.MonkeyPatch, change: Callable[[Layout], Layout]
) -> list[str]:
    """Return what the proof says when the sheets are laid out otherwise."""
    from handbook import cards

    good = cards._layout
    monkeypatch.setattr(cards, "_layout", lambda draft, count: change(good(draft, count)))
    made = make.__wrapped__()  # type: ignore[attr-defined]
    assert made.status is Exit.PROOF
    assert made.files == {}
    return [finding.message for finding in made.findings]


def moved(one: Placement) -> Placement:
    return replace(one, x=one.x + 2) if one.page % 2 else one


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda layout: replace(layout, edge="short"), "does not fall behind its front"),
        (lambda layout: replace(layout, cuts=()), "has no marks to cut by"),
        (
            lambda layout: replace(layout, placements=tuple(map(moved, layout.placements))),
            "does not fall behind its front",
        ),
    ],
    ids=["turned the other way", "no marks", "backs moved"],
)
def test_a_sheet_that_is_laid_out_wrong_is_not_handed_over(
    make: Callable[..., Made],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Layout], Layout],
    said: str,
) -> None:
    messages = spoiled(make, monkeypatch, change)
    assert any(said in message for message in messages), messages


def test_ink_at_the_cut_and_marks_on_a_card_are_found(make: Callable[..., Made]) -> None:
    facts = read_facts(pdf_of(make()))
    first = facts.sheets[0]
    side = first.sides[0]
    left, lower, _, upper = side.box
    middle = (lower + upper) / 2

    def said(sheet: object) -> str:
        changed: Facts = replace(facts, sheets=(sheet, *facts.sheets[1:]))  # type: ignore[arg-type]
        return "; ".join(finding.message for finding in prove(changed, "cards.pdf"))

    near = replace(first, sides=(replace(side, clear=2.5), *first.sides[1:]))
    assert "ink comes within 2.5 mm of the cut of card 1" in said(near)
    crossing = replace(first, marks=(*first.marks, (left - 2, middle, left + 2, middle)))
    assert "a mark to cut by lies on card 1" in said(crossing)
    outer = replace(first, marks=(*first.marks, (1.0, middle, 4.0, middle)))
    assert "within 5 mm of the paper’s edge" in said(outer)


@pytest.mark.slow
def test_download_and_cards_come_of_one_call(make_project: MakeProject) -> None:
    project = make_project(PROJECT)
    run = subprocess.run(
        [sys.executable, "-m", "handbook", "build", "--product", "download", "--product", "cards"],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    names = {path.name for path in (project / "build" / "2026.1").iterdir()}
    assert names == {
        "ships-book-2026.1-download.pdf", "ships-book-2026.1-cards.pdf",
        "index.html", "manifest.json", "SHA256SUMS",
    }  # fmt: skip
    path = project / "build/2026.1/ships-book-2026.1-cards.pdf"
    proof = subprocess.run(
        [sys.executable, "-m", "handbook", "proof", path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert proof.returncode == 0, proof.stdout + proof.stderr
    assert "from 9 pt" in proof.stdout


@pytest.mark.slow
def test_nothing_is_built_when_no_list_is_carried(make_project: MakeProject) -> None:
    files = {**PROJECT, "content/checklists/D1-fire.md": FIRE.replace("carry: emergency\n", "")}
    files["content/checklists/D2-rounds.md"] = ROUNDS.replace("carry: true\n", "")
    run = subprocess.run(
        [sys.executable, "-m", "handbook", "build", "--product", "cards"],
        cwd=make_project(files), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == Exit.FINDINGS
    assert "HB811" in run.stderr
    assert Path("build").exists() or "Nothing was built" in run.stderr


LONG = {
    "content/handbook.toml": 'title = "Book of the Commission for Maritime Affairs and Fishery"\n'
    'handling = "For official use only, not for release to the press"\n[cards]\nsize = "ID-1"\n',
    "content/chapters/01-watch.md": "# Watch {#watch}\n\nKeep it.\n",
    "content/checklists/D1-long.md": "---\nid: D1\nkind: duty\ncarry: emergency\n"
    f"trigger: {'When the ship lies at anchor or alongside. ' * 5}\n---\n"
    f"# A list with {'a long, long ' * 8}title\n\n- [ ] **D1.1** {'Un' * 24}\n"
    "- [ ] **D1.2** See [](#watch) & <b>more</b> {critical}\n",
}


def test_long_words_titles_and_handlings_stay_on_the_card(make_project: MakeProject) -> None:
    project = make_project(LONG)
    book, _ = check(project)
    with open_bench(project, lambda name: None, cached=False) as bench:
        made = make_card_sheets(bench, Draft(book, find_templates(project)))
    assert made.status is Exit.FINE, made.findings
    words = " ".join(texts_of(pdf_of(made)))
    assert "not for release to the press" in words, "a handling is never cut off"
    assert words.count("Maritime Affairs and Fishery") >= 2
    assert re.search(r"A list with [a-z, ]+ …", words), words
