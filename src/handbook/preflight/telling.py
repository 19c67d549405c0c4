"""Facts of a press file, as plain values and as lines for a person."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from handbook.binding.matrices import MM, Box
from handbook.preflight.marks import PROCESS, Mark
from handbook.preflight.seen import PressFile, Sheet


def press_facts(file: PressFile) -> dict[str, Any]:
    """Return the facts of a press file, for JSON: lengths in mm, type and lines in points."""
    printed = [mark for sheet in file.sheets for mark in sheet.printed]
    return {
        "pages": len(file.sheets),
        "version": file.version,
        "standard": file.standard,
        "intents": [one.condition for one in file.intents],
        "trims": sorted({_size(sheet.trim) for sheet in file.sheets if sheet.trim}),
        "bleed": min(map(_bleed, file.sheets), default=0.0),
        "inks": _inks(file.sheets),
        "type": _least(printed, "text"),
        "lines": _least(printed, "line"),
        "pictures": sum(mark.kind == "picture" for mark in printed),
        "dots": _least(printed, "picture"),
        "typefaces": sorted({mark.font.name for mark in printed if mark.font}),
        "overprint": _pages(file.sheets, lambda mark: mark.overprints),
        "transparency": _pages(file.sheets, lambda mark: mark.sheer),
        "blank": [sheet.number for sheet in file.sheets if not sheet.printed],
        "coverage": _coverage(file.sheets),
    }


def press_text(file: PressFile) -> str:
    """Return the facts of a press file as lines for a person."""
    facts = press_facts(file)
    coverage = facts["coverage"]
    rows = {
        "pages": facts["pages"],
        "standard": f"{facts['standard'] or 'none'}, PDF {facts['version']}",
        "intent": ", ".join(facts["intents"]) or "none",
        "trim": ", ".join(f"{width:g} × {height:g} mm" for width, height in facts["trims"]),
        "bleed": f"{facts['bleed']:g} mm",
        "inks": ", ".join(f"{ink} on {pages} pages" for ink, pages in facts["inks"].items()),
        "type": f"from {facts['type']:g} pt",
        "lines": f"from {facts['lines']:g} pt",
        "pictures": f"{facts['pictures']}, from {facts['dots']:.0f} dots an inch",
        "typefaces": ", ".join(facts["typefaces"]),
        "overprint": f"on {len(facts['overprint'])} pages",
        "sheer": f"on {len(facts['transparency'])} pages",
        "blank": ", ".join(map(str, facts["blank"])) or "none",
        "coverage": f"{coverage['mean']:g} % on page {coverage['page']}" if coverage else "unknown",
    }
    return "".join(f"{name:<10} {value}\n" for name, value in rows.items())


def _size(box: Box) -> tuple[float, float]:
    return round((box[2] - box[0]) * MM, 1), round((box[3] - box[1]) * MM, 1)


def _bleed(sheet: Sheet) -> float:
    if sheet.trim is None or sheet.bleed is None:
        return 0.0
    x, y, to_x, to_y = sheet.trim
    left, lower, right, upper = sheet.bleed
    return round(min(x - left, y - lower, right - to_x, upper - to_y) * MM, 2)


def _inks(sheets: Iterable[Sheet]) -> dict[str, int]:
    """Return on how many pages each ink is: by the plates, or by what is painted in one colour."""
    counts = Counter[str]()
    for sheet in sheets:
        painted = {ink for mark in sheet.printed for ink in mark.ink.amounts}
        counts.update(sheet.plates.inks if sheet.plates else painted)
    ordered = dict.fromkeys((*PROCESS, *sorted(counts)))
    return {ink: counts[ink] for ink in ordered if ink in counts}


def _least(marks: Iterable[Mark], kind: str) -> float:
    return round(min((mark.size for mark in marks if mark.kind == kind), default=0.0), 2)


def _pages(sheets: Iterable[Sheet], holds: Callable[[Mark], bool]) -> list[int]:
    return [sheet.number for sheet in sheets if any(map(holds, sheet.printed))]


def _coverage(sheets: Iterable[Sheet]) -> dict[str, float] | None:
    """Return the highest coverage, its page, and that of a single dot; nothing without plates."""
    inked = [(sheet.plates, sheet.number) for sheet in sheets if sheet.plates]
    if not inked:
        return None
    mean, page = max((plates.mean, -number) for plates, number in inked)
    return {"mean": mean, "page": -page, "peak": max(plates.peak for plates, _ in inked)}
