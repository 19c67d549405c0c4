"""The index and dated facts: from marks in a text to what is printed."""

import datetime as dt
from pathlib import Path

from handbook.book.model import Book
from handbook.book.references import in_words
from handbook.make import check
from handbook.pages.indexing import index_entries

SETTINGS = 'title = "Harbour"\n[edition]\nid = "2026.1"\ndate = 2026-11-22\n'
TERMS = """
[[term]]
id = "png"
term = "persona non grata"
abbr = "PNG"
text = "Not welcome."
see = ["recall"]

[[term]]
id = "recall"
term = "recall"
text = "The State’s own step."
"""


def book_of(folder: Path, text: str, **data: str) -> Book:
    """Return the book of one chapter, resolved; nothing may be wrong with it."""
    files = {"handbook.toml": SETTINGS, "chapters/01-watch.md": f"# The watch\n\n{text}\n"}
    files |= {f"data/{name}.toml": entries for name, entries in data.items()}
    for name, content in files.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    book, findings = check(folder)
    assert findings == ()
    return book


def words_of(book: Book) -> str:
    return " ".join(in_words(block.body) for part in book.parts for block in part.all_blocks())


def lines(book: Book, labels: dict[str, str]) -> list[str]:
    """Return the index as lines: an entry, its pages, what stands below it."""
    said = []
    for entry in index_entries(book, labels):
        for one, indent in ((entry, ""), *((below, "  ") for below in entry.below)):
            pages = ", ".join(page.label for page in one.pages)
            see = f"see {one.see}" if one.see else ""
            also = f"also {', '.join(one.see_also)}" if one.see_also else ""
            said.append(indent + " | ".join(filter(None, (one.name, pages, see, also))))
    return said


def test_a_mark_in_two_brackets_is_printed_and_one_in_three_is_not(tmp_path: Path) -> None:
    book = book_of(tmp_path, "The ((doyen)) speaks.(((immunity, waiver\nof))) So does `((code))`.")
    assert words_of(book) == "The doyen speaks. So does ((code))."
    found = [(one.entry, one.sub) for one in book.locators]
    assert found == [("doyen", ""), ("immunity", "waiver of")]


def test_an_escaped_bracket_is_a_bracket(tmp_path: Path) -> None:
    book = book_of(tmp_path, r"Both \((of them)) and f((x) + (y)) stay.")
    assert words_of(book) == "Both ((of them)) and f((x) + (y)) stay."
    assert book.locators == ()


def test_each_mark_has_an_anchor_of_its_own_in_the_text(tmp_path: Path) -> None:
    book = book_of(tmp_path, "The ((flag)).\n\n- the ((flag))\n\n| Of |\n|---|\n| ((bag)) |")
    anchors = [one.anchor for one in book.locators]
    assert len(set(anchors)) == 3
    html = str([block.body for part in book.parts for block in part.all_blocks()])
    assert all(html.count(f'id="{anchor}"') == 1 for anchor in anchors)


def test_the_anchor_is_the_word_before_a_mark_and_two_marks_share_it(tmp_path: Path) -> None:
    marked = "The host may.(((may)))(((shall))) Nobody (((gift))), not R&D.(((law)))"
    book = book_of(tmp_path, f"{marked} *In force*(((law))).")
    html = str([block.body for part in book.parts for block in part.all_blocks()])
    anchors = [one.anchor for one in book.locators]
    first, _, third, fourth, fifth = (f'<span class="marked" id="{one}">' for one in anchors)
    assert f"The host {first}may.</span> {third}Nobody</span> ," in html
    assert f"R&amp;{fourth}D.</span> <em>In {fifth}force</span></em>." in html
    assert anchors[0] == anchors[1]


def test_entries_stand_in_order_with_each_page_once(tmp_path: Path) -> None:
    text = "((Zone)) ((émigré)) ((doyen)) ((doyen)) ((doyen)) (((doyen, age of)))"
    book = book_of(tmp_path, text)
    labels = dict(zip((one.anchor for one in book.locators), "112234", strict=True))
    assert lines(book, labels) == ["doyen | 2, 3", "  age of | 4", "émigré | 1", "Zone | 1"]


def test_an_abbreviation_leads_to_its_term_and_terms_to_each_other(tmp_path: Path) -> None:
    book = book_of(tmp_path, "((PNG)), ((persona non grata)), ((recall)).", glossary=TERMS)
    labels = dict(zip((one.anchor for one in book.locators), "123", strict=True))
    assert lines(book, labels) == [
        "persona non grata (PNG) | 1, 2 | also recall",
        "PNG | see persona non grata (PNG)",
        "recall | 3",
    ]


SOURCES = '[[source]]\nid = "port"\nshort = "Port orders"\ntitle = "Orders of the port"\n'


def test_a_fact_is_printed_with_its_source_and_its_day(tmp_path: Path) -> None:
    fact = '[[fact]]\nid = "fine"\nvalue = "40 < 50"\nas-of = 2026-02-28\nsource = "port"\n'
    book = book_of(tmp_path, "The fine is [=fine].", facts=fact, sources=SOURCES)
    assert words_of(book) == "The fine is 40 < 50 (Port orders, as of 28 February 2026)."
    assert book.parts[0].cited == ("port",)


def test_a_table_of_data_is_a_numbered_table_with_a_column_of_days(tmp_path: Path) -> None:
    table = (
        'id = "tab-ports"\ncaption = "Ports"\ncolumns = { port = "Port", toll = "Toll" }\n'
        '[[row]]\nid = "a"\nport = "Port *A*"\nas-of = 2026-02-28\nsource = "port"\n'
    )
    text = "See [](#tab-ports).\n\n/// data-table | ports\n///"
    book = book_of(tmp_path, text, ports=table, sources=SOURCES)
    said = words_of(book)
    assert said == "See Table 1.1. Port Toll As of Port A 28 Feb 2026 (Port orders)"
    assert book.tables[0].rows[0].as_of == dt.date(2026, 2, 28)
