"""Preflight: what a print shop would send back, by the table of rules."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from types import MappingProxyType

from handbook.binding.matrices import Box
from handbook.book.findings import Finding, in_order
from handbook.book.places import Place
from handbook.preflight import inks, leaves, structure
from handbook.preflight.reading import Unreadable, read_press_file
from handbook.preflight.seen import Fault, PressFile
from handbook.preflight.wanted import Wanted

Rule = Callable[[PressFile, Wanted], Iterator[Fault]]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "HB851": structure.boxes,
        "HB852": structure.trims,
        "HB853": structure.bleeds,
        "HB854": structure.identity,
        "HB855": leaves.other_text,
        "HB856": structure.intent,
        "HB857": structure.forbidden,
        "HB858": inks.colours,
        "HB859": inks.spots,
        "HB860": inks.small_type,
        "HB861": inks.rich_black,
        "HB862": inks.knocked_out,
        "HB863": inks.lost_white,
        "HB864": inks.hairlines,
        "HB865": inks.coarse_pictures,
        "HB866": inks.soft_pictures,
        "HB867": leaves.coverage,
        "HB868": leaves.unexpected_colour,
        "HB869": inks.fonts,
        "HB870": inks.transparency,
        "HB871": leaves.blank_pages,
        "HB872": leaves.empty_bleed,
        "HB873": leaves.cut_text,
        "HB874": leaves.risky_text,
        "HB875": leaves.bound_text,
        "HB876": leaves.page_count,
        "HB877": structure.content,
        "HB878": inks.stray_marks,
        "HB879": leaves.unmeasured,
    }
)
"""What is demanded of a press file, by the code of the finding."""


def preflight(data: bytes, wanted: Wanted, plates: bool = False) -> tuple[Finding, ...]:
    """Return what a print shop would find wrong with a file.

    With `plates`, Ghostscript measures the ink too, in about 0.1 s a page; without, the rules
    HB867 and HB868 are not looked at.
    """
    try:
        return judge(read_press_file(data, plates), wanted)
    except Unreadable as why:
        return (unreadable(why, wanted),)


def unreadable(why: Unreadable, wanted: Wanted) -> Finding:
    """Return the finding of a file that cannot be looked at."""
    return Finding("HB850", Place(wanted.path), str(why))


def judge(file: PressFile, wanted: Wanted) -> tuple[Finding, ...]:
    """Return what is wrong with a file by all rules; the same fault counts once for all pages."""
    return in_order(
        finding
        for code, rule in RULES.items()
        for finding in _findings(code, rule(file, wanted), wanted.path)
    )


def _findings(code: str, faults: Iterable[Fault], path: str) -> Iterator[Finding]:
    ordered = sorted(faults, key=lambda fault: (fault.says, fault.page, fault.box or ()))
    for says, group in groupby(ordered, key=lambda fault: fault.says):
        same = list(group)
        where = _where(same)
        message = f"{says}: {where}" if where else says
        yield Finding(code, Place(path, same[0].page), message)


def _where(faults: list[Fault]) -> str:
    """Return the pages of a fault, where it is first, and how often."""
    first, numbers = faults[0], sorted({fault.page for fault in faults})
    if not first.page:
        return ""
    pages = f"page{'s' if len(numbers) > 1 else ''} {_ranges(numbers)}"
    place = f"{'first ' if len(faults) > 1 else ''}at {_at(first.box)}" if first.box else ""
    times = f"{len(faults)} times" if len(faults) > len(numbers) else ""
    return ", ".join(filter(None, (pages, place, times)))


def _at(box: Box) -> str:
    left, lower, right, upper = box
    size = f", {right - left:.1f} × {upper - lower:.1f} mm large"
    point = f"{left:.1f}, {lower:.1f} mm"
    return point + (size if right - left >= 0.1 or upper - lower >= 0.1 else "")


def _ranges(numbers: list[int]) -> str:
    """Return page numbers in short: 4–10, 12."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
