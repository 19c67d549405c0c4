"""What every product of a book needs: the draft it is made from, and what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from handbook import __version__
from handbook.binding.bundle import Manifest, Product
from handbook.binding.metadata import Metadata
from handbook.book.composing import compose
from handbook.book.findings import Exit, Finding
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.editions.collation import Collation
from handbook.editions.packet import Page
from handbook.manuscript.art import FONTS
from handbook.pages.looks import Templates
from handbook.setting import typefaces
from handbook.setting.typeset import Typeset
from handbook.setting.versions import engine


@dataclass(frozen=True)
class Draft:
    """A book that was read, numbered and found in order."""

    typed: Book
    """As its authors typed it."""
    templates: Templates
    before: Collation | None = None
    """The pages of the edition before, if it kept them."""
    marked: Book | None = None
    """The same book with what changed since the edition before."""
    shared: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What several products are made of, by its name, once the first has asked for it."""

    @property
    def base(self) -> str:
        """Id of the edition before, if it kept its pages."""
        return self.before.edition if self.before else ""

    @property
    def pages_before(self) -> tuple[Page, ...]:
        """The pages of the edition before, if it kept them; none else."""
        name = self.typed.settings.apart
        return tuple(self.before.variants.get(name, ())) if self.before else ()

    @cached_property
    def book(self) -> Book:
        """The book as pages are made of it."""
        return compose(self.marked or self.typed)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a product: its files, or why there are none."""

    status: Exit = Exit.FINE
    findings: tuple[Finding, ...] = ()
    products: tuple[Product, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Contents by file name."""
    total: int = 0
    """Units that it is made of."""


def file_name(book: Book, name: str, ending: str = "pdf") -> str:
    """Return the file name of a product: `SLUG-EDITION-PRODUCT.pdf`.

    The name of a variant that is not the default one stands before the product.
    """
    settings = book.settings
    named = filter(None, (settings.slug, settings.edition.id, settings.apart, name))
    return f"{'-'.join(named)}.{ending}"


def fonts(book: Book) -> dict[str, bytes]:
    """Return the font files that the pages may use, by SHA-256: the packages', the book's."""
    own = {asset.sha256: asset.data for asset in book.assets if asset.name.startswith(FONTS)}
    return {**typefaces.font_data(), **own}


def manifest_of(book: Book, products: tuple[Product, ...] = ()) -> Manifest:
    """Return what a build of a book says of itself."""
    settings = book.settings
    edition, name = settings.edition.id, _variant(book)[0]
    return Manifest(edition, name, engine(), products, settings.slug, book.manuscript)


def _variant(book: Book) -> tuple[str, str]:
    """Return name and title of the variant that a book is; empty for a book without variants."""
    variant = book.settings.variant
    return (variant.name, variant.title) if variant else ("", "")


def describe(book: Book) -> Metadata:
    """Return what a PDF says of itself: the title carries the edition (rule D-03)."""
    settings = book.settings
    edition = settings.edition
    name, variant = _variant(book)
    title = f"{settings.title}, {variant}" if variant else settings.title
    return Metadata(
        title=f"{title}, edition {edition.id}" if edition.date else title,
        language=settings.language,
        author=settings.author,
        publisher=settings.publisher,
        subject=settings.subtitle,
        keywords=settings.keywords,
        licence=settings.licence,
        date=edition.date.isoformat() if edition.date else "",
        producer=f"handbook {__version__}",
        identifier=f"{settings.slug}:{'/'.join(filter(None, (edition.id, name)))}",
        edition=edition.id,
        manuscript=book.manuscript,
        identity=manifest_of(book).identity,
    )


def complaints(result: Typeset) -> Iterator[Finding]:
    """Yield what the engine said of each unit, and what it could not set."""
    sources = {unit.name: unit.source or unit.name for unit in result.units}
    for name, fragment in result.fragments.items():
        for text in fragment.warnings:
            code = "HB503" if text.startswith("no glyph") else "HB501"
            yield Finding(code, Place(sources[name]), text)
    for failure in result.failures:
        yield Finding("HB502", Place(sources.get(failure.unit, "")), failure.message)
