"""What the reader of an edition sees of its changes: bars, their lines, what was deleted."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conftest import MakeProject, write_files
from handbook.binding.facts import read_facts
from handbook.book.composing import compose
from handbook.book.findings import Exit, Finding
from handbook.book.model import Book
from handbook.book.resolve import resolve
from handbook.book.revision import Revision
from handbook.build import build
from handbook.checking import look
from handbook.editions.record import write_record
from handbook.manuscript.digest import manuscript_hash
from handbook.manuscript.read import read_book
from handbook.manuscript.records import read_kept
from handbook.pages.changes import summary, unexplained
from handbook.pages.desk import open_desk
from handbook.pages.units import find_templates, make_units
from handbook.request import Request
from handbook.revising import revised
from records import BOOK_FILES, edition_of

ARRIVAL, ROUTINE = "content/chapters/01-arrival.md", "content/chapters/02-routine.md"
WATCH, SETTINGS, REASONS = (
    "content/checklists/D1.md",
    "content/handbook.toml",
    "content/changes.toml",
)
FILES: Mapping[str, str] = {
    **BOOK_FILES,
    SETTINGS: 'title = "Small"\nlanguage = "en-GB"\n[numbering]\nparagraphs = true\n'
    '[edition]\nid = "1"\ndate = 2026-01-01\n',
    ARRIVAL: BOOK_FILES[ARRIVAL]
    + "\nheadword\n:   What it is.\n\nA note[^1].\n\n[^1]: At the foot.\n\n"
    "/// note | Mind\nFirst.\n\nSecond.\n///\n\n/// table-of-data | ports\n///\n",
    WATCH: BOOK_FILES[WATCH].replace("log\n\n", "log\n- [ ] **D1.3** Ring off\n\n"),
}
FILES = {name: text.replace("/// table-of-data | ports\n///\n", "") for name, text in FILES.items()}
SECOND = FILES[SETTINGS].replace('"1"', '"2"').replace("01-01", "02-02")


def keep_edition(project: Path, edition: str, before: str = "") -> None:
    """Keep the record of an edition, without its products."""
    old = read_kept(project, before)[0] if before else None
    record = replace(edition_of(project, old.record if old else None), follows=before)
    data = write_record(record)
    write_files(project, {f"content/editions/{edition}/edition.json": data})


def shown(project: Path) -> tuple[Book, tuple[Finding, ...]]:
    """Return the manuscript of a project with its changes, as pages are made of it."""
    book, _ = read_book(project)
    marked, found = revised(project, book, book, resolve(book)[0])
    return compose(marked), found


def changed(project: Path, *pairs: tuple[str, str]) -> Book:
    """Return the second edition of a project, in which words are put for others."""
    for name in FILES:
        text = (project / name).read_text(encoding="utf-8")
        for old, new in pairs:
            text = text.replace(old, new)
        write_files(project, {name: SECOND if name == SETTINGS else text})
    return shown(project)[0]


def revision(book: Book) -> Revision:
    assert book.revision is not None
    return book.revision


def page(book: Book) -> str:
    """Return the HTML of all units; each bar in it has its line, and the other way round."""
    units, broken = make_units(book, {}, find_templates(Path()))
    assert broken == ()
    assert list(unexplained(units, book)) == []
    return "".join(unit.html for unit in units)


@pytest.fixture
def project(make_project: MakeProject) -> Path:
    """Return a project whose first edition is kept."""
    folder = make_project(FILES)
    keep_edition(folder, "1")
    return folder


IN_BLOCKS = {
    "paragraph": ("Call first", "Call twice", r'<p data-change="revised">Call twice'),
    "bullet": ("One thing", "A new matter here", r"<li [^>]*revised[^>]*>A new matter"),
    "inner bullet": ("within it another", "beside it", r"<li [^>]*revised[^>]*>beside it"),
    "row": ("| Minister | first |", "| Minister | last |", r"<tr [^>]*revised[^>]*><td>Minister"),
    "head": ("| Who | When |", "| Whom | When |", r"<tr [^>]*revised[^>]*><th[^>]*>Whom"),
    "definition": ("What it is.", "What it was.", r"<dd [^>]*revised[^>]*>"),
    "headword": ("headword\n:", "catchword\n:", r"<dt [^>]*revised[^>]*>catchword"),
    "footnote": ("At the foot.", "At the head.", r'"footnote" id="note:[^"]+" data-change'),
    "in a box": ("First.", "Third.", r"<p [^>]*revised[^>]*>Third"),
    "warning": ("Do not enter.", "You may enter.", r"<p [^>]*revised[^>]*>You may"),
    "fact": ("150 euros", "200 euros", r"<p [^>]*revised[^>]*>The limit"),
}
"""What changes, into what, and the element of a block that has the bar."""
BY_ANCHOR = {
    "heading": ("## The week {", "## The whole week {", "the-week"),
    "chapter": ("# Routine", "# Routine work", "routine"),
    "item": ("Take the watch", "Hand the watch over", "D1.1"),
    "block": ("## A. Start {mode=read-do}", "## A. Begin {mode=read-do}", "D1:A"),
    "mode": ("{mode=read-do}", "{mode=do-confirm}", "D1:A"),
    "pause": ("Go on when all", "Stop when all", "D1:A:pause"),
    "list": ("# Watch\n", "# Night watch\n", "D1"),
    "term": ("A turn of duty.", "A turn of work.", "term-watch"),
    "source": ('title = "The Rule"', 'title = "The Law"', "source-rule"),
}
"""What changes, into what, and the id of the element that has the bar."""


def in_blocks(book: Book) -> str:
    """Return the HTML of all blocks of the parts."""
    blocks = (block for part in book.parts for block in part.all_blocks())
    return "".join(str(piece) for block in blocks for piece in block.body)


@pytest.mark.parametrize("name", IN_BLOCKS)
def test_the_bar_stands_beside_the_piece_that_changed(project: Path, name: str) -> None:
    old, new, element = IN_BLOCKS[name]
    book = changed(project, (old, new))
    html = in_blocks(book)
    assert html.count("data-change=") == len(revision(book).bars) == 1
    assert re.search(element, html)
    (line,) = revision(book).lines
    assert (line.verdict, len(line.things)) == ("revised", 1)
    assert line.anchor == ("arrival" if name in ("paragraph", "footnote") else "arrival--the-house")


@pytest.mark.parametrize("name", BY_ANCHOR)
def test_what_has_an_id_has_its_bar_by_it(project: Path, name: str) -> None:
    old, new, anchor = BY_ANCHOR[name]
    book = changed(project, (old, new))
    assert [bar.anchor for bar in revision(book).bars] == [anchor]
    assert "data-change=" not in in_blocks(book)
    (line,) = revision(book).lines
    assert [thing.anchor for thing in line.things] == [anchor]


@pytest.mark.slow
@pytest.mark.parametrize("some", [IN_BLOCKS, BY_ANCHOR])
def test_every_bar_is_on_the_pages_and_has_its_line(
    project: Path, some: Mapping[str, tuple[str, str, str]]
) -> None:
    book = changed(project, *((old, new) for old, new, _ in some.values()))
    html = page(book)
    assert html.count("data-change=") == len(revision(book).bars)
    for bar in revision(book).bars:
        assert re.search(rf'id="{re.escape(bar.anchor)}"[^>]* data-change="{bar.change}"', html)


def test_a_correction_a_move_and_a_number_have_no_bar(project: Path) -> None:
    moved = ("Count the keys.\n", ""), ("Add up.\n", "Add up.\n\nCount the keys.\n")
    book = changed(project, ("Call first;", "Call first,"), *moved)
    found = revision(book)
    assert found.bars == ()
    assert "data-change" not in in_blocks(book)
    assert [line.verdict for line in found.lines] == ["moved"]
    assert found.lines[0].before == "2.1 The week"
    assert found.corrections == 1


def test_what_was_only_looked_at_again_is_counted_apart(project: Path) -> None:
    book = changed(project, ("as-of = 2026-01-01", "as-of = 2026-02-01"))
    assert (revision(book).corrections, revision(book).checked) == (0, 1)
    assert revision(book).bars == ()
    assert revision(book).lines == ()


def test_of_a_new_section_the_heading_alone_has_a_bar(project: Path) -> None:
    new = "Add up.\n\n## The year\n\nOne thing and another.\n\n- This\n- That\n"
    book = changed(project, ("Add up.\n", new))
    assert [(bar.anchor, bar.change) for bar in revision(book).bars] == [
        ("routine--the-year", "added")
    ]
    (line,) = revision(book).lines
    assert (line.number, line.title, line.things[0].name) == ("2.3", "The year", "as a whole")


def test_a_deleted_section_says_so_once_where_it_stood(project: Path) -> None:
    book = changed(
        project, ("### Friday\n\nCount twice.\n\n", ""), ("## The month\n\nAdd up.\n", "")
    )
    week = book.parts[1].sections[0]
    assert [block.body[0] for block in week.blocks[1:]] == [
        '<p class="deleted" id="change:routine~friday" data-change="removed">'
        "Friday: deleted in this edition.</p>",
        '<p class="deleted" id="change:routine~the-month" data-change="removed">'
        "2.2 The month: deleted in this edition.</p>",
    ]
    assert [bar.change for bar in revision(book).bars] == ["removed", "removed"]


def test_a_deleted_item_says_so_where_it_stood(project: Path) -> None:
    book = changed(project, ("- [ ] **D1.1** Take the watch\n  Attaché | at noon | log\n", ""))
    (gone,) = revision(book).deleted
    assert (gone.id, gone.after, gone.before) == ("D1.1", "", "D1.2")
    assert [(bar.anchor, bar.change) for bar in revision(book).bars] == [("change:D1.1", "removed")]
    assert [item.id for item in book.checklists[0].items()] == ["D1.2", "D1.3"]


def test_a_deleted_paragraph_is_marked_beside_its_neighbour(project: Path) -> None:
    book = changed(project, ("- A *second* thing\n", ""))
    assert re.search(r'<li id="[^"]+" data-change="removed">One thing', in_blocks(book))
    (line,) = revision(book).lines
    assert (line.verdict, line.number) == ("removed", "1.1")


def test_a_list_and_a_chapter_that_are_gone_stand_in_the_summary_alone(project: Path) -> None:
    (project / WATCH).unlink()
    (project / ROUTINE).unlink()
    write_files(project, {SETTINGS: SECOND})
    text = (project / ARRIVAL).read_text().replace(" and [](#the-house)", "")
    write_files(project, {ARRIVAL: text.replace("see [](#the-week)", "see [](#the-house)")})
    found = revision(shown(project)[0])
    gone = [line for line in found.lines if line.verdict == "removed"]
    assert [(line.number, line.title, line.anchor) for line in gone] == [
        ("2", "Routine", ""),
        ("D1", "Watch", ""),
    ]
    assert {bar.change for bar in found.bars} == {"revised"}


def test_reasons_put_changes_together(project: Path) -> None:
    note = '[[change]]\nids = ["arrival--the-house"]\ntext = "As ruled"\nowner = "Office"\n'
    note += 'reference = "source-rule"\n'
    write_files(project, {REASONS: note.replace("arrival--the-house", "arrival~the-house")})
    book = changed(project, ("One thing", "This and that"), ("| first |", "| last |"))
    (line,) = revision(book).lines
    assert (line.reason, line.owner, line.reference) == ("As ruled", "Office", "The Rule")
    assert len(line.things) == 2


def test_marks_are_cleared_at_the_following_edition(project: Path) -> None:
    gone = ("- [ ] **D1.3** Ring off\n", ""), ("## The month\n\nAdd up.\n", "")
    book = changed(project, ("Call first", "Call twice"), *gone)
    assert len(revision(book).bars) == 3
    keep_edition(project, "2", "1")
    third = SECOND.replace('"2"', '"3"')
    book, found = shown(write_files(project, {SETTINGS: third}))
    assert (revision(book).base, revision(book).bars, revision(book).lines) == ("2", (), ())
    assert revision(book).deleted == ()
    assert found == ()
    assert "deleted" not in in_blocks(book)
    assert [one.edition for one in revision(book).issues] == ["1", "2"]


def test_without_an_edition_before_nothing_is_shown(make_project: MakeProject) -> None:
    project = make_project(FILES)
    book, _ = read_book(project)
    printed = resolve(book)[0]
    assert revised(project, book, book, printed) == (printed, ())
    told = FILES[SETTINGS] + 'supersedes = "The fourth of 1998"\n'
    book, _ = read_book(write_files(project, {SETTINGS: told}))
    assert revised(project, book, book, printed) == (printed, ())


def test_a_base_that_is_not_kept_is_found(project: Path) -> None:
    write_files(project, {SETTINGS: SECOND + 'supersedes = "1.5"\n'})
    book, found = shown(project)
    assert book.revision is None
    assert [one.code for one in found] == ["HB910"]
    write_files(project, {SETTINGS: SECOND, REASONS: 'base = "0"\n'})
    assert [one.code for one in shown(project)[1]] == ["HB910"]


def test_two_bases_are_found(project: Path) -> None:
    keep_edition(project, "0")
    told = {SETTINGS: SECOND + 'supersedes = "1"\n', REASONS: 'base = "0"\n'}
    assert "HB931" in [one.code for one in shown(write_files(project, told))[1]]


def test_the_base_decides_the_book_too(project: Path) -> None:
    before = manuscript_hash(project, {}, "1")
    assert before != manuscript_hash(project, {})
    path = project / "content/editions/1/edition.json"
    path.write_bytes(path.read_bytes() + b" ")
    assert manuscript_hash(project, {}, "1") != before


def test_a_bar_without_a_line_is_found(project: Path) -> None:
    book = changed(project, ("One thing", "This and that"))
    bare = replace(book, revision=replace(revision(book), lines=()))
    units, _ = make_units(bare, {}, find_templates(Path()))
    assert [one.code for one in unexplained(units, bare)] == ["HB930"]
    whole = replace(book, revision=replace(revision(book), whole=True))
    units, _ = make_units(whole, {}, find_templates(Path()))
    assert list(unexplained(units, whole)) == []
    assert "Complete revision" in "".join(unit.html for unit in units)


def test_the_summary_names_things_once_and_pages_for_what_has_no_name(project: Path) -> None:
    note = '[[change]]\nids = ["arrival~the-house"]\ntext = "As ruled"\n'
    write_files(project, {REASONS: note})
    pairs = ("One thing", "This and that"), ("| first |", "| last |"), ("Count the keys.\n", "")
    book = changed(project, *pairs)
    words = dict(book.settings.words)
    labels = {bar.anchor: "1-1" for bar in revision(book).bars}
    house, week = summary(revision(book), labels, words)
    assert (house.home.name, house.again.name) == ("1.1\N{NO-BREAK SPACE}The house", "1.1")
    assert [[one.name for one in row.deeds[0].things] for row in house.rows] == [["page 1-1"]]
    assert [[one.name for one in row.deeds[0].things] for row in week.rows] == [["formerly 2.1.1"]]
    assert house.rows[0].reason == "As ruled"


@pytest.mark.parametrize("size", ["A4", "A5", "A6", "half-letter", "Letter"])
def test_the_record_of_changes_has_room_for_eight_entries(project: Path, size: str) -> None:
    desk = open_desk(changed(project), find_templates(Path()), size)
    html = desk.fill("record.html", title="", anchor="record")
    assert html.count("<tr><td></td>") >= 8
    assert re.findall(r"<tr><td>(\d)</td><td>(.*?)</td>", html) == [
        ("1", "1 January 2026"),
        ("2", "2 February 2026"),
    ]


def test_the_signatures_that_carry_over_are_told(project: Path) -> None:
    text = FILES[WATCH].replace("kind: duty", "kind: qualification").replace("D1", "Q1")
    (project / WATCH).unlink()
    write_files(project, {"content/checklists/Q1.md": text})
    keep_edition(project, "1")
    changed_text = text.replace("Sign the log", "Sign the book").replace("Ring off", "Ring off now")
    write_files(project, {SETTINGS: SECOND, "content/checklists/Q1.md": changed_text})
    write_files(project, {REASONS: 'carries = ["Q1.3"]\n'})
    (table,) = revision(shown(project)[0]).transfers
    assert [(row.item, row.signature) for row in table.rows] == [
        ("Q1.1", "carries"),
        ("Q1.2", "again"),
        ("Q1.3", "carries"),
    ]


def test_many_sections_with_one_reason_are_one_line(project: Path) -> None:
    long = "content/chapters/03-long.md"
    write_files(project, {long: f"# Long\n\n{LONG}"})
    keep_edition(project, "1")
    write_files(project, {REASONS: '[[change]]\nids = ["long"]\ntext = "As ruled"\n'})
    write_files(project, {SETTINGS: SECOND, long: f"# Long\n\n{LONG.replace('was', 'is')}"})
    (line,) = revision(shown(project)[0]).lines
    assert (line.number, line.title, len(line.things)) == ("3", "Long", 40)
    assert [thing.name for thing in line.things[:2]] == ["3.1.1", "3.2.1"]


LONG = "".join(f"## Matter {number}\n\nAs it was.\n\n" for number in range(1, 41))


@pytest.mark.slow
@pytest.mark.pdf
def test_the_summary_is_printed_linked_and_tagged(project: Path, tmp_path: Path) -> None:
    long = "content/chapters/03-long.md"
    write_files(project, {long: f"# Long\n\n{LONG}"})
    keep_edition(project, "1")
    write_files(project, {SETTINGS: SECOND, long: f"# Long\n\n{LONG.replace('was', 'is')}"})
    notes = (
        f'[[change]]\nids = ["long~matter-{number}"]\ntext = "As ruled in matter {number}"\n'
        for number in range(1, 31)
    )
    write_files(project, {REASONS: "".join(notes)})
    report = build(Request(project, tmp_path, jobs=1))
    assert report.status is Exit.FINE
    assert "HB930" not in [one.code for one in report.findings]
    data = (report.folder / report.products[0].file).read_bytes()
    bars = read_facts(data).bars
    book = shown(project)[0]
    assert {own for bar in bars for own in bar.ids} == set(revision(book).explained())
    with pypdfium2.PdfDocument(data) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    assert sum(bool(re.search(r"Where\s+What\s+Why", text)) for text in texts) == 2
    assert sum("As ruled" in text for text in texts) == 2


AXES = '[axes]\nnaval = true\n[variants]\ndefault = "general"\n[variants.general]\n'
AXES += "[variants.naval]\nnaval = true\n"


def test_a_variant_shows_the_changes_of_what_is_in_it(project: Path) -> None:
    naval = 'Add up.\n\nAsk for the berth. {when="naval"}\n\nBy and by.\n\n'
    naval += "At last it ends with a call.\n"
    text = FILES[ROUTINE].replace("Add up.\n", naval)
    write_files(project, {SETTINGS: FILES[SETTINGS] + AXES, ROUTINE: text})
    keep_edition(project, "1")
    pairs = ("the berth", "your berth"), ("By and by.\n\n", ""), ("a call", "a letter")
    for old, new in pairs:
        text = text.replace(old, new)
    write_files(project, {SETTINGS: SECOND + AXES, ROUTINE: text})
    found = {}
    for name in ("general", "naval"):
        seen = look(project, None, name)
        book, _ = revised(project, seen.whole, seen.read, seen.printed)
        assert in_blocks(book).count("data-change=") == len(revision(book).bars)
        found[name] = [
            (line.verdict, line.number, len(line.things)) for line in revision(book).lines
        ]
    assert found == {
        "general": [("removed", "2.2", 1), ("revised", "2.2", 1)],
        "naval": [("revised", "2.2", 2), ("removed", "2.2", 1)],
    }


def test_a_value_that_changed_has_a_bar_wherever_it_is_printed(project: Path) -> None:
    text = FILES[ROUTINE].replace("Add up.", "Ring {{ post.guard }} and add up.")
    values, naval = "content/data/values.toml", "content/data/variants/naval.toml"
    write_files(project, {SETTINGS: FILES[SETTINGS] + AXES, ROUTINE: text})
    write_files(project, {values: 'post.guard = "112"\n', naval: 'post.guard = "113"\n'})
    keep_edition(project, "1")
    write_files(project, {SETTINGS: SECOND + AXES, naval: 'post.guard = "114"\n'})
    bars = {}
    for name in ("general", "naval"):
        seen = look(project, None, name)
        book, _ = revised(project, seen.whole, seen.read, seen.printed)
        bars[name] = [bar.change for bar in revision(book).bars]
        assert in_blocks(book).count("data-change=") == len(bars[name])
    assert bars == {"general": [], "naval": ["revised"]}


@pytest.mark.slow
def test_in_the_field_handbook_each_bar_has_its_line_and_each_line_its_reason() -> None:
    seen = look(Path(__file__).parent.parent)
    book, found = revised(Path(__file__).parent.parent, seen.whole, seen.read, seen.printed)
    if book.revision is None:
        pytest.skip("it follows no edition")
    assert [one.code for one in found] == []
    units, _ = make_units(compose(book), {}, find_templates(Path()))
    assert list(unexplained(units, book)) == []
    assert [line.title for line in revision(book).lines if not line.reason] == []


def test_a_variant_does_not_tell_of_sources_that_it_does_not_print(project: Path) -> None:
    cited = FILES[ROUTINE].replace("Add up.\n", 'Add up.\n\nAsk [@pilot]. {when="naval"}\n')
    source = '[[source]]\nid = "pilot"\ntitle = "Pilot"\n'
    files = {SETTINGS: SECOND + AXES, ROUTINE: cited, "content/data/sources.toml": source}
    write_files(project, files)
    told = {}
    for name in ("general", "naval"):
        seen = look(project, None, name)
        book, _ = revised(project, seen.whole, seen.read, seen.printed)
        anchors = {thing.anchor for line in revision(book).lines for thing in line.things}
        told[name] = "source-pilot" in anchors
    assert told == {"general": False, "naval": True}
    keep_edition(project, "2", "1")
    write_files(project, {SETTINGS: SECOND.replace('"2"', '"3"').replace("02-02", "03-03") + AXES})
    for name in ("general", "naval"):
        seen = look(project, None, name)
        book, _ = revised(project, seen.whole, seen.read, seen.printed)
        assert revision(book).lines == ()  # what was never printed is not removed either


EDITS = st.lists(
    st.tuples(st.sampled_from([ARRIVAL, ROUTINE, WATCH]), st.integers(0, 40), st.booleans()),
    max_size=6,
)


@pytest.mark.slow
def test_whatever_an_editor_does_bars_and_lines_explain_each_other(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    project = write_files(tmp_path_factory.mktemp("project"), FILES)
    keep_edition(project, "1")

    @hypothesis_settings(max_examples=25)
    @given(EDITS)
    def holds(edits: list[tuple[str, int, bool]]) -> None:
        texts = {name: FILES[name].split("\n") for name in (ARRIVAL, ROUTINE, WATCH)}
        for name, line, is_deleted in edits:
            lines = texts[name]
            place = line % len(lines)
            lines[place] = "" if is_deleted else f"{lines[place]} indeed"
        write_files(project, {SETTINGS: SECOND})
        write_files(project, {name: "\n".join(lines) for name, lines in texts.items()})
        book, _ = shown(project)
        if book.revision:
            page(book)

    holds()
