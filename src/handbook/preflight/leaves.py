"""Rules of the trim, the binding and the plates: of each page as a whole."""

from collections.abc import Iterator

from handbook.binding.matrices import Box, inside
from handbook.preflight.edges import Line
from handbook.preflight.marks import PROCESS, Mark
from handbook.preflight.seen import Fault, PressFile, Sheet
from handbook.preflight.wanted import Wanted

COLOURED = frozenset(PROCESS[:3])
TAB = 25.0
"""Millimetres of the longest side of a thumb tab, with its bleed."""


def empty_bleed(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """What touches the trim goes on to the end of the bleed."""
    for sheet in file.sheets:
        for side, start, end in sheet.edges.empty:
            says = f"ink touches the trim on the {side} and does not fill the bleed"
            yield Fault(says, sheet.number, _along(sheet, side, start, end))


def _along(sheet: Sheet, side: str, start: float, end: float) -> Box:
    assert sheet.trim is not None
    _, _, width, height = sheet.place(sheet.trim)
    match side:
        case "left":
            return 0.0, start, 0.0, end
        case "right":
            return width, start, width, end
        case "foot":
            return start, 0.0, end, 0.0
    return start, height, end, height


def cut_text(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """No text stands where the knife may take it."""
    least = wanted.safe[1]
    for sheet, line, away in _lines(file):
        if away < least:
            says = (
                f"text less than {least:g} mm from the trim" if away > 0 else "text cut by the trim"
            )
            yield Fault(says, sheet.number, line.box)


def risky_text(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """Text stands well off the trim; the label of a thumb tab cannot."""
    due, least = wanted.safe
    for sheet, line, away in _lines(file):
        if least <= away < due and not _on_a_tab(sheet, line):
            says = f"text less than {due:g} mm from the trim"
            yield Fault(says, sheet.number, line.box)


def _lines(file: PressFile) -> Iterator[tuple[Sheet, Line, float]]:
    for sheet in file.sheets:
        yield from ((sheet, line, min(line.beside)) for line in sheet.edges.lines)


def _on_a_tab(sheet: Sheet, line: Line) -> bool:
    """Tell whether a text stands on a small area that goes over the trim."""
    assert sheet.trim is not None
    _, _, width, height = sheet.place(sheet.trim)
    for mark in sheet.printed:
        left, lower, right, upper = box = sheet.place(mark.box)
        small = max(right - left, upper - lower) < TAB
        if mark.kind == "area" and small and inside(line.box, box):
            return left < 0 or right > width or lower < 0 or upper > height
    return False


def bound_text(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """No text stands where the binding punches or glues."""
    outer = {1, len(file.sheets)}
    for sheet in file.sheets:
        strip = max(wanted.holes, wanted.glue if sheet.number in outer else 0.0)
        spine = 0 if sheet.number % 2 else 2
        for line in sheet.edges.lines:
            if strip and line.beside[spine] < strip:
                says = f"text in the {strip:g} mm that the binding needs"
                yield Fault(says, sheet.number, line.box)


def page_count(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """The pages are a number that the binding takes."""
    pages = len(file.sheets)
    if pages % wanted.multiple:
        due = -(-pages // wanted.multiple) * wanted.multiple
        yield Fault(f"{pages} pages; the binding takes {due}")


def blank_pages(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """A page is never empty: somebody would think that its text was lost."""
    for sheet in file.sheets:
        if not sheet.printed and not sheet.faults:
            yield sheet.fault("the page is blank, without a notice")


def coverage(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """Nowhere is more ink than the paper takes, over 15 mm² (GWG 2015)."""
    for sheet in file.sheets:
        if sheet.plates and sheet.plates.mean > wanted.ink_limit:
            x, y, to_x, to_y = sheet.plates.at
            left, lower, *_ = sheet.media
            box = sheet.place((x + left, y + lower, to_x + left, to_y + lower))
            says = f"{sheet.plates.mean:.0f} % of ink, more than {wanted.ink_limit}"
            yield Fault(says, sheet.number, box)


def unexpected_colour(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """A page whose content is black alone has nothing on its other plates."""
    for sheet in file.sheets:
        if sheet.plates and all(map(_black, sheet.printed)):
            found = [ink for ink in sheet.plates.inks if ink in COLOURED]
            if found:
                yield sheet.fault(f"black alone, but {', '.join(found).lower()} on its plates")


def _black(mark: Mark) -> bool:
    if mark.kind == "picture" and mark.ink.space.family == "DeviceGray":
        return True
    return mark.ink.known and set(mark.ink.amounts) <= {"Black"}


def other_text(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """Each page says what the page of its label says in another product; none is missing.

    The first page of the other may be: it is the cover, which is printed apart.
    """
    if wanted.text is None:
        return
    here = {sheet.edges.label for sheet in file.sheets}
    missing = [label for label in list(wanted.text)[1:] if label not in here]
    if missing:
        yield Fault(f"pages of the other file are missing: {len(missing)}, first {missing[0]}")
    for number, sheet in enumerate(file.sheets, 1):
        if wanted.text.get(sheet.edges.label, sheet.edges.text) != sheet.edges.text:
            yield Fault("the page does not say what it says in the other file", number)


def unmeasured(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """What could not be measured is said."""
    if file.measured:
        yield Fault(f"not measured, {file.measured}")
