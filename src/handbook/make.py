"""The story: from a folder of Markdown to proved products in `build/`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from handbook.binding.bundle import Product, write_bundle
from handbook.binding.reissue import Reissue, judged, reissue
from handbook.book.findings import Exit, Finding, has_errors, in_order
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.carry import carry_over
from handbook.checking import check as check
from handbook.checking import look
from handbook.comparison import base_of
from handbook.data import make_data
from handbook.download import make_download
from handbook.editions.collation import Collation
from handbook.editions.packet import Page
from handbook.keeping import MANIFEST
from handbook.manuscript.digest import EDITIONS, manuscript_hash
from handbook.manuscript.records import read_notes, read_pages
from handbook.pages.cards import carried
from handbook.pages.units import find_templates
from handbook.press.bindings import SCREEN
from handbook.products import Draft, Made, manifest_of
from handbook.request import ALL, Report, Request
from handbook.revising import revised
from handbook.setting.versions import engine
from handbook.setting.workshop import Bench
from handbook.webpage import make_webpage

Maker = Callable[..., Made]


def _later(module: str, name: str) -> Maker:
    """Return a maker whose module is loaded when it is first asked for: few builds need all."""

    def make(*given: object) -> Made:
        made: Made = getattr(import_module(f"handbook.{module}"), name)(*given)
        return made

    return make


MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "download": make_download,
        "press": _later("body", "make_press"),
        "cover": _later("cover", "make_cover"),
        "booklet": _later("booklet", "make_booklet"),
        "cards": _later("cards", "make_card_sheets"),
        "changes": _later("filing", "make_changes"),
        "data": make_data,
    }
)
"""What makes each product, from a bench and a draft, by its name."""
TICKETS: Mapping[str, Maker] = MappingProxyType({"job": _later("ticket", "make_ticket")})
"""What makes the products that tell of others, from these too, once they are made."""
NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType({"job": ("press", "cover")})
"""Products that are made too, because another one tells of them."""
WANTED: Mapping[str, Callable[[Draft], object]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("press", "cover", "job"), lambda draft: draft.typed.settings.binding != SCREEN
        ),
        "cards": lambda draft: carried(draft.typed),
        "changes": lambda draft: draft.pages_before,
        "data": lambda draft: draft.typed.checklists,
    }
)
"""What a draft must have for a product that is not asked for by its own name."""
COMPANIONS: tuple[Callable[[Draft, tuple[Product, ...]], Made], ...] = (make_webpage,)
"""What makes the files that tell of the products, once these are made."""


def make_at(bench: Bench, request: Request) -> Report:
    """Make the products that are asked for, at a bench that stays open: all of them or none."""
    bench.reasons.clear()
    seen = look(request.project, bench.memory, request.variant)
    book, findings = seen.printed, seen.findings
    before, unread = _pages_before(request.project, book)
    findings = in_order((*findings, *_edition(book, request.edition), *unread))
    if has_errors(findings):
        return Report(Exit.FINDINGS, findings)
    marked, found = revised(request.project, seen.whole, seen.read, book)
    findings = in_order((*findings, *found))
    if has_errors(found):
        return Report(Exit.FINDINGS, findings)
    templates = find_templates(request.project)
    base = marked.revision.base if marked.revision else ""
    manuscript = manuscript_hash(request.project, templates.deciding(), base)
    typed, marked = (replace(one, manuscript=manuscript) for one in (book, marked))
    draft = Draft(typed, templates, before, marked)
    made = _made(bench, draft, wanted(request, draft))
    findings = in_order((*findings, *(finding for one in made for finding in one.findings)))
    status = max(one.status for one in made)
    if status is not Exit.FINE or not _products(made):  # no page changed: nothing is written
        return Report(status, findings)
    again, unlike = _again(request, _products(made), _pages(draft))
    findings = in_order((*findings, *unlike))
    if has_errors(unlike):
        return Report(Exit.PROOF, findings, again=again)
    report = replace(_write(request, draft, findings, made, bench), again=again)
    return carry_over(request, report) if request.carry else report


def wanted(request: Request, draft: Draft) -> tuple[str, ...]:
    """Return the products to make, each once, and those that others tell of before them.

    All are those there is matter for.
    """
    given = [*request.products, *(["download"] if request.carry else [])]
    every = [name for name in (*MAKERS, *TICKETS) if WANTED.get(name, bool)(draft)]
    names = [one for name in given for one in (every if name == ALL else [name])]
    return tuple(dict.fromkeys(one for name in names for one in (*NEEDS.get(name, ()), name)))


def _made(bench: Bench, draft: Draft, names: tuple[str, ...]) -> list[Made]:
    """Make products, then what tells of them if all are sound."""
    made = [MAKERS[name](bench, draft) for name in names if name in MAKERS]
    if _sound(made):
        products = _products(made)
        made += [TICKETS[name](bench, draft, products) for name in names if name in TICKETS]
    if _sound(made) and (products := _products(made)):
        made += [companion(draft, products) for companion in COMPANIONS]
    return made


def _sound(made: Iterable[Made]) -> bool:
    return all(one.status is Exit.FINE for one in made)


def _edition(book: Book, wanted: str) -> Iterator[Finding]:
    """Yield a finding if the manuscript is not the edition that was asked for."""
    current = book.settings.edition.id
    if wanted and wanted != current:
        place = Place("content/handbook.toml")
        yield Finding("HB013", place, f"the manuscript is edition {current}, not {wanted}")


def _pages_before(project: Path, book: Book) -> tuple[Collation | None, tuple[Finding, ...]]:
    """Return the pages of the edition before, if it kept them."""
    notes, _ = read_notes(project)
    return read_pages(project, base_of(project, book.settings, notes))


def _again(
    request: Request, products: tuple[Product, ...], pages: tuple[Page, ...]
) -> tuple[Reissue | None, tuple[Finding, ...]]:
    """Return whether an edition that is built again is what was issued, and findings."""
    if request.issued is None:
        return None, ()
    again = reissue(request.issued, products, request.products, engine(), pages)
    return again, judged(again, Place(f"{EDITIONS}{again.edition}/{MANIFEST}"))


def _products(made: Iterable[Made]) -> tuple[Product, ...]:
    return tuple(item for one in made for item in one.products)


def _write(
    request: Request, draft: Draft, findings: tuple[Finding, ...], made: list[Made], bench: Bench
) -> Report:
    settings = draft.book.settings
    folder = request.output / settings.edition.id / settings.apart
    beside = () if settings.apart else tuple(one.name for one in settings.variants.all)
    products = _products(made)
    files = {name: data for one in made for name, data in one.files.items()}
    write_bundle(folder, manifest_of(draft.book, products), files, beside)
    total = sum(one.total for one in made)
    reasons = dict(bench.reasons)
    return Report(Exit.FINE, findings, products, folder, total, reasons, pages=_pages(draft))


def _pages(draft: Draft) -> tuple[Page, ...]:
    """Return the pages of the bound book, if it was laid out."""
    return draft.shared["layout"].pages if "layout" in draft.shared else ()
