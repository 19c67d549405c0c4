"""Rules of the file: boxes, identity, output intent, what is forbidden, sound content."""

from collections.abc import Iterator

from handbook.binding.matrices import MM, Box, inside
from handbook.preflight.seen import Fault, Intent, PressFile
from handbook.preflight.wanted import Wanted

SLACK = 0.1
"""Millimetres by which a trim may differ."""
ROUNDING = 0.01
"""Millimetres that are lost to rounding."""
NEWEST = (1, 6)
"""Version that PDF/X-4 is made of."""
PROPERTIES = ("title", "date of creation", "date of change", "trapping")
"""What both the XMP and the document information must say."""


def boxes(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """Boxes lie in each other, and nothing turns, crops or scales the page."""
    for sheet in file.sheets:
        yield from (sheet.fault(f"the page has {oddity}") for oddity in sheet.oddities)
        if sheet.trim is None:
            yield sheet.fault("the page has no TrimBox")
            continue
        bleed = sheet.bleed or sheet.trim
        if not inside(sheet.trim, bleed, ROUNDING) or not inside(bleed, sheet.media, ROUNDING):
            yield sheet.fault("TrimBox, BleedBox and MediaBox do not lie in each other")


def trims(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """All pages have one trim: the one that is asked for."""
    sizes = [(sheet, _size(sheet.trim)) for sheet in file.sheets if sheet.trim]
    if not sizes:
        return
    due = wanted.trim or sizes[0][1]
    for sheet, size in sizes:
        if any(abs(one - other) > SLACK for one, other in zip(size, due, strict=True)):
            found, asked = (f"{width:.1f} × {height:.1f} mm" for width, height in (size, due))
            yield sheet.fault(f"the trim is {found} and should be {asked}")


def bleeds(file: PressFile, wanted: Wanted) -> Iterator[Fault]:
    """Every page has bleed on all four sides."""
    for sheet in file.sheets:
        if sheet.trim is None:
            continue
        x, y, to_x, to_y = sheet.trim
        left, lower, right, upper = sheet.bleed or sheet.trim
        least = min(x - left, y - lower, right - to_x, upper - to_y) * MM
        if least < wanted.bleed - ROUNDING:
            yield sheet.fault(f"the bleed is {max(0, least):.1f} mm, not {wanted.bleed:g}")


def identity(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """The file says that it is PDF/X-4, and says the same of itself in both places."""
    if file.standard != "PDF/X-4":
        yield Fault(f"the file says it is {file.standard or 'no PDF/X'}, not PDF/X-4")
    if tuple(map(int, file.version.split("."))) > NEWEST:
        yield Fault(f"the file is PDF {file.version}; PDF/X-4 is PDF 1.6")
    if not file.identified:
        yield Fault("the trailer has no /ID")
    for name, (xmp, info) in file.said.items():
        if xmp != info:
            yield Fault(f"the {name} is “{info}” in the information and “{xmp}” in the XMP")
        elif name in PROPERTIES and not xmp:
            yield Fault(f"the file does not say its {name}")


def intent(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """There is one output intent, with the profile of a CMYK printing condition in it."""
    if len(file.intents) != 1:
        yield Fault(f"the file has {len(file.intents) or 'no'} output intents, not one")
        return
    only = file.intents[0]
    if not only.condition:
        yield Fault("the output intent names no printing condition")
    yield from map(Fault, _profile(only))


def _profile(intent: Intent) -> Iterator[str]:
    """Yield what is wrong with a profile, by its header (ICC.1:2010, 7.2)."""
    header = intent.header
    if not header:
        yield "the output intent has no profile"
    elif len(header) < 128 or header[36:40] != b"acsp":
        yield "the profile of the output intent is not an ICC profile"
    elif header[12:20] != b"prtrCMYK" or intent.components != 4:
        kind = header[12:20].decode("ascii", "replace")
        yield f"the profile of the output intent is “{kind}”, not one of a CMYK printer"


def forbidden(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """Nothing is in the file that acts, hides, or tells the press what to do."""
    yield from file.forbidden


def content(file: PressFile, _: Wanted) -> Iterator[Fault]:
    """The content of each page can be read: q and Q in pairs, no unknown operators."""
    for sheet in file.sheets:
        yield from map(sheet.fault, sheet.faults)


def _size(box: Box) -> tuple[float, float]:
    return (box[2] - box[0]) * MM, (box[3] - box[1]) * MM
