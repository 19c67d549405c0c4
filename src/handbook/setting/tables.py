"""Tell the cells of a table what heads them: by scope, and by the ids of their heads."""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, String

from handbook.setting.objects import Node, is_element

Grid = dict[tuple[int, int], Node]
"""Cells by row and column; one that spans several is there several times."""


def scope_head(cell: Node) -> None:
    """Say whether a head cell heads its column or its row."""
    group = cell.P.P.S if "/P" in cell.P else None
    cell.A = Dictionary(cell.get("/A", Dictionary(O=Name.Table)))
    cell.A.O = Name.Table
    cell.A.Scope = Name.Column if group == Name.THead else Name.Row


def name_heads(table: Node, prefix: str) -> Iterator[tuple[str, Node]]:
    """Give each head cell an id that begins with a prefix, and each cell those of its heads.

    Yield the ids and the head cells. The engine's own ids are the same wherever a table goes on,
    and know nothing of heads over several columns.
    """
    grid = _grid(table)
    names: dict[tuple[int, int], str] = {}
    for cell in dict((cell.objgen, cell) for cell in grid.values()).values():
        if Name.TH == cell.S:
            names[cell.objgen] = f"{prefix}.{len(names) + 1}"
            cell.ID = String(names[cell.objgen])
            yield names[cell.objgen], cell
    heads: dict[tuple[int, int], dict[str, None]] = {}
    for (row, column), cell in grid.items():
        if Name.TD == cell.S:
            found = (names[one.objgen] for one in _heads(grid, row, column))
            heads.setdefault(cell.objgen, {}).update(dict.fromkeys(found))
    for cell in grid.values():
        if Name.TD == cell.S:
            cell.A.Headers = Array([String(name) for name in heads[cell.objgen]])
            if not heads[cell.objgen]:
                del cell.A["/Headers"]


def _heads(grid: Grid, row: int, column: int) -> Iterator[Node]:
    """Yield the heads of a column above a place, and those of its row."""
    above = (grid.get((number, column)) for number in range(row))
    beside = (cell for (number, _), cell in grid.items() if number == row)
    for cells, scope in ((above, Name.Column), (beside, Name.Row)):
        for cell in cells:
            if cell is not None and Name.TH == cell.S and scope == cell.A.Scope:
                yield cell


def _rows(table: Node) -> Iterator[Node]:
    for group in table.get("/K", ()):
        if Name.TR == group.S:
            yield group
        else:
            yield from (row for row in group.get("/K", ()) if is_element(row) and Name.TR == row.S)


def _grid(table: Node) -> Grid:
    grid: Grid = {}
    for number, row in enumerate(_rows(table)):
        column = 0
        for cell in row.get("/K", Array()):
            while (number, column) in grid:
                column += 1
            wide, high = (int(cell.get("/A", {}).get(key, 1)) for key in ("/ColSpan", "/RowSpan"))
            for place in range(column, column + wide):
                for line in range(number, number + high):
                    grid[line, place] = cell
            column += wide
    return grid
