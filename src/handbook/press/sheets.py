"""Draw cards on their sheets: each side once as a form, placed where the imposition says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Pdf

from handbook.binding.embedding import embed, lend_fonts
from handbook.binding.fonts import merge
from handbook.binding.matrices import POINT
from handbook.binding.metadata import Metadata, write_metadata
from handbook.binding.saving import as_bytes
from handbook.book.fragments import Fragment
from handbook.press.imposition import Cut, Grid, Placement
from handbook.setting.objects import Node


@dataclass(frozen=True, slots=True)
class Deck:
    """The cards of one list: its sides, front and back by turns."""

    kind: str
    """`card` or `emergency`: by it a side is known again when the file is read."""
    fragment: Fragment


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands on the sheets."""

    grid: Grid
    placements: tuple[Placement, ...]
    """Front and back of each card, in the order of the cards."""
    cuts: tuple[Cut, ...]
    weight: float
    """Of the marks, in points."""
    edge: str
    """About which the printer turns a sheet: `long`, `short`."""


def draw(
    decks: Sequence[Deck],
    margins: Fragment,
    layout: Layout,
    metadata: Metadata,
    files: Mapping[str, bytes],
) -> bytes:
    """Return the sheets as a PDF, fronts and backs by turns.

    `margins` has a page for each side of a sheet, with what stands round the cards; `files` are
    the font files by SHA-256. The bytes depend on the arguments alone.
    """
    with Pdf.new() as pdf:
        uses = [use for part in (margins, *(deck.fragment for deck in decks)) for use in part.fonts]
        fonts = embed(pdf, merge(uses, files))
        with Pdf.open(BytesIO(margins.pdf)) as source:
            pdf.add_pages_from(source)
        lend_fonts(pdf.pages[0].obj.Resources, margins, fonts)
        sides = [side for deck in decks for side in _sides(pdf, deck, fonts)]
        placed: list[dict[str, tuple[Placement, Node]]] = [{} for _ in pdf.pages]
        for number, (placement, (kind, form)) in enumerate(
            zip(layout.placements, sides, strict=True), 1
        ):
            placed[placement.page][f"/{kind}{number}"] = placement, form
        for page, forms in zip(pdf.pages, placed, strict=True):
            _print(pdf, page.obj, forms, layout)
        write_metadata(pdf, metadata)
        tell_the_printer(pdf, layout.edge)
        return as_bytes(pdf)


def _sides(pdf: Pdf, deck: Deck, fonts: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
    """Yield the sides of a deck as forms that pages can draw."""
    with Pdf.open(BytesIO(deck.fragment.pdf)) as source:
        forms = [pdf.copy_foreign(page.as_form_xobject()) for page in source.pages]
    for form in forms:
        lend_fonts(form.Resources, deck.fragment, fonts)
        yield deck.kind, form


def _print(
    pdf: Pdf, page: Node, forms: Mapping[str, tuple[Placement, Node]], layout: Layout
) -> None:
    """Print cards and marks on a page, below what stands in its margins."""
    resources: Node = Dictionary(page.Resources)
    resources.XObject = Dictionary({name: form for name, (_, form) in forms.items()})
    page.Resources = resources
    cards = (_do(name, placement, layout.grid) for name, (placement, _) in forms.items())
    content = "\n".join((*_marks(layout.cuts, layout.weight), *cards, ""))
    page.Contents = Array([pdf.make_stream(content.encode()), page.Contents])


def _marks(cuts: Iterable[Cut], weight: float) -> Iterator[str]:
    yield f"q 0 G {weight:g} w"
    for cut in cuts:
        yield f"{at(cut.x, cut.y)} m {at(cut.to_x, cut.to_y)} l S"
    yield "Q"


def _do(name: str, placement: Placement, grid: Grid) -> str:
    """Return the operators that draw a side, on its head if need be."""
    x, y = placement.x, placement.y
    if placement.turned:
        return f"q -1 0 0 -1 {at(x + grid.card.width, y + grid.card.height)} cm {name} Do Q"
    return f"q 1 0 0 1 {at(x, y)} cm {name} Do Q"


def at(*lengths: float) -> str:
    """Return lengths in mm as operands in points."""
    return " ".join(f"{round(length * POINT, 3):g}" for length in lengths)


def tell_the_printer(pdf: Pdf, edge: str) -> None:
    """Ask viewers to print both sides, turned about the `long` or `short` edge, at 100 %."""
    preferences = pdf.Root.ViewerPreferences
    preferences.Duplex = Name(f"/DuplexFlip{edge.title()}Edge")
    preferences.PrintScaling = Name("/None")
    preferences.PickTrayByPDFSize = True
