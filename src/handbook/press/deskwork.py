"""What a desk can do: the tables of its paper, marks and holes, and what it cannot take.

Lengths are millimetres. The tables are those of `templates/press.toml`; where one is malformed,
`TemplateFault` is raised.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from math import floor
from typing import Any

from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.book.settings import Booklet
from handbook.pages.looks import TemplateFault
from handbook.press.bindings import bindings
from handbook.press.deskmarks import Measures, Punch
from handbook.press.formes import Forme, best_paper, scale_for, set_forme, shrunk
from handbook.press.imposition import Size
from handbook.press.signatures import creep
from handbook.press.stocks import find_stock

SETTINGS = Place("content/handbook.toml")
FOLDED, LEAVES = "signatures", "leaves"
"""Layouts that the settings name."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What paper, printer and hands are capable of."""

    spare: float
    """By which pages may be larger than the paper."""
    fold: float
    """How round folds are: 1 pressed flat, π/2 round."""
    knife: float
    """Creep that no knife is exact enough for."""
    staple: int
    """Sheets that a stapler takes."""
    signature: int
    """Sheets that are folded and sewn with ease."""
    caliper: float
    """Thickness of a sheet."""
    thick: float
    """Sheets that are thicker together cannot be folded."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The tables of a desk, read."""

    papers: Mapping[str, Size]
    limits: Limits
    sizes: Measures
    punches: Mapping[str, tuple[Punch, ...]]


@dataclass(frozen=True, slots=True)
class Tray:
    """Paper that was chosen, and how pages lie on it."""

    paper: str
    forme: Forme


def read_desk(table: Mapping[str, Any]) -> Desk:
    """Return the desk of `templates/press.toml`; raise `TemplateFault`."""
    try:
        desk, marks = table["desk"], table["desk"]["marks"]
        stock, _ = find_stock(table, desk["stock"])
        own = {
            "caliper": stock.caliper if stock else 0,
            "thick": bindings(table)["saddle"].too_thick,
        }
        sizes = {
            **marks,
            "edge": desk["edge"],
            "bar": tuple(marks["bar"]),
            "type": tuple(marks["type"]),
        }
        return Desk(
            {name: Size(row["width"], row["height"]) for name, row in table["paper"].items()},
            Limits(**_only(Limits, {**desk, **own})),
            Measures(**_only(Measures, sizes)),
            {name: tuple(map(_punch, rows)) for name, rows in table["holes"].items()},
        )
    except (KeyError, TypeError) as error:
        message = "a table of the desk lacks a value, or has a wrong one"
        raise TemplateFault("press.toml", 0, message) from error


def _punch(row: Mapping[str, Any]) -> Punch:
    return Punch(**_only(Punch, {**row, "at": tuple(row["at"])}))


def _only(kind: type[Any], row: Mapping[str, Any]) -> dict[str, Any]:
    return {field.name: row[field.name] for field in fields(kind)}


def fill_tray(
    wanted: Booklet, page: Size, bleed: float, desk: Desk
) -> tuple[Tray | None, tuple[Finding, ...]]:
    """Return the paper for pages of a size, as the settings want it, or what is wrong with it."""
    folds, spare = wanted.layout == FOLDED, desk.limits.spare
    names = sorted(desk.papers, key=lambda name: -scale_for(desk.papers[name], page, folds))
    name = wanted.sheet or best_paper(desk.papers, page, folds, spare) or names[0]
    paper = desk.papers[name]
    whole = set_forme(paper, page, folds, spare)
    if whole.grid.room:
        return Tray(name, replace(whole, bleed=bleed)), ()
    scale = floor(1000 * scale_for(paper, page, folds)) / 1000
    if wanted.scale == "fit":
        said = f"pages are printed at {scale:.1%} of their size on {name}"
        forme = set_forme(paper, shrunk(page, scale), folds, spare)
        tray = Tray(name, replace(forme, scale=scale, bleed=bleed * scale))
        return tray, (Finding("HB836", SETTINGS, said),)
    return None, (_too_small(name, page, folds, scale, desk),)


def _too_small(name: str, page: Size, folds: bool, scale: float, desk: Desk) -> Finding:
    paper, width = desk.papers[name], page.width * (2 if folds else 1)
    what = "two pages side by side" if folds else "a page"
    message = (
        f"{name}, {paper.width:g} × {paper.height:g} mm, does not take {what},"
        f" {width:g} × {page.height:g} mm"
    )
    fit = [
        f'"{other}"'
        for other, size in desk.papers.items()
        if set_forme(size, page, folds, desk.limits.spare).grid.room
    ]
    larger = f"sheet = {' or '.join(fit)}; " if fit else ""
    return Finding("HB830", SETTINGS, message, f'{larger}scale = "fit" prints at {scale:.1%}')


def judge_signatures(sizes: Sequence[int], limits: Limits) -> Iterator[Finding]:
    """Yield a finding if a signature has more sheets than can be folded, or stapled."""
    most = max(sizes)
    thick = most * limits.caliper
    said = f"a signature has {most} sheets, {thick:.1f} mm of paper"
    if thick > limits.thick + limits.caliper / 100:
        message = f"{said}; no more than {limits.thick:g} mm can be folded"
        yield Finding("HB831", SETTINGS, message, f"sheets = {limits.signature}")
    elif most > limits.staple:
        message = f"{said}; a stapler with a long arm takes about {limits.staple} sheets"
        yield Finding("HB832", SETTINGS, message, f"sheets = {limits.signature}")


def find_punch(
    wanted: Booklet, forme: Forme, inner: float, desk: Desk
) -> tuple[Punch | None, tuple[Finding, ...]]:
    """Return the holes for loose leaves, or what is wrong with them.

    `inner` is the inner margin of a page before it is scaled.
    """
    if not wanted.holes or wanted.layout != LEAVES:
        return None, ()
    height = forme.grid.card.height
    rows = desk.punches.get(wanted.holes, ())
    punch = next((row for row in rows if row.height <= height), None)
    if not punch:
        least = min((row.height for row in rows), default=0.0)
        message = f"pages are {height:g} mm high; holes by {wanted.holes} want {least:g} mm"
        return None, (Finding("HB834", SETTINGS, message),)
    if inner * forme.scale >= punch.zone:
        return punch, ()
    message = (
        f"the text begins {inner * forme.scale:.4g} mm from the spine;"
        f" holes by {wanted.holes} want {punch.zone:g} mm"
    )
    return punch, (Finding("HB849", SETTINGS, message, 'binding = "ring"'),)


def idle(wanted: Booklet) -> Iterator[Finding]:
    """Yield a finding for each setting that the layout has no use for."""
    unused = (
        {"holes": wanted.holes}
        if wanted.layout == FOLDED
        else {"sheets": wanted.sheets, "trimmed": wanted.trimmed}
    )
    for name in (name for name, value in unused.items() if value):
        message = f'layout "{wanted.layout}" has no use for {name}'
        yield Finding("HB835", SETTINGS, message)


def shifts(sizes: Sequence[int], trimmed: bool, limits: Limits) -> tuple[float, ...]:
    """Return how far pages move towards the fold, by their depth in the signature.

    A booklet that is not cut at its fore-edge needs none; nor does creep that no knife sees.
    """
    pushed = creep([limits.caliper] * max(sizes), limits.fold)
    return pushed if trimmed and pushed[-1] >= limits.knife else ()
