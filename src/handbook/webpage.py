"""The page that shows the products of an edition in a browser, plain and in one file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

from handbook.binding.bundle import Product
from handbook.book.findings import Exit
from handbook.book.model import Book
from handbook.book.wording import fill_in, written_date
from handbook.pages.changes import summary
from handbook.pages.desk import is_issued
from handbook.pages.filling import fill
from handbook.pages.looks import TemplateFault, colours, words
from handbook.products import Draft, Made, describe, manifest_of

FILE = "index.html"
TEMPLATE = "download/index.html"

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "files_book": ("download",),
        "files_print": ("booklet", "cards", "changes"),
        "files_shop": ("press", "cover", "job"),
        "files_data": ("data",),
    }
)
"""Products that stand under one heading, by its word; any other stands under the last."""
OTHER = "files_other"

KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "pdf": ("pdf", "application/pdf"),
        "csv": ("csv", "text/csv"),
        "schema.json": ("schema", "application/schema+json"),
        "json": ("json", "application/json"),
        "md": ("md", "text/markdown"),
        "ics": ("ics", "text/calendar"),
    }
)
"""By the ending of a file: short name of its format, and its media type."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as the page shows it."""

    address: str
    name: str
    purpose: str
    format: str
    type: str
    pages: str
    size: str
    sha256: str


def make_webpage(draft: Draft, products: tuple[Product, ...]) -> Made:
    """Write the page of these products; the same products give the same bytes."""
    book = draft.book
    try:
        said = words(draft.templates, dict(book.settings.words))
        values = {
            "book": book,
            "words": said,
            "issued": is_issued(book),
            "c": colours(draft.templates),
            "night": colours(draft.templates, "dark"),
            "title": describe(book).title,
            "manifest": manifest_of(book, products),
            "groups": tuple(offers(products, said)),
            "facts": tuple(_facts(book, said)),
            "changes": summary(book.revision, {}, said) if book.revision else (),
            "example": products[0].file,
        }
        return Made(files={FILE: fill(draft.templates, TEMPLATE, values).encode()})
    except TemplateFault as fault:
        return Made(Exit.FINDINGS, (fault.finding,))


def human_size(count: int, units: Sequence[str]) -> str:
    """Return a number of bytes as a person says it: 2.5 MB. Units go by steps of a thousand."""
    step = min(max(len(str(count)) - 1, 0) // 3, len(units) - 1)
    amount = count / 1000**step
    text = f"{amount:.1f}" if step > 1 and amount < 9.95 else f"{amount:.0f}"
    return f"{text}\N{NO-BREAK SPACE}{units[step]}"


def offers(
    products: tuple[Product, ...],
    said: Mapping[str, str],
    titles: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[tuple[str, tuple[Offer, ...]]]:
    """Yield the offers under each heading that has some; `titles` are those of variants."""
    headings = {name: heading for heading, names in GROUPS.items() for name in names}
    for heading in (*GROUPS, OTHER):
        some = (one for one in products if headings.get(one.name, OTHER) == heading)
        if offers := tuple(_offer(one, said, titles) for one in some):
            yield heading, offers


def _offer(product: Product, said: Mapping[str, str], titles: Mapping[str, str]) -> Offer:
    ending = next((one for one in KINDS if product.file.endswith(f".{one}")), "")
    kind, media_type = KINDS.get(ending, ("", "application/octet-stream"))
    keys = (f"{product.name}_{kind}", product.name)
    name = _first(said, (f"file_{key}" for key in keys)) or product.file
    variant = titles.get(product.variant) or product.variant
    pages = said["pages_one" if product.pages == 1 else "pages_many"]
    return Offer(
        address=quote(product.file),
        name=fill_in(said["of_variant"], name=name, variant=variant) if variant else name,
        purpose=_first(said, (f"for_{key}" for key in keys)),
        format=said.get(f"format_{kind}", ending),
        type=media_type,
        pages=fill_in(pages, count=product.pages) if product.pages else "",
        size=human_size(product.bytes, said["sizes"].split()),
        sha256=product.sha256,
    )


def _first(said: Mapping[str, str], keys: Iterable[str]) -> str:
    return next((said[key] for key in keys if key in said), "")


def _facts(book: Book, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what there is to know of the edition: name, text."""
    settings, edition = book.settings, book.settings.edition
    rows = (
        ("publisher", settings.publisher),
        ("handling", settings.handling),
        ("licence", settings.licence),
        ("review_by", written_date(edition.review_by, said) if edition.review_by else ""),
        ("verified", written_date(edition.verified, said) if edition.verified else ""),
        ("corrections", settings.corrections),
        ("current", settings.address),
    )
    return ((said[key], text) for key, text in rows if text)
