"""Put the tables that are kept as data where the text shows them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape

from handbook.book.findings import Finding, did_you_mean
from handbook.book.model import Block, Book, Cite, DataTable, Hole, Only, Part, Rich, Row
from handbook.book.wording import short_date

WIDE = 4
"""Columns from which on a table takes the whole block: the last holds a day and a source."""


def fix_tables(book: Book) -> tuple[Book, tuple[Finding, ...]]:
    """Return the book with its data tables in the text, and findings about what is not there."""
    tables = {table.name: table for table in book.tables}
    words = dict(book.settings.words)
    parts = tuple(_part(part, tables, words) for part in book.parts)
    return replace(book, parts=parts), tuple(_findings(book, tables))


def _part(part: Part, tables: Mapping[str, DataTable], words: Mapping[str, str]) -> Part:
    def fixed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        shown = (
            _table(block, tables[block.data], words) if block.data in tables else block
            for block in blocks
        )
        return tuple(block for block in shown if block.kind != "data")

    sections = tuple(replace(one, blocks=fixed(one.blocks)) for one in part.sections)
    return replace(part, blocks=fixed(part.blocks), sections=sections)


def _table(block: Block, table: DataTable, words: Mapping[str, str]) -> Block:
    heads = (*table.columns, words["as_of_head"])
    cells = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    rows = (piece for row in table.rows for piece in _row(row, words))
    wide = " wide" if len(heads) >= WIDE else ""
    body: Rich = (
        f'<table class="row-heads{wide}">{_columns(table)}<thead><tr>{cells}</tr></thead><tbody>',
        *rows,
        "</tbody></table>",
    )
    return replace(block, kind="table", body=body, id=table.id, title=table.caption)


def _columns(table: DataTable) -> str:
    columns = "".join(f'<col style="width: {width}%">' for width in table.widths)
    return f"<colgroup>{columns}<col></colgroup>" if columns else ""


def _row(row: Row, words: Mapping[str, str]) -> Iterator[str | Hole]:
    if row.applies:
        yield Only(row.place, row.applies)
    for number, cell in enumerate(row.cells):
        tag, scope = ("td", "") if number else ("th", ' scope="row"')
        yield from ("" if number else "<tr>", f"<{tag}{scope}>", *cell, f"</{tag}>")
    date = escape(short_date(row.as_of, words))
    yield from (f"<td>{date}<br>", Cite(row.source, "", row.place), "</td></tr>")
    if row.applies:
        yield Only(row.place)


def _findings(book: Book, tables: Mapping[str, DataTable]) -> Iterator[Finding]:
    shown = [block for part in book.parts for block in part.all_blocks() if block.kind == "data"]
    for block in shown:
        if block.data not in tables:
            hint = did_you_mean(block.data, tables)
            yield Finding("HB115", block.place, f'no table is named "{block.data}"', hint)
    used = frozenset(block.data for block in shown)
    for name, table in tables.items():
        if name not in used:
            yield Finding("HB116", table.place, f'the table "{name}" is not shown')
