"""Books to HTML documents: what each unit says, and what a template may do wrong."""

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from conftest import Golden, MakeProject
from handbook.book.findings import Finding
from handbook.book.fragments import Unit
from handbook.book.model import (
    Asset,
    Block,
    Book,
    Checklist,
    Image,
    Item,
    Part,
    Rich,
    Section,
    Source,
    Stage,
    Term,
    Use,
)
from handbook.book.places import Place
from handbook.book.settings import Edition, Numbering, Settings
from handbook.manuscript.settings import BINDINGS, PAGE_SIZES
from handbook.pages.looks import bound, measures
from handbook.pages.units import Templates, find_templates, make_marks, make_units

HERE = Place("content/chapters/01-boarding.md", 3)
PAGES = Path(__file__).parent / "pages"

SETTINGS = Settings(
    title="Harbour Pilots’ Handbook",
    short_title="HPH",
    subtitle="Boarding and passage",
    publisher="Harbour Authority",
    language="en-GB",
    handling="Unclassified",
    corrections="To the pilot office.",
    address="https://harbour.example/handbook",
    legal=("It advises; it does not order.",),
    numbering=Numbering(paragraphs=True),
    edition=Edition(
        "2026.1",
        dt.date(2026, 3, 1),
        supersedes="2025.2",
        supersedes_action="Destroy the old book.",
        review_by=dt.date(2027, 3, 1),
        verified=dt.date(2026, 2, 15),
    ),
)


def block(kind: str, *body: str | Image, title: str = "", **known: Any) -> Block:
    """Return a block of running matter."""
    return Block(kind, body, HERE, title=(title,) if title else (), **known)


def section(own_id: str, *blocks: Block, level: int = 2, number: str = "") -> Section:
    """Return a section whose title is made of its id."""
    title: Rich = (own_id.replace("-", " ").capitalize(),)
    return Section(own_id, level, title, blocks, HERE, number=number)


CHAPTER = Part(
    "chapter",
    "boarding",
    ("Boarding <em>by night</em>",),
    HERE,
    short_title="Boarding",
    label="1",
    purpose="Ladders & gangways. What to refuse.",
    owner="Pilot office",
    review_by=dt.date(2027, 3, 1),
    checklists=("D1",),
    sections=(
        section(
            "the-ladder",
            block("paragraph", '<p lang="en">Look at it.</p>', number="1.1.1", id="look"),
            block("list", "<ul><li>one</li><li>two</li></ul>"),
            block("note", "<p>It may be wet.</p>", title="Of rain"),
            block("warning", "<p>Never jump.</p>", id="no-jump"),
            block("example", "<p>She waited.</p>", title="a swell"),
            block("law", "<p>The master rigs it.</p>", title="SOLAS, regulation V/23"),
            number="1.1",
        ),
        section(
            "of-steps",
            block(
                "table",
                "<table><thead><tr><th>Step</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
                title="Steps",
                number="1.1",
                id="tab-steps",
            ),
            level=4,
        ),
        section(
            "pictures",
            block(
                "figure", Image("art/a.png", "A “ladder” & a pilot", HERE), title="It", number="1.1"
            ),
            block("checklist", checklist="D1"),
            number="1.2",
        ),
    ),
)


def item(own_id: str, text: str, **known: str | bool | Rich) -> Item:
    """Return an item of a checklist."""
    return Item(own_id, (text,), HERE, **known)  # type: ignore[arg-type]


DUTY = Checklist(
    "D1",
    "duty",
    ("Going aboard",),
    HERE,
    (
        Stage(
            "A",
            ("Alongside",),
            "read-do",
            (
                item("D1.1", "Look at the ladder", critical=True, who="Pilot", when="on arrival"),
                item(
                    "D1.2",
                    "Try the first step",
                    evidence="log",
                    reference=(
                        '<a class="ref" href="handbook:the-ladder">1.1\u00a0The ladder</a>',
                    ),
                ),
            ),
            HERE,
            pause=("<p>Pause. Do not climb until D1.1 is ticked.</p>",),
        ),
    ),
    owner="Pilot",
    trigger="Any boarding",
    sign_off=("Duty officer",),
    revised=dt.date(2026, 3, 1),
)
TEST = Checklist(
    "Q1",
    "qualification",
    ("Ladders",),
    HERE,
    (Stage("", (), "read-do", (item("Q1.1", "Rig it", standard=("Twice, by night",)),), HERE),),
    prerequisites=("Q0",),
    sign_off=("Training officer", "Senior pilot"),
    valid="3 years",
)
BOOK = Book(
    SETTINGS,
    (
        Part("front", "how-to-use", ("How to use this book",), Place("content/front/how.md")),
        CHAPTER,
        Part("appendix", "words", ("Words",), Place("content/back/words.md"), label="A"),
    ),
    (DUTY, TEST),
    (
        Term("a", "heaving line", ("A light line.",), HERE, see=("b",), used=(Use("moor", "1.1"),)),
        Term("b", "éclat", (), HERE, lang="fr"),
        Term("c", "duty officer", ("Who decides.",), HERE, abbr="DO"),
    ),
    (
        Source(
            "solas",
            "SOLAS",
            "Safety of Life at Sea",
            HERE,
            publisher="IMO",
            dated="1974-11",
            address="https://imo.example/solas",
            checked=dt.date(2026, 2, 15),
            cited=(Use("moor", "1.1"), Use("D1", "D1")),
        ),
    ),
    assets=(
        Asset("art/a.png", b"", "00"),
        Asset("art/b.png", b"", "01"),
        Asset("art/fonts/x.ttf", b"", "02"),
    ),
)
PLAIN = Book(Settings(), (replace(CHAPTER, purpose="", checklists=(), sections=()),))


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return find_templates(tmp_path_factory.mktemp("project"))


def made(book: Book, templates: Templates, **labels: str) -> dict[str, Unit]:
    """Return the units of a book by name, in order."""
    units, findings = make_units(book, labels, templates)
    assert findings == ()
    return {unit.name: unit for unit in units}


def fault(book: Book, templates: Templates) -> Finding:
    """Return the one thing that is wrong with the templates."""
    units, findings = make_units(book, {}, templates)
    assert units == ()
    (finding,) = findings
    assert finding.code == "HB504"
    return finding


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [value for key, value in attrs if key == "id" and value]


def text_of(html: str) -> str:
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_units_stand_in_printing_order(templates: Templates) -> None:
    assert list(made(BOOK, templates)) == [
        "cover", "title", "front-how-to-use", "contents", "checklists", "chapter-01", "duties",
        "list-D1", "qualifications", "list-Q1", "appendix-A", "glossary", "sources", "colophon",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["title", "contents", "chapter-01", "duties", "list-D1", "list-Q1", "glossary", "sources"],
)
def test_a_unit_reads_as_expected(name: str, templates: Templates, golden: Golden) -> None:
    units = made(BOOK, templates, boarding="1-1", D1="D-2")
    golden(PAGES / f"{name}.html", re.sub(r'(?<=src="data:)[^"]*', "…", units[name].html))


def test_each_anchor_stands_once_in_the_book(templates: Templates) -> None:
    units = made(BOOK, templates).values()
    ids = Counter(one for unit in units for one in _Tags(unit.html).ids)
    assert [one for one, times in ids.items() if times > 1] == []
    assert {
        "boarding", "the-ladder", "look", "no-jump", "tab-steps", "D1", "D1.1", "Q1.1", "term-a",
        "source-solas", "how-to-use", "words",
    } <= set(ids)  # fmt: skip


def test_bookmarks_lead_to_anchors_of_their_unit(templates: Templates) -> None:
    for unit in made(BOOK, templates).values():
        assert {mark.anchor for mark in unit.outline} <= set(_Tags(unit.html).ids)
    outline = made(BOOK, templates)["chapter-01"].outline
    assert [(mark.title, mark.level) for mark in outline] == [
        ("1 Boarding by night", 1),
        ("1.1 The ladder", 2),
        ("1.2 Pictures", 2),
    ]


@pytest.mark.parametrize("book", [BOOK, PLAIN], ids=["rich", "plain"])
def test_a_unit_has_one_title_and_skips_no_level(book: Book, templates: Templates) -> None:
    for unit in made(book, templates).values():
        levels = _Tags(unit.html).headings
        assert levels.count(1) == (unit.name not in ("cover", "title") or 1 in levels) - unit.joins
        above = int(unit.joins)
        assert all(below <= above + 1 for above, below in pairwise((above, *levels)))


def test_a_book_without_settings_prints_no_empty_labels(templates: Templates) -> None:
    units = made(PLAIN, templates)
    assert list(units) == ["cover", "title", "contents", "chapter-01", "colophon"]
    said = text_of("".join(unit.html for unit in units.values()))
    for word in ("Edition", "draft", "Handling", "Supersedes", "Review", "Copy number", "None"):
        assert word not in said
    assert make_marks(PLAIN, templates).title == "Handbook"


def test_template_syntax_in_content_is_text(templates: Templates) -> None:
    trap = "{{ 7 * 7 }} {% if %} {{ book.__class__ }}"
    chapter = replace(
        CHAPTER,
        title=(trap,),
        purpose=trap,
        sections=(section("s", block("paragraph", f"<p>{trap}</p>")),),
    )
    settings = replace(SETTINGS, title=trap, handling=trap, legal=(trap,))
    units = made(replace(BOOK, settings=settings, parts=(chapter,)), templates)
    for name, times in (("chapter-01", 4), ("title", 3), ("contents", 1)):
        assert units[name].html.count(trap) >= times, name
    assert "{{ 7 * 7 }}" in make_marks(replace(BOOK, settings=settings), templates).style


def test_settings_and_words_are_escaped(templates: Templates) -> None:
    settings = replace(SETTINGS, title='<b>"A" & B</b>', words=(("contents", "<i>All</i>"),))
    units = made(replace(BOOK, settings=settings), templates)
    assert "&lt;b&gt;&#34;A&#34; &amp; B&lt;/b&gt;" in units["cover"].html
    assert "<i>All</i>" not in units["contents"].html
    mark = make_marks(replace(BOOK, settings=settings), templates)
    assert r'content: "\3c b>\22 A\22  & B\3c /b> 2026.1 · Unclassified"' in mark.style


def test_only_late_units_know_page_labels(templates: Templates) -> None:
    before, after = (
        made(BOOK, templates),
        made(BOOK, templates, boarding="1-77", D1="D-88", Q1="Q-8"),
    )
    for name, unit in before.items():
        assert (unit == after[name]) is not unit.late
    assert "1-77" in after["contents"].html
    assert "D-88" in after["checklists"].html


def test_a_chapter_prints_its_own_page_labels_by_anchor(templates: Templates) -> None:
    style = made(BOOK, templates)["chapter-01"].own_style
    assert '.to-1::after { content: "1-" target-counter(url("#the-ladder"), page) }' in style
    assert "attr(href)" not in style


def test_folios_follow_the_numbering(templates: Templates) -> None:
    units = made(BOOK, templates)
    prefixes = {name: unit.folios.prefix for name, unit in units.items()}
    assert prefixes["chapter-01"] == "1-"
    assert prefixes["duties"] == "D-"
    assert prefixes["glossary"] == "Glossary-"
    assert units["contents"].folios == units["title"].folios
    assert units["contents"].folios.style == "r"
    settings = replace(SETTINGS, numbering=Numbering(pages="continuous"))
    through = made(replace(BOOK, settings=settings), templates)
    assert {through[name].folios.group for name in ("chapter-01", "duties", "colophon")} == {"body"}
    assert 'content: "" counter(page)' in through["chapter-01"].own_style


def test_a_unit_has_the_pictures_it_shows_and_the_fonts(templates: Templates) -> None:
    units = made(BOOK, templates)
    names = [asset.name for asset in units["chapter-01"].assets]
    assert names == ["art/a.png", "art/fonts/x.ttf"]
    assert [asset.name for asset in units["cover"].assets] == ["art/fonts/x.ttf"]
    assert 'alt="A “ladder” &amp; a pilot"' in units["chapter-01"].html


def test_a_list_in_a_chapter_has_no_anchors_of_its_own(templates: Templates) -> None:
    html = made(BOOK, templates)["chapter-01"].html
    assert "Try the first step" in html
    assert 'id="D1' not in html


def test_an_item_below_another_is_set_in(templates: Templates) -> None:
    (stage,) = DUTY.stages
    first, second = stage.items
    below = (first, replace(second, level=2), replace(second, id="D1.3", level=2, critical=True))
    book = replace(BOOK, checklists=(replace(DUTY, stages=(replace(stage, items=below),)), TEST))
    rows = re.findall(
        r'<tr( class="[^"]+")?><th scope="row"', made(book, templates)["list-D1"].html
    )
    assert rows == [' class="critical"', ' class="below"', ' class="critical below"']


def test_progress_counts_with_the_numbers_of_the_items(templates: Templates) -> None:
    (stage,) = TEST.stages
    items = tuple(replace(stage.items[0], id=own_id) for own_id in ("Q1.1", "Q1.3", "Q1.12"))
    book = replace(BOOK, checklists=(DUTY, replace(TEST, stages=(replace(stage, items=items),))))
    html = made(book, templates)["list-Q1"].html
    assert re.findall(r"<span>([\d.]+)<a", html[html.index('class="progress"') :]) == [
        "1",
        "3",
        "12",
    ]


def test_a_reference_in_a_list_is_brief(templates: Templates) -> None:
    html = made(BOOK, templates)["list-D1"].html
    assert '<a class="ref" href="handbook:the-ladder">1.1</a>' in html


def table_of(columns: int, text: str = "x") -> str:
    """Return a chapter's table as HTML."""
    return f"<table><tbody><tr>{f'<td>{text}</td>' * columns}</tr></tbody></table>"


@pytest.mark.parametrize(("columns", "wide"), [(4, False), (5, True)])
def test_a_table_of_many_columns_takes_the_whole_block(
    columns: int, wide: bool, templates: Templates
) -> None:
    part = replace(CHAPTER, sections=(section("s", block("table", table_of(columns))),))
    html = made(replace(PLAIN, parts=(part,)), templates)["chapter-01"].html
    assert ('class="table wide short"' in html) is wide


def test_long_words_in_tables_may_break_and_their_tags_may_not(templates: Templates) -> None:
    word = "Dampfschifffahrtsgesellschaft"
    table = table_of(1, f'<a href="handbook:{word}">{word}</a> &amp; short')
    part = replace(CHAPTER, sections=(section("s", block("table", table)),))
    html = made(replace(PLAIN, parts=(part,)), templates)["chapter-01"].html
    broken = "Dampfschif<wbr>ffahrtsges<wbr>ellschaft"
    assert f'<a href="handbook:{word}">{broken}</a> &amp; short' in html


def long_list(stages: int, items: int) -> Checklist:
    """Return a list of stages of like length."""
    made = (
        Stage(
            letter,
            ("Stage",),
            "read-do",
            tuple(item(f"D1.{n}", "Do it at once", who="Pilot") for n in range(items)),
            HERE,
        )
        for letter in "ABCDEFG"[:stages]
    )
    return replace(DUTY, stages=tuple(made))


@pytest.mark.parametrize(
    ("stages", "items", "spread"), [(1, 3, False), (2, 7, True), (1, 9, True), (4, 8, False)]
)
def test_a_list_of_two_pages_opens_on_a_left_hand_page(
    stages: int, items: int, spread: bool, templates: Templates
) -> None:
    book = replace(BOOK, checklists=(long_list(stages, items),))
    unit = made(book, templates)["list-D1"]
    assert unit.opens == "spread"
    assert (unit.guess == 2) is spread


def test_rows_close_up_where_that_saves_a_page(templates: Templates) -> None:
    for items, tight in ((5, False), (6, True), (7, False)):
        book = replace(BOOK, checklists=(long_list(1, items),))
        assert ('class="list duty tight"' in made(book, templates)["list-D1"].html) is tight


def test_the_contents_stand_level_with_the_tabs_when_they_fill_pages(templates: Templates) -> None:
    parts = [
        replace(
            CHAPTER,
            id=f"c{n}",
            label=str(n),
            sections=tuple(section(f"c{n}-s{m}") for m in range(9)),
        )
        for n in range(1, 20)
    ]
    for count, level in ((1, False), (9, True), (19, False)):
        book = Book(SETTINGS, tuple(parts[:count]))
        contents = made(book, templates)["contents"]
        assert ('class="entries slots"' in contents.html) is level
        assert ("margin-top: 12.1216" in contents.own_style) is level


def test_the_contents_go_as_deep_as_the_settings_say(templates: Templates) -> None:
    for depth, sections in ((1, 0), (2, 2), (3, 3)):
        book = replace(PLAIN, settings=Settings(contents_depth=depth), parts=(deep(),))
        html = made(book, templates)["contents"].html
        assert len(re.findall('class="(?:section|sub)"', html)) == sections


def deep() -> Part:
    return replace(CHAPTER, sections=(section("a"), section("b", level=3), section("c")))


def test_the_glossary_knows_its_alphabet(templates: Templates) -> None:
    html = made(BOOK, templates)["glossary"].html
    assert re.findall('class="letter">(.)<', html) == ["D", "E", "H"]
    assert text_of(html).index("DO See duty officer") < text_of(html).index("duty officer (DO)")


def test_the_foot_mark_is_the_short_title_where_the_title_is_long(templates: Templates) -> None:
    small = replace(BOOK, settings=replace(SETTINGS, page="A6"))
    assert make_marks(BOOK, templates).title == "Harbour Pilots’ Handbook 2026.1 · Unclassified"
    assert make_marks(small, templates).title == "HPH 2026.1 · Unclassified"


@pytest.mark.parametrize("size", PAGE_SIZES)
def test_every_page_size_has_its_measures(size: str, templates: Templates) -> None:
    settings = replace(SETTINGS, page=size)
    styles = {unit.style for unit in made(replace(BOOK, settings=settings), templates).values()}
    widths = {"A5": "148mm", "A6": "105mm", "half-letter": "139.7mm", "Letter": "215.9mm"}
    assert all(f"size: {widths.get(size, '210mm')} " in style for style in styles)


@pytest.mark.parametrize("size", PAGE_SIZES)
def test_a_binding_moves_the_block_and_leaves_its_lines_alone(
    size: str, templates: Templates
) -> None:
    page = measures(templates, size)
    width = page["inner"] + page["outer"]
    for binding in BINDINGS:
        moved = bound(page, binding)
        assert moved["inner"] + moved["outer"] == pytest.approx(width)
        assert moved["outer"] - page["tab"]["width"] >= 2.5, "tabs stay clear of the text"
    assert bound(page, "thick")["inner"] > bound(page, "perfect")["inner"] == page["inner"]


def over(templates: Templates, **files: str) -> Templates:
    """Return templates with other texts in some of them."""
    return replace(templates, files={**templates.files, **files})


def test_an_undefined_name_is_a_finding_with_its_line(templates: Templates) -> None:
    text = templates.files["glossary.html"] + "\n{{ nonsense }}"
    body = text.replace("{% block body %}", "{% block body %}\n{{ words.nonsense }}")
    finding = fault(BOOK, over(templates, **{"glossary.html": body}))
    line = body.splitlines().index("{{ words.nonsense }}") + 1
    assert finding.place == Place("templates/glossary.html", line)
    assert "nonsense" in finding.message


def test_broken_syntax_is_a_finding_with_its_line(templates: Templates) -> None:
    finding = fault(BOOK, over(templates, **{"style/text.css": "p { }\n\n{% for %}\n"}))
    assert finding.place == Place("templates/style/text.css", 3)


def test_a_template_gets_no_further_than_the_values_it_is_given(templates: Templates) -> None:
    text = "{{ book.__class__.__mro__ }}"
    assert "unsafe" in fault(BOOK, over(templates, **{"cover.html": text})).message
    text = "{{ book.settings.words.append(1) }}"
    assert fault(BOOK, over(templates, **{"cover.html": text})).place.line == 1


def test_a_missing_template_is_a_finding(templates: Templates) -> None:
    files = {name: text for name, text in templates.files.items() if name != "matter.html"}
    finding = fault(BOOK, Templates(files))
    assert finding.place == Place("templates/chapter.html", 3)
    assert "matter.html" in finding.message


@pytest.mark.parametrize(
    ("table", "place", "message"),
    [
        ("[A5]\ntop = high\n", "templates/sizes.toml:2", "Invalid value"),
        ('[A5]\ntop = "high"', "templates/sizes.toml", '"top" wants a number'),
        ("[A5.type]\nbody = 9", "templates/sizes.toml", '"body" wants a list'),
    ],
)
def test_a_wrong_measure_is_a_finding(
    table: str, place: str, message: str, templates: Templates
) -> None:
    finding = fault(BOOK, replace(templates, own_tables={"sizes.toml": table}))
    assert str(finding.place) == place
    assert message in finding.message


def test_a_project_has_templates_and_measures_of_its_own(make_project: MakeProject) -> None:
    project = make_project(
        {
            "templates/colophon.html": "<p>Ours, {{ book.settings.title }}</p>",
            "templates/sizes.toml": "[A5]\nbleed = 5\n",
            "templates/words.toml": 'contents = "What is in it"\n',
            "templates/starter/content/handbook.toml": "title = 1",
        }
    )
    units = made(BOOK, find_templates(project))
    assert units["colophon"].html == "<p>Ours, Harbour Pilots’ Handbook</p>"
    assert "bleed: 5mm" in units["cover"].style
    assert "size: 148mm 210mm" in units["cover"].style
    assert "What is in it" in units["contents"].html


def test_templates_outside_the_project_are_not_read(make_project: MakeProject) -> None:
    project = make_project({"templates/x.html": "", "../outside/cover.html": "Stolen"})
    (project / "templates" / "cover.html").symlink_to(project / "../outside/cover.html")
    assert "Stolen" not in made(BOOK, find_templates(project))["cover"].html


WAYS = (
    *(replace(SETTINGS, page=size) for size in PAGE_SIZES),
    replace(SETTINGS, numbering=Numbering(sections=False)),
)


@pytest.mark.pdf
@pytest.mark.parametrize("settings", WAYS, ids=lambda one: f"{one.page}-{one.numbering.sections}")
@pytest.mark.usefixtures("silent_engine")
def test_every_unit_sets_without_a_warning(settings: Settings, templates: Templates) -> None:
    from handbook.setting.compiler import compile_unit

    book = replace(BOOK, settings=settings, assets=(Asset("art/a.png", PNG, "00"),))
    pages = {}
    for unit in (*made(book, templates).values(), make_marks(book, templates)):
        fragment = compile_unit(unit, tagged=unit.tagged)
        assert fragment.warnings == ()
        assert {anchor.id for anchor in fragment.anchors} == set(_Tags(unit.html).ids)
        pages[unit.name] = fragment.pages
    assert pages["mark"] == 2
    assert pages["cover"] == 1
    assert pages["title"] == 2 + (settings.page == "A6")


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)
