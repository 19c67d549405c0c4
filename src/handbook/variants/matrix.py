"""What each variant contains: parts, sections and lists, shown, hidden or shown in part."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from types import MappingProxyType

from handbook.book.model import Block, Book, Section
from handbook.book.numbering import number
from handbook.book.references import in_words
from handbook.book.settings import Variant
from handbook.variants.choosing import everything
from handbook.variants.hiding import leave_out, reader_of

SHOWN, PART, HIDDEN = "shown", "part", "hidden"
SIGNS: Mapping[str, str] = MappingProxyType({SHOWN: "●", PART: "◐", HIDDEN: "○"})
ITEMS = "items"
"""Key of the row of totals."""


@dataclass(frozen=True, slots=True)
class Line:
    """A part, a section or a list, and how each variant has it."""

    id: str
    number: str
    title: str
    kind: str
    """`part`, `section` or `list`."""
    cells: tuple[str, ...]
    """`shown`, `part` or `hidden`, in the order of the variants."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """What each variant contains."""

    variants: tuple[str, ...]
    lines: tuple[Line, ...]
    items: tuple[int, ...]
    """Items of lists in each variant."""


def matrix_of(book: Book) -> Matrix:
    """Return what each variant of a book contains, in the order of the book."""
    whole = number(everything(book)[0])
    variants = book.settings.variants.all
    shown = [_amounts(_shown(whole, one)) for one in variants]
    full = _amounts(whole)
    lines = tuple(
        Line(name, sign, title, kind, tuple(_cell(full[name], some.get(name)) for some in shown))
        for name, sign, title, kind in _things(whole)
    )
    counts = tuple(_items(_shown(whole, one)) for one in variants)
    return Matrix(tuple(one.name for one in variants), lines, counts)


def _items(book: Book) -> int:
    return sum(1 for one in book.checklists for _ in one.items())


def _shown(whole: Book, variant: Variant) -> Book:
    return leave_out(whole, reader_of(whole, variant).shows)


def _cell(full: int, there: int | None) -> str:
    if there is None:
        return HIDDEN
    return SHOWN if there == full else PART


def _things(book: Book) -> Iterator[tuple[str, str, str, str]]:
    """Yield id, number, title and kind of everything that has a line."""
    for part in book.parts:
        yield part.id, part.label, in_words(part.title), "part"
        for section in part.sections:
            yield section.id, section.number, in_words(section.title), "section"
    for one in book.checklists:
        yield one.id, one.id, in_words(one.title), "list"


def _amounts(book: Book) -> dict[str, int]:
    """Return how much text there is in each thing, with what stands in it."""
    found: dict[str, int] = {}
    for part in book.parts:
        found[part.id] = _length(part.all_blocks()) + len(part.sections)
        for place, section in enumerate(part.sections):
            own = (section, *_below(part.sections[place + 1 :], section.level))
            found[section.id] = sum(_length(one.blocks) + 1 for one in own)
    for one in book.checklists:
        blocks = (*one.blocks, *(block for stage in one.stages for block in stage.warnings))
        found[one.id] = _length(blocks) + sum(1 for _ in one.items())
    return found


def _below(sections: Iterable[Section], level: int) -> Iterator[Section]:
    return takewhile(lambda one: one.level > level, sections)


def _length(blocks: Iterable[Block]) -> int:
    texts = (piece for block in blocks for piece in ("x", *block.body) if isinstance(piece, str))
    return sum(map(len, texts))


def as_text(matrix: Matrix) -> str:
    """Return a matrix as columns for a terminal."""
    names = [f"{one.number} {one.title}".strip() for one in matrix.lines]
    widest = max(map(len, (*names, ITEMS)), default=0)
    head = " " * widest + "  " + "  ".join(matrix.variants)
    lines = [head]
    for name, line in zip(names, matrix.lines, strict=True):
        cells = (SIGNS[cell].ljust(len(v)) for cell, v in _pairs(line.cells, matrix))
        lines.append(f"{name.ljust(widest)}  {'  '.join(cells)}".rstrip())
    totals = (
        str(count).ljust(len(v)) for count, v in zip(matrix.items, matrix.variants, strict=True)
    )
    lines.append(f"{ITEMS.ljust(widest)}  {'  '.join(totals)}".rstrip())
    legend = ", ".join(f"{sign} {word}" for word, sign in SIGNS.items())
    return "\n".join((*lines, "", legend, ""))


def _pairs(cells: tuple[str, ...], matrix: Matrix) -> Iterator[tuple[str, str]]:
    return zip(cells, matrix.variants, strict=True)


def as_markdown(matrix: Matrix) -> str:
    """Return a matrix as a table of Markdown."""
    rows = [("", *matrix.variants), ("---", *(":-:" for _ in matrix.variants))]
    for line in matrix.lines:
        name = f"{line.number} {line.title}".strip().replace("|", "\\|")
        rows.append((name, *(SIGNS[cell] for cell in line.cells)))
    rows.append((ITEMS, *map(str, matrix.items)))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def as_csv(matrix: Matrix) -> str:
    """Return a matrix as rows of commas."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("id", "number", "title", "kind", *matrix.variants))
    for one in matrix.lines:
        rows.writerow((one.id, one.number, one.title, one.kind, *one.cells))
    rows.writerow((ITEMS, "", "", "total", *matrix.items))
    return out.getvalue()


def as_json(matrix: Matrix) -> str:
    """Return a matrix as JSON."""
    rows = [
        {
            "id": one.id,
            "number": one.number,
            "title": one.title,
            "kind": one.kind,
            "variants": dict(zip(matrix.variants, one.cells, strict=True)),
        }
        for one in matrix.lines
    ]
    totals = dict(zip(matrix.variants, matrix.items, strict=True))
    told = {"variants": matrix.variants, "rows": rows, ITEMS: totals}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[Matrix], str]] = MappingProxyType(
    {"human": as_text, "json": as_json, "md": as_markdown, "csv": as_csv}
)
"""What writes each format, by its name."""
