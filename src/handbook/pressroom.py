"""What all products for the print shop share: inks, profile, marks, PDF/X-4."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pikepdf import Pdf

from handbook.binding.metadata import Metadata
from handbook.book.findings import Finding, has_errors
from handbook.book.places import Place
from handbook.book.settings import Press
from handbook.book.wording import fill_in
from handbook.machine import PROFILE
from handbook.pages.looks import FOLDER, Table, TemplateFault, inks, presswork, words
from handbook.preflight.wanted import GLUE, Wanted
from handbook.press.bindings import Binding
from handbook.press.colours import Palette, named
from handbook.press.conforming import conform
from handbook.press.inks import Fault, Inking, is_flat
from handbook.press.marks import Marks, Slug
from handbook.press.pictures import Converter, ink_picture
from handbook.press.profiles import (
    FREE_CONDITION,
    FREE_PACKAGE,
    Profile,
    convert,
    describe_profile,
    find_free,
    through,
)
from handbook.products import Draft, describe
from handbook.setting.objects import Node
from handbook.setting.workshop import Bench

SETTINGS = Place("content/handbook.toml")


@dataclass(frozen=True, slots=True)
class Pressroom:
    """What pages are printed with."""

    settings: Press
    profile: Profile
    palette: Palette
    converter: Converter | None
    """Of pictures in colour; without it they are refused."""
    marks: Table
    """Their measures."""
    words: Mapping[str, str]
    metadata: Metadata
    """Of the book; each product goes under its own name."""


@dataclass(frozen=True, slots=True)
class Side:
    """A page that is to be printed: what it is called, and where it was written."""

    label: str
    place: Place


def open_pressroom(bench: Bench, draft: Draft) -> tuple[Pressroom | None, tuple[Finding, ...]]:
    """Return what the pages of a book are printed with, or why they cannot be."""
    book = draft.book
    profile, findings = _profile(draft)
    if profile is None:
        return None, findings
    if not book.settings.edition.date:
        says = "the edition has no date, which the file for the press must have"
        findings = (*findings, Finding("HB827", SETTINGS, says))
    converts = book.settings.press.other_colours == "convert"
    try:
        room = Pressroom(
            settings=book.settings.press,
            profile=profile,
            palette=_palette(draft, profile if converts else None),
            converter=Converter(profile, bench.shelf) if converts else None,
            marks=presswork(draft.templates)["marks"],
            words=words(draft.templates, dict(book.settings.words)),
            metadata=describe(book),
        )
    except TemplateFault as fault:
        return None, (*findings, fault.finding)
    floods = tuple(_floods(room))
    return None if floods else room, (*findings, *floods)


def _profile(draft: Draft) -> tuple[Profile | None, tuple[Finding, ...]]:
    """Return the printer's own profile, which was looked at when it was read, or the free one."""
    press = draft.book.settings.press
    for asset in draft.book.assets:
        if asset.name == press.profile:
            return describe_profile(asset.data, press.condition), ()
    data = find_free()
    if data is None:
        says = f"the free profile, {PROFILE}, is not on this machine"
        hint = f"install {FREE_PACKAGE}, or put your printer's profile into content/"
        return None, (Finding("HB820", SETTINGS, says, hint),)
    return describe_profile(data, FREE_CONDITION), ()


def _palette(draft: Draft, profile: Profile | None) -> Palette:
    if profile is None:
        return Palette(inks(draft.templates))
    way = through(profile)
    return Palette(inks(draft.templates), lambda colour: convert(colour, way))


def _floods(room: Pressroom) -> Iterator[Finding]:
    """Yield the inks of the table that the paper does not take (rule P-11)."""
    limit = room.settings.ink_limit
    for colour, ink in room.palette.table.items():
        asked = round(100 * sum(ink))
        if asked > limit:
            says = f"{named(colour)} asks for {asked} % of ink, and the paper takes {limit} %"
            yield Finding("HB828", Place(f"{FOLDER}/colours.toml"), says)


def for_binding(wanted: Wanted, binding: Binding) -> Wanted:
    """Ask of a press file what its binding needs: a number of pages, and room at the spine."""
    glue = GLUE if binding.cover == "spine" else 0.0
    return replace(wanted, multiple=binding.multiple, holes=binding.holes, glue=glue)


def print_pages(
    room: Pressroom,
    pdf: Pdf,
    product: str,
    sides: Sequence[Side],
    folds: Sequence[float] = (),
) -> tuple[bytes, tuple[Finding, ...]]:
    """Return the pages of a PDF for the press, and what is wrong with their colours.

    Pages have a TrimBox and a BleedBox; they are changed. There is a side for each page. `folds`
    are mm from the left trim edge.
    """
    inking = Inking(pdf, room.palette, lambda image: _inked(room, image), is_flat(pdf))
    marks = Marks(pdf, room.settings.marks, room.marks)
    metadata = replace(room.metadata, product=product)
    faults: dict[tuple[Place, Fault], list[str]] = {}
    for number, (page, side) in enumerate(zip(pdf.pages, sides, strict=True), 1):
        for fault in inking.ink_page(page.obj):
            faults.setdefault((side.place, fault), []).append(side.label)
        slug = _slug(room, metadata, side, number, len(sides))
        marks.draw(page.obj, slug, folds)
    findings = tuple(_findings(faults))
    return b"" if has_errors(findings) else conform(pdf, metadata, room.profile), findings


def _inked(room: Pressroom, image: Node) -> tuple[Fault, ...]:
    return tuple(Fault(*one) for one in ink_picture(image, room.converter))


def _slug(room: Pressroom, metadata: Metadata, side: Side, number: int, pages: int) -> Slug:
    say, profile = room.words, room.profile
    product = say.get(f"slug_{metadata.product}", metadata.product)
    return Slug(
        job=fill_in(say["slug_job"], title=metadata.title, product=product),
        intent=fill_in(say["slug_intent"], profile=profile.name, condition=profile.condition),
        page=fill_in(say["slug_page"], label=side.label, page=number, pages=pages),
        plates=tuple(say["plates"].split()),
    )


def _findings(faults: Mapping[tuple[Place, Fault], list[str]]) -> Iterator[Finding]:
    """Yield each fault of a file once, with its first page."""
    for (place, fault), labels in faults.items():
        more = f" and {len(labels) - 1} more" if len(labels) > 1 else ""
        yield Finding(fault.code, place, f"page {labels[0]}{more}: {fault.message}")
