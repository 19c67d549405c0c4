"""Write docs/coverage.md: each heading that the book must cover, and the place that treats it.

`docs/coverage.toml` holds the headings, each with the ids of its places in the manuscript. With
`--check` nothing is written: exit 1 says that the page is stale or a place is gone.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generated import keep_fresh

from handbook.book.model import Book
from handbook.book.references import every_target, in_words, plain
from handbook.make import check

HERE = Path(__file__).parent


def page() -> str:
    """Return the page; raise `KeyError` for a place that is not in the book."""
    rows = tomllib.loads((HERE / "coverage.toml").read_text(encoding="utf-8"))
    book, _ = check(HERE.parent)
    places = {target.id: plain(target.html) for target in every_target(book)}
    places |= _in_sections(book)
    return "\n".join([*_head(rows["about"]), *_tables(rows["article"], places), ""])


def _in_sections(book: Book) -> dict[str, str]:
    """Return the paragraphs that have an id, each with the section that it stands in."""
    return {
        block.id: f"{section.number} {in_words(section.title)}, {block.number}".strip()
        for part in book.parts
        for section in part.sections
        for block in section.blocks
        if block.id and block.kind == "paragraph"
    }


def _head(about: str) -> Iterator[str]:
    yield "# What the book covers"
    yield ""
    yield from about.strip().split("\n")
    yield ""
    yield "Made by `make docs` from `docs/coverage.toml` and the ids in `content/`."


def _tables(articles: list[dict[str, Any]], places: Mapping[str, str]) -> Iterator[str]:
    for article in articles:
        yield from ("", f"## {article['title']}", "", "| | Heading | Where |", "|---|---|---|")
        for row in article["row"]:
            where = "; ".join(places[name] for name in row["where"])
            where = where.replace("\N{NO-BREAK SPACE}", " ").replace("|", "\\|")
            yield f"| {row['id']} | {row['heading']} | {where} |"


if __name__ == "__main__":
    sys.exit(keep_fresh(HERE / "coverage.md", page()))
