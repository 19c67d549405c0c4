"""Plain typing becomes printers' signs, and lines end where they should."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import weasyprint
from hypothesis import given
from hypothesis import strategies as st

from handbook.book.composing import compose
from handbook.book.galley import Room
from handbook.book.model import Block, Book, Image, Part, Rich
from handbook.book.places import Place
from handbook.book.settings import Settings
from handbook.book.signs import QUOTES
from handbook.book.ties import make_ties, tie, tie_last
from handbook.make import check
from handbook.manuscript.shipped import template_folder

HERE = Place("content/chapters/1.md", 3)
WORDS = tomllib.loads((template_folder() / "words.toml").read_text(encoding="utf-8"))
ENGLISH = make_ties("en-GB", WORDS, own=True)


def printed(*body: str | Image, language: str = "en-GB") -> Rich:
    """Return how a block of a book in a language is set."""
    block = Block("paragraph", tuple(body), HERE)
    part = Part("chapter", "a", ("A",), HERE, blocks=(block,))
    settings = Settings(language=language, words=tuple(sorted(WORDS.items())))
    return compose(Book(settings, (part,))).parts[0].blocks[0].body


def html(body: str, language: str = "en-GB") -> str:
    return "".join(map(str, printed(body, language=language)))


SIGNS = [
    ("en", '"Go," she said.', "“Go,” she said."),
    ("en", "The host's list, the hosts' list", "The host’s list, the hosts’ list"),
    ("en", "\"He said 'no' to it\"", "“He said ‘no’ to it”"),
    ("en", "the '90s, the 1990's", "the ’90s, the 1990’s"),
    ("en", "get 'em out", "get ’em out"),
    ("en", '(see "art. 7")', "(see “art.\xa07”)"),
    (
        "en",
        '<em>"Go"</em> and "<strong>stay</strong>"',
        "<em>“Go”</em> and “<strong>stay</strong>”",
    ),
    ("en", 'the "<code>--it\'s</code>" flag', "the “<code>--it's</code>” flag"),
    ("en", "5' 10\" tall, 51°30'N", "5' 10\" tall, 51°30'N"),
    ("en", "one -- two - three --- four", "one\xa0– two\xa0– three\xa0— four"),
    ("en", "it--all--counts, 3--5", "it–all–counts, 3–5"),
    ("en", "use --force or -v; 5 - 3; x-y", "use --force or -v; 5 - 3; x-y"),
    ("en", "and so on... or not", "and so on… or not"),
    ("en", "main...branch ../.. .... ./...", "main...branch ../.. .... ./..."),
    ("en", "arts 24-26, 3-5 km, 1939-1945", "arts\xa024–26, 3–5\xa0km, 1939–1945"),
    ("en", "page 5-1, 555-1234, 2026-11-22", "page\xa05-1, 555-1234, 2026-11-22"),
    ("en", "DA 25-30, A/RES/60-1, B-3", "DA 25-30, A/RES/60-1, B-3"),
    ("en", "https://x.org/a--b...c", "https://x.org/a--b...c"),
    ("en", "“it’s” – typed…", "“it’s”\xa0– typed…"),
    ("de", "\"Er sagte 'nein' dazu\", geht's", "„Er sagte ‚nein‘ dazu“, geht’s"),
    ("de-CH", '"Nein"', "«Nein»"),
    ("fr", '"L\'attaché" : oui !', "«\xa0L’attaché\xa0»\xa0: oui\xa0!"),
    ("sv", "\"Ja\", sa 'hon'", "”Ja”, sa ’hon’"),
    ("xx", '"it\'s" -- 1-3...', '"it\'s" -- 1-3...'),
]


@pytest.mark.parametrize(("language", "typed", "expected"), SIGNS)
def test_plain_typing_is_printed_with_the_signs_of_the_language(
    language: str, typed: str, expected: str
) -> None:
    assert html(f"<p>{typed}</p>", language) == f"<p>{expected}</p>"


TIED = [
    "5~mm and 12~nautical~miles, 25~per~cent, 40~%, 10~000~kg",
    "art.~7, arts~3 and 4, para.~2, No.~5, Annex~2, Table~3, Annex~B, chapter~9",
    "on 22~November 2026 at T~+~14, J.~R.~Smith and Col.~Jones, USD~525, 10~EUR",
    "a part of the day, an item to sign, no rule at all",
]


@pytest.mark.parametrize("text", TIED)
def test_numbers_stay_with_what_they_count(text: str) -> None:
    assert tie(text.replace("~", " "), ENGLISH, Room.COLUMN) == text.replace("~", "\xa0")


def test_a_cell_is_tied_sparingly() -> None:
    text = "on 22 November, 5 km, 12 nautical miles, paragraph 7, art. 7"
    assert tie(text, ENGLISH, Room.CELL) == text.replace("5 km", "5\xa0km").replace(
        "art. 7", "art.\xa07"
    )


def test_the_last_line_of_a_paragraph_has_more_than_a_word() -> None:
    long = "<p>Every list that was worked from memory was worked in vain by"
    assert html(f"{long} all.</p>") == f"{long}\xa0all.</p>"
    assert html(f"{long} <em>all</em>.</p>") == f"{long}<em>\xa0all</em>.</p>"
    assert html(f"{long} the attachés.</p>") == (
        f'{long} the<span class="whole">\xa0attachés</span>.</p>'
    )
    assert html(f"{long} procrastinators to.</p>") == f"{long} procrastinators to.</p>"
    assert html("<p>By all.</p>") == "<p>By all.</p>"


@pytest.mark.pdf
def test_a_line_is_full_before_what_is_tied_to_an_element() -> None:
    from handbook.setting.survey import survey

    words = html(
        "<p>In a qualification a named qualifier signs each item when its standard is met. One"
        " person recommends and another approves; nobody signs for themselves.</p>"
    )
    measures = range(80, 140)
    body = "".join(f'<div style="width: {width}mm">{words}</div>' for width in measures)
    style = (
        "@page { size: 160mm 900mm } .whole { white-space: nowrap }"
        " html { font: 10pt/13pt 'Source Serif Pro' }"
    )
    document = weasyprint.HTML(string=f"<html lang=en><style>{style}</style>{body}").render()
    lines = [line.text.strip() for page in survey(document) for line in page.lines]
    assert len(lines) > 2 * len(measures)
    assert [line for line in lines if len(line) < 30 and not line.endswith(".")] == []


def test_an_element_of_code_is_not_tied() -> None:
    long = "<p>Every list that was worked from memory was worked in vain by"
    assert html(f"{long} <code>all</code></p>") == f"{long} <code>all</code></p>"


def test_what_ends_a_paragraph_unseen_is_not_tied() -> None:
    long = "<p>Every list that was worked from memory was worked in vain by"
    mark = '<span class="mark" id="mark:a.1"></span>'
    assert html(f"{long} all. {mark}</p>") == f"{long}\xa0all. {mark}</p>"
    assert html(f"{long} all<br>of it</p>") == f"{long} all<br>of\xa0it</p>"
    assert html(f"{long} all<br>it</p>") == f"{long} all<br>it</p>"


def test_a_footnote_is_a_text_of_its_own() -> None:
    note = '<span class="footnote">So "he" said.</span>'
    inner = '<span class="footnote">So “he” said.</span>'
    assert html(f'<p>"Go{note}" it is</p>') == f"<p>“Go{inner}” it is</p>"


def test_a_picture_stays_where_it_is() -> None:
    picture = Image("art/x.svg", 'the "way"', HERE)
    start, image, end = printed("<p>See ", picture, ' "it".</p>')
    assert (start, end) == ("<p>See ", " “it”.</p>")
    assert image == replace(picture, alt="the “way”")


PLAIN = """# The "post's" chapter

A rule -- and its *"exception"* - holds from 1939-1945... See [the host's list](#x),
((the host's word)), `it's -- "code"...` and [@law art. 7]. {#x}

- [ ] the office's key

| "a" | b |
|---|---|
| it's | 5 km |

```
"it's" -- code...
```
"""
TYPED = """# The “post’s” chapter

A rule – and its *“exception”* – holds from 1939–1945… See [the host’s list](#x),
((the host’s word)), `it's -- "code"...` and [@law art. 7]. {#x}

- [ ] the office’s key

| “a” | b |
|---|---|
| it’s | 5 km |

```
"it's" -- code...
```
"""


def composed(folder: Path, chapter: str, quote: str) -> Book:
    files = {
        "chapters/1.md": chapter,
        "checklists/D1.md": f"---\nid: D1\nkind: duty\nowner: The post{quote}s guard\n---\n"
        f"# The post{quote}s day\n\n- [ ] **D1.1** Lock the post{quote}s safe\n",
        "data/sources.toml": f'[[source]]\nid = "law"\ntitle = "The host{quote}s law"\n',
        "data/glossary.toml": f'[[term]]\nterm = "x{quote}s"\ntext = "the host{quote}s own"\n',
    }
    for name, text in files.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    book, _ = check(folder)
    return compose(book)


def test_plain_typing_and_typed_signs_give_the_same_pages(tmp_path: Path) -> None:
    plain = composed(tmp_path / "plain", PLAIN, "'")
    typed = composed(tmp_path / "typed", TYPED, "’")
    (chapter,), (other,) = plain.parts, typed.parts
    assert (chapter.title, chapter.blocks) == (other.title, other.blocks)
    assert [one.body for one in chapter.all_blocks()] == [one.body for one in other.all_blocks()]
    assert plain.sources == typed.sources
    assert [replace(one, id="") for one in plain.terms] == [
        replace(one, id="") for one in typed.terms
    ]
    (ours,), (theirs,) = plain.checklists, typed.checklists
    assert (ours.title, ours.owner) == (theirs.title, theirs.owner)
    assert next(ours.items()).text == ("Lock the post’s safe",)


def test_the_ledger_keeps_what_was_typed(tmp_path: Path) -> None:
    (one,) = composed(tmp_path, PLAIN, "'").checklists
    assert next(one.items()).words == "Lock the post's safe"


LETTERS = st.text("aTm5 \"'-.–—“’«(%&<>\xa0:é", max_size=60)
PIECES = st.lists(
    st.one_of(
        LETTERS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
        st.sampled_from(
            ["<em>", "</em>", "<p>", "</p>", "<br>", "<td>", "</td>", "5 km", "Art. 7 ", "word. "]
        ),
        st.sampled_from(['<code>it\'s -- "x"...</code>', "<pre><code>5 km...</code></pre>"]),
    ),
    max_size=12,
)


@pytest.mark.slow
@given(PIECES, st.sampled_from([*QUOTES, "xx"]))
def test_setting_again_changes_nothing(pieces: list[str], language: str) -> None:
    once = html("".join(pieces), language)
    assert html(once, language) == once


@pytest.mark.slow
@given(PIECES)
def test_code_is_never_touched(pieces: list[str]) -> None:
    text = "".join(pieces)
    for code in ('<code>it\'s -- "x"...</code>', "<pre><code>5 km...</code></pre>"):
        assert html(text).count(code) == text.count(code)


@given(st.text("ab. ", max_size=80))
def test_tying_loses_no_letter(text: str) -> None:
    tied = tie_last(tie(text, ENGLISH, Room.LINE), Room.LINE)
    assert tied.replace("\xa0", " ") == text
