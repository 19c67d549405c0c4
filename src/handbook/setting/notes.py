"""Join footnotes to their calls: one tag for each, right after the call, and a link to it."""

from collections.abc import Iterable, Iterator, Mapping

from pikepdf import Array, Dictionary, Name, Pdf, String

from handbook.setting.objects import Node, in_points


def join_notes(
    pdf: Pdf, references: Iterable[Node], parts: Iterable[Node], texts: Mapping[str, str]
) -> Iterator[tuple[str, Node]]:
    """Put each note behind its call, and link the call to it; yield ids and notes.

    The engine sets a note at the foot of the page, in two pieces where it runs on to the next
    one. `texts` are those of the notes by `#` and id: what a reader is told of the link.
    """
    calls = {str(element.ID): element for element in references}
    notes: dict[str, Node] = {}
    for element in parts:
        if str(element.ID) in notes:
            _adopt(notes[str(element.ID)], element)
        else:
            notes[str(element.ID)] = element
    for name, call in calls.items():
        _link(pdf, call, name, texts.get(f"#{name}", name))
        if name in notes:
            _take(notes[name])
            parent = call.P
            place = next(n for n, kid in enumerate(parent.K) if _is(kid, call))
            parent.K.insert(place + 1, notes[name])
            notes[name].P = parent
    yield from notes.items()


def _is(kid: Node, element: Node) -> bool:
    return isinstance(kid, Dictionary) and bool(kid.objgen == element.objgen)


def _take(element: Node) -> None:
    """Take an element out of what holds it."""
    parent = element.P
    parent.K = Array([kid for kid in parent.K if not _is(kid, element)])


def _adopt(note: Node, rest: Node) -> None:
    """Give a note what stands of it on the next page."""
    _take(rest)
    for kid in list(rest.K):
        kid.P = note
        note.K.append(kid)


def _link(pdf: Pdf, call: Node, name: str, text: str) -> None:
    """Make the call of a note a link to it."""
    link = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Link, P=call, Pg=call.Pg, K=call.K)
    )
    for kid in list(call.K):
        kid.P = link
    tree: Node = pdf.Root.StructTreeRoot.ParentTree.Nums
    annotation = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=in_points(call.A.BBox, call.Pg), F=4,
            Border=[0, 0, 0], Dest=String(name), Contents=String(text),
            StructParent=len(tree) // 2,
        )
    )  # fmt: skip
    tree.extend([len(tree) // 2, link])
    link.K.append(pdf.make_indirect(Dictionary(Type=Name.OBJR, Obj=annotation, Pg=call.Pg)))
    call.K = Array([link])
    for key in ("/A", "/ID"):
        del call[key]
    if "/Annots" not in call.Pg:
        call.Pg.Annots = Array()
    call.Pg.Annots.append(annotation)
