"""Numbers, references, citations, abbreviations and footnotes."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.book.findings import Finding, in_order
from handbook.book.galley import NO_BREAK
from handbook.book.model import (
    Abbr,
    Block,
    Book,
    Checklist,
    Cite,
    Hole,
    Image,
    Item,
    NoteRef,
    Part,
    Ref,
    Rich,
    Section,
    Source,
    Stage,
    Term,
)
from handbook.book.numbering import letters
from handbook.book.places import Place
from handbook.book.resolve import resolve
from handbook.book.settings import Numbering, Settings

FILE = "content/chapters/05-arrival.md"
HERE = Place(FILE, 9)
WORDS = (
    ("appendix", "Appendix"),
    ("chapter", "Chapter"),
    ("figure", "Figure"),
    ("table", "Table"),
)
DA = Term("da", "defence attaché", (), Place("content/data/glossary.toml", 1), "DA")
VCDR = Source("vcdr", "VCDR", "Vienna Convention", Place("content/data/sources.toml", 1))


def paragraph(*body: str | Hole, id: str = "") -> Block:  # noqa: A002
    return Block("paragraph", ("<p>", *body, "</p>"), HERE, id)


def section(level: int, title: str, *blocks: Block, id: str = "") -> Section:  # noqa: A002
    return Section(id or title.lower().replace(" ", "-"), level, (title,), blocks, HERE)


def figure(title: str = "", id: str = "") -> Block:  # noqa: A002
    picture = Image("art/x.svg", "A post", HERE)
    return Block("figure", (picture,), HERE, id, (title,) if title else ())


def table(title: str = "", id: str = "") -> Block:  # noqa: A002
    return Block("table", ("<table></table>",), HERE, id, (title,) if title else ())


def chapter(
    *inside: Block | Section,
    id: str = "arrival",  # noqa: A002
    title: Rich = ("Arrival",),
    path: str = FILE,
    role: str = "chapter",
    **more: Any,
) -> Part:
    blocks = tuple(one for one in inside if isinstance(one, Block))
    sections = tuple(one for one in inside if isinstance(one, Section))
    part = Part(role, id, title, Place(path, 1), blocks=blocks, sections=sections)
    return replace(part, **more)


def book(*parts: Part, numbering: Numbering | None = None, **more: Any) -> Book:
    settings = Settings(words=WORDS, numbering=numbering or Numbering())
    return replace(Book(settings, parts), **more)


def numbers(whole: Book) -> list[str]:
    """Return the label of each part, the number of each section and of each numbered block."""
    out = []
    for part in resolve(whole)[0].parts:
        out += [part.label, *(block.number for block in part.blocks if block.number)]
        for one in part.sections:
            out += [one.number, *(block.number for block in one.blocks if block.number)]
    return out


def printed(*body: str | Hole, notes: tuple[tuple[str, Rich], ...] = (), **more: Any) -> str:
    """Return how a paragraph is printed in a book that knows DA and the VCDR."""
    return findings_and_print(*body, notes=notes, **more)[1]


def findings_and_print(
    *body: str | Hole, notes: tuple[tuple[str, Rich], ...] = (), **more: Any
) -> tuple[tuple[Finding, ...], str]:
    whole = book(
        chapter(
            paragraph(*body),
            section(2, "Names submitted", figure("A post", "fig-post"), id="names"),
            section(3, "Before", paragraph("x", id="p-before"), id="arrival--before"),
            notes=notes,
        ),
        chapter(id="away", title=("Away",), path="content/chapters/06-away.md"),
        terms=(DA,),
        sources=(VCDR,),
        **more,
    )
    resolved, findings = resolve(whole)
    body_of_first = resolved.parts[0].blocks[0].body
    assert all(isinstance(piece, str | Image) for piece in body_of_first)
    kept = tuple(one for one in in_order(findings) if one.code not in ("HB111", "HB112"))
    return kept, "".join(map(str, body_of_first)).removeprefix("<p>").removesuffix("</p>")


def link(target: str, text: str) -> str:
    """Return a reference as it is printed; `~` stands for a space that does not break."""
    text = text.replace("~", NO_BREAK)
    return f'<a class="ref" href="handbook:{target}">{text}</a>'


def test_parts_are_labelled_by_their_role() -> None:
    unnumbered = chapter(section(2, "a"), figure("f"), numbered=False)
    front = chapter(section(2, "a"), role="front")
    back = chapter(section(2, "a"), role="appendix")
    whole = book(front, chapter(), unnumbered, chapter(), back, back)
    assert numbers(whole) == ["", "", "1", "", "", "2", "A", "A.1", "B", "B.1"]


def test_appendices_go_on_after_z() -> None:
    assert [letters(n) for n in (1, 26, 27, 52, 53, 703)] == ["A", "Z", "AA", "AZ", "BA", "AAA"]


@given(st.integers(1, 10_000))
def test_no_two_appendices_have_one_label(ordinal: int) -> None:
    assert letters(ordinal) != letters(ordinal + 1)


SECTIONS = (
    paragraph("before"),
    section(3, "early"),
    section(2, "a", paragraph("1")),
    section(3, "b", paragraph("2"), paragraph("3")),
    section(4, "c", paragraph("4")),
    section(3, "d"),
    section(2, "e", Block("list", ("<ul></ul>",), HERE), paragraph("1")),
    section(3, "f"),
)


@pytest.mark.parametrize(
    ("numbering", "expected"),
    [
        (Numbering(), ["1", "", "1.1", "1.1.1", "", "1.1.2", "1.2", "1.2.1"]),
        (
            Numbering(paragraphs=True),
            [
                "1", "", "1.1", "1.1.1", "", "1.1.2", "1.1.3", "", "1.1.4", "",
                "1.2", "1.2.1", "",
            ],
        ),
        (Numbering(sections=False), ["1", "", "", "", "", "", "", ""]),
        (
            Numbering(sections=False, paragraphs=True),
            ["1", "1.1", "", "", "1.2", "", "1.3", "1.4", "", "1.5", "", "", "1.6", ""],
        ),
    ],
)  # fmt: skip
def test_sections_and_paragraphs_are_numbered(numbering: Numbering, expected: list[str]) -> None:
    assert numbers(book(chapter(*SECTIONS), numbering=numbering)) == expected


def test_what_the_contents_leave_out_has_no_number() -> None:
    short = replace(section(2, "short", paragraph("0")), listed=False)
    sections = (short, section(2, "a", paragraph("1")), replace(short, id="last"))
    found = numbers(book(chapter(*sections), numbering=Numbering(paragraphs=True)))
    assert found == ["1", "", "1.1", "1.1.1", ""]


def test_figures_and_tables_are_counted_through_a_chapter() -> None:
    inside = (
        figure("One"),
        figure(),
        table("One"),
        section(2, "a", figure(id="two"), table(id="two-t")),
        section(2, "b", figure("Three")),
    )
    expected = ["1.1", "1.1", "1.1", "1.2", "1.2", "1.2", "1.3"]
    assert numbers(book(chapter(*inside))) == ["1", *expected]


@pytest.mark.parametrize(
    ("target", "found", "text"),
    [
        ("arrival", "arrival", "Chapter~1, Arrival"),
        ("names", "names", "1.1~Names submitted"),
        ("#names", "names", "1.1~Names submitted"),
        ("before", "arrival--before", "1.1.1~Before"),
        ("Before", "arrival--before", "1.1.1~Before"),
        ("fig-post", "fig-post", "Figure~1.1"),
        ("p-before", "p-before", "1.1.1~Before"),
        ("06-away.md", "away", "Chapter~2, Away"),
        ("../chapters/06-away.md", "away", "Chapter~2, Away"),
        ("chapters/05-arrival.md#before", "arrival--before", "1.1.1~Before"),
        ("05-arrival.md#names", "names", "1.1~Names submitted"),
        ("term-da", "term-da", "defence attaché"),
        ("source-vcdr", "source-vcdr", "VCDR"),
    ],
)
def test_a_bare_reference_is_worded_by_the_book(target: str, found: str, text: str) -> None:
    assert printed("See ", Ref(target, "", HERE)) == f"See {link(found, text)}"


def test_a_reference_in_the_authors_words_keeps_them() -> None:
    assert printed(Ref("names", "the <em>names</em>", HERE)) == link("names", "the <em>names</em>")


def test_a_paragraph_with_a_number_is_referred_to_by_it() -> None:
    one = section(2, "a", paragraph("x"), paragraph(Ref("p", "", HERE), id="p"))
    resolved, _ = resolve(book(chapter(one), numbering=Numbering(paragraphs=True)))
    assert link("p", "1.1.2") in str(resolved.parts[0].sections[0].blocks[1].body)


def test_the_parts_of_a_list_are_referred_to_by_their_ids() -> None:
    stage = Stage("A", (), "read-do", (Item("D2.7", ("Report",), HERE),), HERE)
    lists = (Checklist("D2", "duty", ("Arrival & ", Abbr("DA", HERE)), HERE, (stage,)),)
    assert printed(Ref("D2", "", HERE), " ", Ref("D2.7", "", HERE), checklists=lists) == (
        f"{link('D2', 'D2~Arrival & <abbr>DA</abbr>')} {link('D2.7', 'D2.7')}"
    )


def test_a_title_within_a_link_has_no_link_of_its_own() -> None:
    title = ('See <a href="https://x.org">x</a> ', Ref("a", "", HERE), Ref("a", "y", HERE))
    whole = book(chapter(paragraph(Ref("a", "", HERE)), id="a", title=title))
    resolved, _ = resolve(whole)
    assert resolved.parts[0].blocks[0].body[0] == f"<p>{link('a', 'Chapter~1, See x y')}</p>"
    (printed_title,) = resolved.parts[0].title
    assert printed_title == f'See <a href="https://x.org">x</a> Chapter{NO_BREAK}1, See x yy'


@pytest.mark.parametrize(
    ("target", "finding"),
    [
        ("nams", ("HB101", 'nothing is named "nams"', 'did you mean "names"?')),
        ("befor", ("HB101", 'nothing is named "befor"', 'did you mean "arrival--before"?')),
        (
            "names-submited",
            ("HB101", 'nothing is named "names-submited"', 'did you mean "names"?'),
        ),
        ("quux-zzz", ("HB101", 'nothing is named "quux-zzz"', "")),
        ("06-away.md#x", ("HB101", 'nothing is named "x"', "")),
        (
            "06-awy.md",
            ("HB109", '"06-awy.md" is not a part of the book', 'did you mean "06-away.md"?'),
        ),
        ("../../README.md#a", ("HB109", '"../../README.md#a" is not a part of the book', "")),
    ],
)
def test_a_reference_to_nothing_is_a_finding(target: str, finding: tuple[str, str, str]) -> None:
    found, text = findings_and_print(Ref(target, "<b>there</b>", HERE))
    assert [(one.code, one.message, one.hint) for one in found] == [finding]
    assert (found[0].place, text) == (HERE, "<b>there</b>")


def test_all_references_to_nothing_are_found_in_one_run() -> None:
    places = [Place(FILE, line) for line in (3, 4, 5)]
    found, _ = findings_and_print(*(Ref("quux", "", place) for place in places))
    assert [one.place for one in found] == places


VCDR_LINK = '<a class="cite" href="handbook:source-vcdr">VCDR</a>'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (("x ", Cite("vcdr", "", HERE), "."), f"x ({VCDR_LINK})."),
        (
            ("x ", Cite("vcdr", "art. 7", HERE), Cite("vcdr", "", HERE), " y"),
            f"x ({VCDR_LINK}, art.{NO_BREAK}7; {VCDR_LINK}) y",
        ),
        (("x (see ", Cite("vcdr", "", HERE), ")"), f"x (see {VCDR_LINK})"),
        (
            ("(", Cite("vcdr", "", HERE), ") ", Cite("vcdr", "", HERE)),
            f"({VCDR_LINK}) ({VCDR_LINK})",
        ),
    ],
)
def test_citations_name_the_source_and_the_place_in_it(body: Rich, text: str) -> None:
    assert printed(*body) == text


def test_a_citation_by_itself_needs_no_parentheses() -> None:
    cite = Cite("vcdr", "", HERE)
    assert printed("<td>", cite, "</td><td>x ", cite, "</td>") == (
        f"<td>{VCDR_LINK}</td><td>x ({VCDR_LINK})</td>"
    )
    item = Item("D2.1", ("Report",), HERE, reference=(Cite("vcdr", "art. 10", HERE),))
    lists = (Checklist("D2", "duty", (), HERE, (Stage("", (), "read-do", (item,), HERE),)),)
    resolved, _ = resolve(book(chapter(), checklists=lists, sources=(VCDR,)))
    (reference,) = next(resolved.checklists[0].items()).reference
    assert reference == f"{VCDR_LINK}, art.{NO_BREAK}10"


def test_what_an_item_rests_on_is_named_by_its_number_alone() -> None:
    item = Item("D2.1", ("Report",), HERE, reference=(Ref("names", "", HERE),))
    stages = (Stage("", (), "read-do", (item,), HERE),)
    lists = (Checklist("D2", "duty", (), HERE, stages, read_first=(Ref("arrival", "", HERE),)),)
    whole = book(chapter(section(2, "Names", id="names")), checklists=lists)
    found = resolve(whole)[0].checklists[0]
    assert next(found.items()).reference == (link("names", "1.1"),)
    assert found.read_first == (link("arrival", f"Chapter{NO_BREAK}1"),)


def test_a_citation_of_an_unknown_source_is_a_finding() -> None:
    found, text = findings_and_print("see ", Cite("vcdx", "art. <7>", HERE))
    expected = Finding("HB108", HERE, 'no source is named "vcdx"', 'did you mean "vcdr"?')
    assert (found, text) == ((expected,), "see (vcdx)")


def da() -> Abbr:
    return Abbr("DA", HERE)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (("The ", da(), "."), "The defence attaché (<abbr>DA</abbr>)."),
        (("A ", da(), ", a ", da()), "A defence attaché (<abbr>DA</abbr>), a <abbr>DA</abbr>"),
        ((da(), " is"), "Defence attaché (<abbr>DA</abbr>) is"),
        (("It ends. ", da()), "It ends. Defence attaché (<abbr>DA</abbr>)"),
        (("It ends.</p><p>", da()), "It ends.</p><p>Defence attaché (<abbr>DA</abbr>)"),
        (("e.g. ", da()), "e.g. defence attaché (<abbr>DA</abbr>)"),
        (("<b>the ", da(), "</b>"), "<b>the defence attaché (<abbr>DA</abbr>)</b>"),
        (("some (", da(), ")"), "some (defence attaché, <abbr>DA</abbr>)"),
        (
            ("the <em>Defence\nattaché</em> (", da(), ") and the ", da()),
            "the <em>Defence\nattaché</em> (<abbr>DA</abbr>) and the <abbr>DA</abbr>",
        ),
        (("the ", da(), " (defence attaché)"), "the <abbr>DA</abbr> (defence attaché)"),
        (("an ", Abbr("X<Y", HERE)), "an <abbr>X&lt;Y</abbr>"),
    ],
)  # fmt: skip
def test_an_abbreviation_is_expanded_at_its_first_use(body: Rich, text: str) -> None:
    assert printed(*body) == text


def test_each_part_expands_an_abbreviation_anew_and_no_heading_does() -> None:
    one = chapter(paragraph("a ", da()), section(2, "x"), title=("The ", da()))
    resolved, _ = resolve(book(one, one, terms=(DA,)))
    for part in resolved.parts:
        assert part.title == ("The <abbr>DA</abbr>",)
        assert part.blocks[0].body == ("<p>a defence attaché (<abbr>DA</abbr>)</p>",)


def test_items_of_a_list_expand_no_abbreviation() -> None:
    stage = Stage("A", (), "read-do", (Item("D2.1", ("Tell the ", da()), HERE),), HERE)
    lists = (Checklist("D2", "duty", ("Arrival",), HERE, (stage,)),)
    resolved, _ = resolve(book(chapter(), checklists=lists, terms=(DA,)))
    assert next(resolved.checklists[0].items()).text == ("Tell the <abbr>DA</abbr>",)


def test_the_words_of_others_are_left_as_they_are() -> None:
    law = Block("law", ("<p>the ", da(), "</p>"), HERE)
    one = chapter(law, paragraph("the ", da()))
    resolved, _ = resolve(book(one, terms=(DA,)))
    assert [block.body for block in resolved.parts[0].blocks] == [
        ("<p>the <abbr>DA</abbr></p>",),
        ("<p>the defence attaché (<abbr>DA</abbr>)</p>",),
    ]


def test_what_a_footnote_explains_is_explained_in_the_text_again() -> None:
    text = printed("a", NoteRef("1", HERE), " the ", da(), notes=(("1", ("a ", da(), da())),))
    in_note = "a defence attaché (<abbr>DA</abbr>)<abbr>DA</abbr>"
    assert (
        text == f'a<span class="footnote" id="note:arrival.1">{in_note}</span> the {in_note[2:-15]}'
    )


def test_a_term_of_another_language_is_marked_as_such() -> None:
    term = replace(DA, term="attaché de défense", abbr="AD", lang="fr")
    one = chapter(paragraph("the ", Abbr("AD", HERE)))
    resolved, _ = resolve(book(one, terms=(term,)))
    expected = '<p>the <span lang="fr">attaché de défense</span> (<abbr>AD</abbr>)</p>'
    assert resolved.parts[0].blocks[0].body == (expected,)


def test_a_footnote_is_put_where_it_is_called() -> None:
    picture = Image("art/x.svg", "A post", HERE)
    notes: tuple[tuple[str, Rich], ...] = (("1", ("See ", Ref("names", "", HERE), picture)),)
    whole = book(chapter(paragraph("A", NoteRef("1", HERE), "."), section(2, "names"), notes=notes))
    resolved, findings = resolve(whole)
    assert findings == ()
    assert resolved.parts[0].notes == ()
    assert resolved.parts[0].blocks[0].body == (
        f'<p>A<span class="footnote" id="note:arrival.1">See {link("names", "1.1~names")}',
        picture,
        "</span>.</p>",
    )


@pytest.mark.parametrize(
    ("body", "notes", "codes"),
    [
        ((NoteRef("1", HERE),), (), ["HB110"]),
        (("x",), (("1", ("text",)),), ["HB113"]),
        ((NoteRef("1", HERE),), (("1", ("a", NoteRef("1", HERE))),), ["HB113"]),
        ((NoteRef("1", HERE),), (("1", ("a", NoteRef("2", HERE))), ("2", ("b",))), ["HB113"]),
    ],
)
def test_a_footnote_out_of_place_is_a_finding(
    body: Rich, notes: tuple[tuple[str, Rich], ...], codes: list[str]
) -> None:
    found, _ = findings_and_print(*body, notes=notes)
    assert [one.code for one in found] == codes


def test_a_footnote_in_a_heading_is_left_out_and_found() -> None:
    one = chapter(paragraph("x"), title=("A", NoteRef("1", HERE)), notes=(("1", ("text",)),))
    resolved, findings = resolve(book(one))
    assert resolved.parts[0].title == ("A",)
    assert {finding.code for finding in findings} == {"HB113"}


def test_what_is_never_used_is_noted() -> None:
    terms = (
        DA,
        replace(DA, id="call", term="Courtesy call", abbr=""),
        replace(DA, id="consent", term="agrément", abbr=""),
        Term("zulu", "zulu time", ("a ", Ref("term-consent", "", HERE)), DA.place),
    )
    one = chapter(paragraph("A <em>courtesy</em> call."))
    messages = [one.message for one in resolve(book(one, terms=terms, sources=(VCDR,)))[1]]
    assert messages == [
        'the term "defence attaché" is not used',
        'the term "zulu time" is not used',
        'the source "VCDR" is not cited',
    ]


texts = st.sampled_from(["a", "<p>", "(", "DA", " "])
targets = st.sampled_from(["a", "b", "#a", "x.md", "x.md#a", "", "#", "D1", "term-da", "/", "../"])
holes = st.one_of(
    st.builds(Ref, targets, st.sampled_from(["", "t"]), st.just(HERE)),
    st.builds(Cite, st.sampled_from(["vcdr", "x"]), st.just("art. 1"), st.just(HERE)),
    st.builds(Abbr, st.sampled_from(["DA", "X"]), st.just(HERE)),
    st.builds(NoteRef, st.sampled_from(["1", "2"]), st.just(HERE)),
    st.builds(Image, st.just("x.png"), st.just(""), st.just(HERE)),
)
riches: st.SearchStrategy[Rich] = st.lists(texts | holes, max_size=4).map(tuple)
blocks = st.builds(
    Block,
    st.sampled_from(["paragraph", "figure", "table", "note", "checklist"]),
    riches,
    st.just(HERE),
    st.sampled_from(["", "a", "b"]),
    riches,
)
sections = st.builds(
    Section,
    st.sampled_from(["a", "p--a", "s"]),
    st.integers(2, 6),
    riches,
    st.lists(blocks, max_size=2).map(tuple),
    st.just(HERE),
)
parts = st.builds(
    Part,
    st.sampled_from(["front", "chapter", "appendix"]),
    st.sampled_from(["p", "a"]),
    riches,
    st.sampled_from([Place(FILE, 1), Place("content/chapters/x.md", 1)]),
    blocks=st.lists(blocks, max_size=2).map(tuple),
    sections=st.lists(sections, max_size=3).map(tuple),
    notes=st.lists(st.tuples(st.sampled_from(["1", "2"]), riches), max_size=2).map(tuple),
    numbered=st.booleans(),
)
books = st.builds(
    lambda some, numbering: book(*some, numbering=numbering, terms=(DA,), sources=(VCDR,)),
    st.lists(parts, max_size=3),
    st.builds(Numbering, st.booleans(), st.booleans()),
)


@pytest.mark.slow
@given(books)
def test_no_book_breaks_the_resolving_and_nothing_is_left_but_pictures(whole: Book) -> None:
    resolved, findings = resolve(whole)
    for part in resolved.parts:
        for block in part.all_blocks():
            assert all(isinstance(piece, str | Image) for piece in (*block.body, *block.title))
    assert resolve(whole) == (resolved, findings)


@pytest.mark.slow
@given(books)
def test_no_two_things_of_a_kind_have_one_number(whole: Book) -> None:
    resolved = resolve(whole)[0]
    given_numbers = [
        (block.kind, block.number)
        for part in resolved.parts
        for block in part.all_blocks()
        if block.number
    ]
    assert len(given_numbers) == len(set(given_numbers))
