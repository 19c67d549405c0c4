"""Draw the sheets of a desk printer: each page once as a form, placed where its forme says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Page, Pdf

from handbook.binding.matrices import POINT
from handbook.binding.metadata import Metadata, write_metadata
from handbook.binding.saving import as_bytes
from handbook.press.deskmarks import Hole, Marks, Measures
from handbook.press.formes import Forme, Placed, place
from handbook.press.imposition import Cut
from handbook.press.outlines import Lettering
from handbook.press.sheets import at, tell_the_printer
from handbook.press.signatures import Sheet, Side
from handbook.setting.objects import Node

CURVE = 0.5523
"""How far the handles of a cubic curve reach that draws a quarter of a circle, in parts of it."""


@dataclass(frozen=True, slots=True)
class Run:
    """Sheets that are laid out alike."""

    forme: Forme
    sheets: tuple[Sheet, ...]
    marks: tuple[Marks, ...]
    """Of each sheet."""
    before: int = 0
    """Pages of the source before the first one of the run."""
    shifts: tuple[float, ...] = ()
    """Towards the fold, by depth in the signature, in mm."""
    slugs: tuple[str, ...] = ()
    """What is printed beside the pages of each front, where the paper has room for it."""


@dataclass(frozen=True, slots=True)
class _Form:
    """A page that sheets can draw."""

    name: str
    form: Node
    trim: tuple[float, ...]
    """Left, lower, right, upper edge in points."""


def draw(source: Pdf, runs: Sequence[Run], sizes: Measures, edge: str, metadata: Metadata) -> bytes:
    """Return the sheets as a PDF, front and back of each by turns.

    Pages of the source are neither turned nor scaled. They keep their colours, and lose links,
    fields and tags. `edge` is that about which the printer turns a sheet: `long`, `short`. The
    bytes depend on the arguments alone.
    """
    with Pdf.new() as pdf:
        forms = [_form(pdf, page, number) for number, page in enumerate(source.pages, 1)]
        letters = Lettering(pdf)
        for run in runs:
            for number, (sheet, marks) in enumerate(zip(run.sheets, run.marks, strict=True)):
                front = _print(pdf, run, sheet.front, forms)
                slug = run.slugs[number] if run.slugs else ""
                over = *_drawn(marks, sizes), _slug(letters, front.obj, slug, run.forme, sizes)
                front.contents_add("\n".join(over).encode())
                _print(pdf, run, sheet.back, forms)
        write_metadata(pdf, metadata)
        tell_the_printer(pdf, edge)
        return as_bytes(pdf)


def _form(pdf: Pdf, page: Page, number: int) -> _Form:
    """Return a page as a form that shows its bleed: as it comes it would end at the trim."""
    form = page.as_form_xobject(handle_transformations=False)
    form.BBox = page.obj.get("/BleedBox", page.trimbox)
    trim = tuple(float(edge) for edge in page.trimbox)
    return _Form(f"/P{number}", pdf.copy_foreign(form), trim)


def _print(pdf: Pdf, run: Run, side: Side, forms: Sequence[_Form]) -> Page:
    """Add a side of a sheet with its pages."""
    placed = [(one, forms[run.before + one.page - 1]) for one in place(side, run.forme, run.shifts)]
    sheet = run.forme.grid.sheet
    page = pdf.add_blank_page(page_size=(sheet.width * POINT, sheet.height * POINT))
    page.obj.MediaBox = _box(0, 0, sheet.width, sheet.height)
    page.obj.TrimBox = _box(*run.forme.pages)
    page.obj.Resources = Dictionary(
        XObject=Dictionary({form.name: form.form for _, form in placed})
    )
    content = "\n".join(_do(one, form, run.forme) for one, form in placed)
    page.obj.Contents = pdf.make_stream(content.encode())
    return page


def _box(*edges: float) -> Array:
    return Array([round(edge * POINT, 3) for edge in edges])


def _do(placed: Placed, form: _Form, forme: Forme) -> str:
    """Return the operators that draw a page: smaller and on its head, if need be."""
    scale = -forme.scale if placed.turned else forme.scale
    corner = form.trim[2:] if placed.turned else form.trim[:2]
    x, y = (
        round(edge * POINT - scale * own, 3)
        for edge, own in zip((placed.x, placed.y), corner, strict=True)
    )
    left, lower, right, upper = placed.clip
    clip = at(left, lower, right - left, upper - lower)
    return f"q {clip} re W n {scale:g} 0 0 {scale:g} {x:g} {y:g} cm {form.name} Do Q"


def _drawn(marks: Marks, sizes: Measures) -> Iterator[str]:
    """Yield the operators of all marks: black outside the pages, grey on them."""
    yield f"q 0 G 0 g {sizes.weight:g} w"
    yield from map(_line, marks.cuts)
    yield from (f"{at(b.x, b.y, b.to_x - b.x, b.to_y - b.y)} re f" for b in marks.bars)
    yield "[3 2] 0 d"
    yield from map(_line, marks.folds)
    yield f"[] 0 d {sizes.grey:g} G"
    yield from map(_line, marks.wires)
    yield from (_circle(hole) for hole in marks.holes)
    yield from (_line(arm) for hole in marks.holes for arm in _cross(hole, sizes.cross / 2))
    yield "Q"


def _line(line: Cut) -> str:
    return f"{at(line.x, line.y)} m {at(line.to_x, line.to_y)} l S"


def _cross(hole: Hole, arm: float) -> tuple[Cut, Cut]:
    x, y = hole.x, hole.y
    return Cut(x - arm, y, x + arm, y), Cut(x, y - arm, x, y + arm)


def _circle(hole: Hole) -> str:
    x, y, r = hole.x, hole.y, hole.size / 2
    k = r * CURVE
    return (
        f"{at(x + r, y)} m {at(x + r, y + k, x + k, y + r, x, y + r)} c"
        f" {at(x - k, y + r, x - r, y + k, x - r, y)} c"
        f" {at(x - r, y - k, x - k, y - r, x, y - r)} c"
        f" {at(x + k, y - r, x + r, y - k, x + r, y)} c S"
    )


def _slug(letters: Lettering, page: Node, text: str, forme: Forme, sizes: Measures) -> str:
    """Return the operators that write a line below the pages, or upwards at their left.

    Nothing is written where the paper leaves no room for it.
    """
    size, leading = sizes.type
    near, room = sizes.edge, sizes.edge + leading / POINT
    if forme.grid.bottom >= room:
        turn, along = "1 0 0 1", (forme.grid.left + 2 * near, near)
    elif forme.grid.left >= room:
        turn, along = "0 1 -1 0", (near + size / POINT, forme.grid.bottom + 2 * near)
    else:
        return ""
    return f"q {turn} {at(*along)} cm {letters.line(page, text, 0, 0, size, '0 g')} Q"
