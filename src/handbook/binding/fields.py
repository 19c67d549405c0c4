"""The fields of a form, read from a PDF."""

from collections.abc import Iterator
from dataclasses import replace

from pikepdf import Array, Name, Pdf

from handbook.book.form import Field
from handbook.setting.objects import Node


def annotations(pdf: Pdf, subtype: Name) -> Iterator[tuple[int, Node]]:
    """Yield the annotations of a kind, each with the number of its page, from 1."""
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.obj.get("/Annots", Array()):
            if annotation.get("/Subtype") == subtype:
                yield number, annotation


def fields_of(pdf: Pdf) -> tuple[Field, ...]:
    """Return the fields that have a widget on a page, in the order of their first one."""
    found: dict[tuple[int, int], Field] = {}
    for number, widget in annotations(pdf, Name.Widget):
        chain = tuple(_up(widget))
        names = [str(node.T) for node in chain if "/T" in node]
        own = next((node for node in chain if "/T" in node), widget)
        left, bottom, right, top = (round(float(edge), 2) for edge in widget.Rect)
        places = (number, (left, bottom, right, top))
        if own.objgen in found:
            field = found[own.objgen]
            found[own.objgen] = replace(field, places=(*field.places, places))
            continue
        found[own.objgen] = Field(
            ".".join(reversed(names)),
            _inherited(chain, "/FT"),
            _inherited(chain, "/TU"),
            _inherited(chain, "/V"),
            (places,),
        )
    return tuple(found.values())


def _up(node: Node) -> Iterator[Node]:
    """Yield a field and what it hangs under, as deep as any form may reasonably be."""
    for _ in range(32):
        yield node
        node = node.get("/Parent")
        if node is None:
            return


def _inherited(chain: tuple[Node, ...], key: str) -> str:
    """Return a text or the bare word of a name from a field or from what it hangs under."""
    value = next((node[key] for node in chain if key in node), "")
    return str(value)[1:] if isinstance(value, Name) else str(value)
