"""Fingerprints of pages: what changes one, and what does not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.book.fragments import Folios, Unit
from handbook.book.model import Asset
from handbook.setting.prints import plain

STYLE = (
    "@page { size: 100mm 100mm; margin: 10mm; @top-left { content: string(head) }"
    " @bottom-left { content: counter(page) } } p { margin: 0; hyphens: auto }"
    " h1 { string-set: head attr(data-head); font-size: 12pt } p + p { break-before: page }"
)
DRAWN = Asset("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "1" * 64)
HTML = (
    '<html lang="en"><h1 data-head="Head">Title</h1>'
    "<p>A paragraph <b>of</b> characteristically incomprehensible words "
    '<img src="asset:a.svg" alt="dot"></p>'
    '<p>Another one <a href="field:tick/D1.1" title="x">x</a></p></html>'
)
UNIT = Unit("one", "One", HTML, STYLE, (DRAWN,))


def prints(unit: Unit) -> tuple[str, ...]:
    from handbook.setting.compiler import compile_unit

    return compile_unit(unit).prints


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("unit", "changed"),
    [
        (replace(UNIT, html=HTML.replace('data-head="Head"', 'data-head="Foot"')), ()),
        (replace(UNIT, folios=Folios(start=7)), ()),
        (replace(UNIT, html=HTML.replace("<p>", '<p data-change="revised" id="p">', 1)), ()),
        (replace(UNIT, own_style="p { color: red; border-left: 1pt solid }"), ()),
        (replace(UNIT, own_style="p { font-size: 8pt; hyphens: none; text-align: right }"), ()),
        (replace(UNIT, html=HTML.replace("words", "word")), (0,)),
        (replace(UNIT, html=HTML.replace("Another", "Any other")), (1,)),
        (replace(UNIT, html=HTML.replace("D1.1", "D1.2")), (1,)),
        (replace(UNIT, assets=(replace(DRAWN, sha256="2" * 64),)), (0,)),
        (replace(UNIT, html=HTML.replace("Title", "Title<br>again")), (0,)),
    ],
)
def test_what_a_reader_finds_on_a_page_is_its_fingerprint(
    unit: Unit, changed: tuple[int, ...]
) -> None:
    before, after = prints(UNIT), prints(unit)
    assert len(before) == 2
    assert tuple(n for n in range(2) if before[n] != after[n]) == changed


@pytest.mark.pdf
def test_a_page_break_counts() -> None:
    joined = replace(UNIT, own_style="p + p { break-before: auto }")
    assert len(prints(joined)) == 1
    assert set(prints(joined)).isdisjoint(prints(UNIT))


WORDS = st.lists(st.text("abé1-–/.,(“", min_size=1, max_size=6), min_size=1, max_size=8)


@given(WORDS, st.data())
def test_where_lines_end_makes_no_difference(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    places = [n for n, letter in enumerate(text) if letter == " "]
    ended = "".join(
        "\n" if n in places and data.draw(st.booleans()) else letter
        for n, letter in enumerate(text)
    )
    assert plain(ended) == plain(text)
    divided = text.replace("ab", "a\N{HYPHEN}\nb").replace("-a", "-\na").replace("/b", "/\nb")
    assert plain(divided) == plain(text)


@pytest.mark.parametrize(("one", "other"), [("no where", "nowhere"), ("re-sign", "resign")])
def test_words_are_told_apart(one: str, other: str) -> None:
    assert plain(one) != plain(other)
