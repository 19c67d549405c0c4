"""The rules of the words of a book: sentences, acronyms, spelling, figures, paragraphs."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from conftest import MakeProject
from handbook.book import editorial
from handbook.book.editorial import EDITORIAL_RULES, edit, reading_levels
from handbook.book.findings import CODES, Finding
from handbook.book.model import Block, Book, Cite, FactRef, NoteRef, Part, Ref, Section, Term
from handbook.book.places import Place
from handbook.book.prose import lix, sentences, texts_of, words_of
from handbook.book.settings import Editing, Edition, Settings
from handbook.book.silences import OF_WORDS
from handbook.book.tongue import tongue
from handbook.cli import main
from handbook.make import check
from handbook.manuscript.read import read_book, read_settings

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
WORDS = read_settings(ROOT).words
ENGLISH = tongue("en-GB", dict(WORDS))
PATH = "content/chapters/1.md"
HERE = Place(PATH, 7)
STRICT = Editing(longest_sentence=10, sourced=True, acronyms=("UN",))
ASKED: Mapping[str, object] = {
    "editing": STRICT,
    "spelling": (
        ("attache", "attaché"),
        ("Defense Staff", "Defense Staff"),
        ("defense", "defence"),
        ("receiving state", "receiving State"),
    ),
    "edition": Edition(date=dt.date(2026, 11, 22), facts_hold="1y"),
}


def block(*body: object, kind: str = "paragraph", line: int = 7, **more: object) -> Block:
    text = ("<p>", *body, "</p>")
    return Block(kind, text, Place(PATH, line), **more)  # type: ignore[arg-type]


def book(*blocks: Block, language: str = "en", **more: object) -> Book:
    part = Part("chapter", "watch", ("The watch",), Place(PATH, 1), blocks=blocks)
    settings = Settings(language=language, words=WORDS, **{**ASKED, **more})  # type: ignore[arg-type]
    return Book(settings, (part,))


def codes(*blocks: Block, **more: object) -> list[str]:
    return [one.code for one in edit(book(*blocks, **more))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "The mate rang. Nobody came.",
        "Did he ring? He did!",
        "He said: “Ring.” Nobody rang.",
        "It is so (see art. 3). Go on.",
        "They left in 1961. In 1963 they came back.",
        "He asked “why?” and left. Then he came back.",
        "Bring lamps, oil, etc. and go. Then rest.",
        "He rang … Nobody came.",
        "Send the note. 12 copies will do.",
        "Он позвонил. Никто не пришёл.",
        "他按了铃。没有人来。",
    ],
)
def test_two_sentences_are_two(text: str) -> None:
    assert len(sentences(text, ENGLISH.abbreviations)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "See art. 3, para. 2 and Fig. 4 of the manual",
        "Lt. J. P. Holm, e.g. on the Vienna Convention, arts. 22 to 24, wrote at 10.30 a.m. to us.",
        "3. Ring the bell",
        "It cost 1.5 million, vs. 3.2 before.",
        "Chargé d’affaires a.i. Holm rang.",
        "Write to post.office@example.org or see www.example.org now.",
        "Wait... then ring.",
        "",
    ],
)
def test_a_point_may_end_no_sentence(text: str) -> None:
    assert len(sentences(text, ENGLISH.abbreviations)) == bool(text)


@given(st.text(alphabet="aBé .!?…“”)(3\u00a0。", max_size=60))
def test_sentences_are_the_text_again_and_each_is_one(text: str) -> None:
    found = sentences(text, ENGLISH.abbreviations)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(one == one.strip() != "" for one in found)
    assert all(sentences(one, ENGLISH.abbreviations) == (one,) for one in found)


def test_cells_and_entries_are_texts_of_their_own() -> None:
    html = (
        "<ul><li>one<ul><li>two</li></ul></li><li>three <b>and</b> <code>x.y</code> four</li></ul>"
    )
    assert texts_of(html) == ("one", "two", "three and four")
    assert texts_of("<table><tr><th>A</th><td>b<br>c</td></tr></table>") == ("A", "b", "c")
    assert texts_of("<p>It holds (; ) and stands .</p>") == ("It holds and stands.",)


def test_compounds_and_figures_are_a_word_each() -> None:
    text = "The non-commissioned officer’s 1,500 crowns: 10.30, and/or 3–4."
    assert len(words_of(text)) == 8


@pytest.mark.parametrize(("count", "expected"), [(10, []), (11, ["HB340"])])
def test_a_sentence_has_so_many_words(count: int, expected: list[str]) -> None:
    text = " ".join(["word"] * count) + "."
    assert codes(block(f"{text} {text.capitalize()}"), editing=Editing(10)) == expected * 2
    assert codes(block(text, kind="quote"), editing=Editing(10)) == []
    assert codes(block(text), language="de") == []
    assert codes(block(text), editing=Editing()) == []


def test_a_citation_and_a_reference_are_hardly_words() -> None:
    nine = " ".join(["word"] * 9)
    body = nine, " ", Cite("vcdr", "art. 7, para. 3 to 5", HERE), " (", Ref("x", "", HERE), ")."
    assert codes(block(*body), editing=Editing(10)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ask the OSCE first.", True),
        ("Ask the Organization (OSCE), then the OSCE again.", False),
        ("Ask the OSCE (the Organization). The OSCE knows.", False),
        ("Ask the OSCE, then the Organization (OSCE).", True),
        ("Ask the UN and all UNs.", False),
        ("Have MOUs ready.", True),
        ("The MoA holds.", True),
        ("Chapter IV of XVI, by Mr McDonald, is on A4.", False),
        ("Form AB-12 and OF-5 and HB340.", False),
        ("STOP when they say stop.", False),
        ("UNCLASSIFIED.", False),
        ("Спросите ОБСЕ.", True),
    ],
)
def test_an_acronym_has_its_words(text: str, found: bool) -> None:
    assert codes(block(text)) == ["HB341"] * found
    assert codes(block(text), editing=Editing()) == []


def test_each_chapter_explains_for_itself_and_the_glossary_for_all() -> None:
    one = book(block("Ask the Organization (OSCE)."))
    other = replace(
        one.parts[0], id="other", place=Place("b.md", 1), blocks=(block("Ask the OSCE."),)
    )
    both = replace(one, parts=(*one.parts, other))
    assert [finding.code for finding in edit(both)] == ["HB341"]
    term = Term("osce", "Organization", (), HERE, abbr="OSCE")
    assert edit(replace(both, terms=(term,))) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The attache and the attaché-designate.", 1),
        ("Attache! ATTACHE, attache’s.", 3),
        ("Attaché, ATTACHÉ, attached.", 0),
        ("The Defense Staff writes of defense.", 1),
        ("non-attache", 0),
        ("The receiving state, the Receiving State, THE RECEIVING STATE", 1),
    ],
)
def test_the_house_spelling_is_kept(text: str, found: int) -> None:
    assert codes(block(text), editing=Editing()) == ["HB342"] * found
    assert codes(block(text, kind="law")) == []
    assert codes(block(text), spelling=(), editing=Editing()) == []


@pytest.mark.parametrize(
    "text",
    ["in 1961", "on 3 May", "on 3 May 2026", "40 %", "40 per cent", "$480", "2 million",
     "94,451 of them", "1 500 of them", "(1815)", "from 1914–1918"],
)  # fmt: skip
def test_what_can_be_looked_up_has_a_source(text: str) -> None:
    cited = block("It is so ", Cite("log", "", HERE))
    assert codes(block(text)) == ["HB343"]
    assert codes(block(text), editing=Editing()) == []
    assert codes(block(text), cited) == codes(cited, block(text)) == []
    assert codes(block(text), block("So."), cited) == ["HB343"]
    assert codes(block(text, " ", Cite("log", "", HERE))) == []
    assert codes(block(text), block("The act.", kind="law")) == []
    assert codes(block(text, ' <a href="https://example.org/x">the log</a>')) == []
    assert codes(block(text, kind="specimen")) == codes(block(text, kind="quote")) == []


@pytest.mark.parametrize(
    "text",
    ["T+30", "within 14 days", "section 5.2", "STANAG 6001", "art. 253", "form 2116", "10.30",
     "12 of them", "A4", "AR 380-67", "12th", "v2026.1", "the 1,2,3 of it", "1500.5"],
)  # fmt: skip
def test_what_the_book_sets_itself_needs_no_source(text: str) -> None:
    assert codes(block(text), editing=Editing(sourced=True)) == []


def test_a_source_of_another_section_is_none_here() -> None:
    one = book(block("In 1961."))
    section = Section("later", 2, ("Later",), (block("So ", Cite("log", "", HERE)),), HERE)
    assert [f.code for f in edit(replace(one, parts=(replace(one.parts[0], sections=(section,)),)))]


def test_an_exception_for_a_section_holds_for_those_below_it(make_project: MakeProject) -> None:
    text = """---
allow:
  HB343 outer: It is a tale.
---
# Title

## Outer {#outer}

### Inner

In 1961.

## After

In 1962.
"""
    project = make_project({PATH: text, "content/handbook.toml": "[editing]\nsourced = true\n"})
    assert [(one.code, one.place.line) for one in check(project)[1]] == [("HB343", 15)]


def test_a_footnote_and_a_fact_are_sources() -> None:
    noted = book(block("In 1961", NoteRef("a", HERE), "."))
    for text, expected in (("No.",), ["HB343"]), ((Cite("log", "", HERE),), []):
        part = replace(noted.parts[0], notes=(("a", text),))
        assert [one.code for one in edit(replace(noted, parts=(part,)))] == expected
    assert codes(block("In 1961 ", FactRef("parties", HERE), ".")) == []


TWENTY = (
    "He tells the watch where he goes and when he comes, who has the keys and how he can be met."
)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (TWENTY, TWENTY.upper(), True),
        (TWENTY, TWENTY.replace("keys", "lamps"), False),
        (TWENTY + " Then he goes.", TWENTY, True),
        (TWENTY, " ".join(reversed(TWENTY.split())), False),
        ("Ring, and wait till they come to you.", "Ring and wait till they come to you!", True),
        ("Ring, and wait till they come.", "Ring, and wait till they come.", False),
    ],
)
def test_a_paragraph_is_printed_once(one: str, other: str, found: bool) -> None:
    relaxed = {"editing": Editing()}
    assert codes(block(one), block(other), **relaxed) == ["HB345"] * found
    assert codes(block(one), block(other, kind="specimen"), **relaxed) == []


def test_a_rule_is_broken_where_the_exception_says(make_project: MakeProject) -> None:
    long = "word " * 12
    text = f"""---
allow:
  HB340 second: It is a name.
---
# Title

{long.strip()}. {{#first}}

{long.strip()} more. {{#second}}
"""
    project = make_project(
        {PATH: text, "content/handbook.toml": "[editing]\nlongest-sentence = 10\n"}
    )
    assert [(one.code, one.place.line) for one in check(project)[1]] == [("HB340", 7)]


def test_an_exception_of_a_list_is_no_other_rules_business(make_project: MakeProject) -> None:
    text = """---
id: D1
kind: duty
owner: Mate
trigger: At dusk
mode: read-do
sign-off: [Mate]
revised: 2026-11-22
allow:
  HB341 D1.1: Every mate knows it
---
# Lamps

- [ ] **D1.1** Call VTS
- [ ] **D1.2** Sign the log on VHF
"""
    project = make_project(
        {
            PATH: "# A\n\nB.\n",
            "content/checklists/D1.md": text,
            "content/handbook.toml": '[editing]\nacronyms = ["UN"]\n',
        }
    )
    assert [(one.code, one.place.line) for one in check(project)[1]] == [("HB341", 15)]


def test_lix_is_words_of_a_sentence_and_long_words_of_a_hundred() -> None:
    assert lix(["One two three four. Five sixteen seventeen eight."], frozenset()) == (8, 2, 29.0)
    assert lix(["", "…"], frozenset()) == (0, 0, 0.0)


def test_each_part_is_measured_and_all_of_them() -> None:
    rows = reading_levels(book(block("One two three."), block("No.", kind="code")))
    assert rows == ((PATH, 3, 1, 3.0), ("", 3, 1, 3.0))


@cache
def judged() -> tuple[tuple[Book, tuple[Finding, ...]], ...]:
    """Return the books of the cases about words, and what is found in them."""
    paths = sorted(path for code in OF_WORDS for path in CASES.glob(f"{code}-*"))
    books = [read_book(path / "in")[0] for path in paths]
    return tuple((one, edit(one)) for one in books)


@pytest.mark.parametrize("rule", EDITORIAL_RULES.values(), ids=lambda rule: rule.__name__)
def test_each_rule_has_a_case_that_fails_without_it(
    rule: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(edit(one) == before for one, before in judged())
    fewer = {name: one for name, one in EDITORIAL_RULES.items() if one is not rule}
    monkeypatch.setattr(editorial, "EDITORIAL_RULES", fewer)
    assert any(edit(one) != before for one, before in judged())


def test_what_an_author_may_allow_is_what_the_rules_find() -> None:
    found = {finding.code for _, findings in judged() for finding in findings}
    assert found == OF_WORDS <= set(CODES)


@pytest.mark.parametrize(
    ("text", "plain", "strict"),
    [("A.", 0, 0), ("A [x](gone.md).", 0, 1), ("A ![](no.png).", 1, 1)],
)
def test_a_strict_check_fails_on_any_finding(
    make_project: MakeProject, text: str, plain: int, strict: int
) -> None:
    project = make_project({"content/chapters/1.md": f"# A\n\n{text}\n"})
    run = CliRunner().invoke(main, ["check", "--project", str(project)])
    assert run.exit_code == plain
    run = CliRunner().invoke(main, ["check", "--project", str(project), "--strict", "-v"])
    assert run.exit_code == strict
    assert re.search(r" words +1 sentences of +[12].0  LIX +[12]  all parts\n", run.stderr)


def test_a_book_that_asks_for_nothing_is_left_in_peace(make_project: MakeProject) -> None:
    text = f"# T\n\nIn 1961 the OSCE had 40 % of the attaches, {'and so on, ' * 50}.\n"
    assert check(make_project({PATH: text}))[1] == ()
