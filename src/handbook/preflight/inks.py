"""Rules of colour, text, lines and pictures: of each mark that is painted."""

from collections.abc import Iterator

from handbook.preflight.marks import PROCESS, REGISTRATION, TRACE, Ink, Mark, Space
from handbook.preflight.seen import Fault, PressFile, Sheet
from handbook.preflight.wanted import Wanted

WORDS = {
    "text": "text", "line": "a line", "area": "an area", "picture": "a picture",
    "shading": "a shading", "group": "a group that is blended",
}  # fmt: skip
SOLID = 0.9
"""Share of black from which black with other inks is rich black."""
LONG_AND_THIN = 4
"""Times that a filled shape is longer than wide, to be taken for a line."""
ROUNDING = 0.005
"""Points that are lost to rounding."""

Marked = Iterator[tuple[Sheet, Mark]]


def _printed(file: PressFile, *kinds: str) -> Marked:
    for sheet in file.sheets:
        yield from ((sheet, mark) for mark in sheet.printed if mark.kind in kinds)


def colours(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """Everything is DeviceCMYK or a spot; only pictures may be grey.

    Text and lines in DeviceGray do not overprint (GWG 2015, 4.10).
    """
    for sheet in file.sheets:
        for mark in sheet.marks:
            grey = mark.masked or mark.kind == "picture"
            if mark.ink.pattern is None and (wrong := _foreign(mark.ink.space, grey)):
                inside = " in a soft mask" if mark.masked else ""
                colour = str(mark.ink) if wrong == mark.ink.space.family else wrong
                yield sheet.fault(f"{WORDS[mark.kind]}{inside} in {colour}", mark)


def _foreign(space: Space | None, grey: bool) -> str:
    """Return the family of a space that the press has no plates for; empty when it has."""
    match space:
        case None | Space(family="DeviceCMYK"):
            return ""
        case Space(family="DeviceGray"):
            return "" if grey else space.family
        case Space(family="Separation" | "DeviceN", base=base):
            wrong = _foreign(base, grey=True)
            return f"a spot that stands for {wrong}" if wrong else ""
        case Space(family="Indexed", base=base) if base is not None:
            wrong = _foreign(base, grey)
            return f"a palette of {wrong}" if wrong else ""
        case Space(family="Pattern", base=base):
            return _foreign(base, grey)
    return space.family


def spots(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """Every ink beside the four was asked for; a plate that nobody painted counts too."""
    agreed = {*PROCESS, REGISTRATION, "None", *wanted.spots}
    for sheet in file.sheets:
        painted = set[str]()
        for mark in sheet.marks:
            for name in _names(mark.ink.space) - agreed:
                painted.add(name)
                yield sheet.fault(f"spot colour “{name}” was not asked for", mark)
        for name in sheet.plates.inks if sheet.plates else ():
            if name not in agreed | painted:
                yield sheet.fault(f"spot colour “{name}” was not asked for")


def _names(space: Space | None) -> set[str]:
    return {*space.plates, *_names(space.base)} if space else set()


def small_type(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """Small type is of one ink: plates never fall on each other exactly."""
    for sheet, mark in _printed(file, "text"):
        inks = len(mark.ink.amounts)
        if inks > 1 and mark.size < wanted.type_of_inks - ROUNDING:
            yield sheet.fault(f"text of {mark.size:.3g} pt in {inks} inks", mark)


def rich_black(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """Text and lines are black alone; an area of rich black stays below its limit."""
    for sheet, mark in _printed(file, "text", "line", "area"):
        amounts = mark.ink.amounts
        if amounts.get("Black", 0) < SOLID or set(amounts) == {"Black"}:
            continue
        total = round(sum(amounts.values()) * 100)
        if mark.kind == "text" and mark.size < wanted.type_of_inks - ROUNDING:
            continue  # which is found as small type
        if mark.kind != "area" or total > wanted.rich:
            yield sheet.fault(f"{WORDS[mark.kind]} in rich black of {total} %", mark)


def knocked_out(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """Black text overprints, so that no white shows beside it (ISO 32000-1, 8.6.7)."""
    for sheet, mark in _printed(file, "text"):
        kept = mark.overprints and (mark.keeps or mark.ink.space.family != "DeviceCMYK")
        if mark.ink.black and mark.ink.space.family != "DeviceGray" and not kept:
            yield sheet.fault("black text that does not overprint", mark)


def lost_white(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """White never overprints: it would vanish."""
    for sheet, mark in _printed(file, "text", "line", "area"):
        if mark.ink.white and mark.overprints:
            yield sheet.fault(f"{WORDS[mark.kind]} in white that overprints", mark)


def hairlines(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """Lines, and areas as thin as lines, are thick enough to be printed."""
    for sheet, mark in _printed(file, "line", "area"):
        least = wanted.line if _solid(mark.ink) else wanted.tint_line
        if mark.size < least - ROUNDING and (mark.kind == "line" or _long(mark)):
            tint = "" if _solid(mark.ink) else ", tinted or of several inks"
            yield sheet.fault(f"{WORDS[mark.kind]} of {mark.size:.2f} pt{tint}", mark)


def _solid(ink: Ink) -> bool:
    """Tell whether a colour is one ink, all of it; one that nobody can know counts as such."""
    amounts = list(ink.amounts.values())
    return not ink.known or (len(amounts) == 1 and amounts[0] > 1 - TRACE)


def _long(mark: Mark) -> bool:
    left, lower, right, upper = mark.box
    return max(right - left, upper - lower) > LONG_AND_THIN * mark.size


def coarse_pictures(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """Pictures have enough dots to look sharp."""
    for sheet, mark, (_, least) in _pictures(file, wanted):
        if mark.size < least:
            yield sheet.fault(f"a picture of {mark.size:.0f} dots an inch, not {least:g}", mark)


def soft_pictures(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """Pictures have so many dots that nobody need doubt it."""
    for sheet, mark, (due, least) in _pictures(file, wanted):
        if least <= mark.size < due:
            yield sheet.fault(f"a picture of {mark.size:.0f} dots an inch, not {due:g}", mark)


def _pictures(file: PressFile, wanted: Wanted) -> Iterator[tuple[Sheet, Mark, tuple[float, float]]]:
    for sheet, mark in _printed(file, "picture"):
        yield sheet, mark, wanted.line_art if mark.bits == 1 else wanted.dots


def fonts(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """Every typeface is in the file, and none is drawn by programs (Type 3)."""
    for sheet in file.sheets:
        for mark in sheet.marks:
            if mark.font and mark.font.kind == "Type3":
                yield sheet.fault(f"typeface {mark.font.name} is of Type 3", mark)
            elif mark.font and not mark.font.embedded:
                yield sheet.fault(f"typeface {mark.font.name} is not embedded", mark)


def transparency(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """Where transparency is, the proof should be looked at."""
    for sheet, mark in _printed(file, *WORDS):
        if mark.sheer:
            yield sheet.fault(f"{WORDS[mark.kind]} that lets through what is below", mark)


def stray_marks(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """Printer's marks, which print on every plate, stay out of the bleed."""
    for sheet, mark in _printed(file, *WORDS):
        if mark.ink.registration and mark.ink.amounts:
            yield sheet.fault(f"{WORDS[mark.kind]} on every plate", mark)
