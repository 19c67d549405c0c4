"""Mend the tags of a fragment: what the engine leaves wrong for a reader that listens.

The faults are those of WeasyPrint 70 against PDF/UA-1 (ISO 14289-1, by the Matterhorn
protocol): list items without bodies, table heads without scope, pictures with boxes in pixels,
running heads among the text, links that announce an address, notes apart from their calls.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from types import MappingProxyType

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from handbook.setting import widgets
from handbook.setting.announcements import announce, changed, forget
from handbook.setting.notes import join_notes
from handbook.setting.objects import Node, elements, in_points, is_element
from handbook.setting.tables import name_heads, scope_head

SCHEME = "handbook:"
"""Scheme of links to anywhere in the book; the rest of the address is an anchor."""

_MARK = re.compile(rb"/(\w+)\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
_ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"


def mend(data: bytes, links: Mapping[str, str] = MappingProxyType({}), name: str = "") -> bytes:
    """Return the PDF of a fragment with its tags mended, and without fonts or names.

    `links` says what the link to an address reads; `name` begins the ids of tags, which are of
    the whole book. A PDF without tags only loses its fonts.
    """
    with Pdf.open(BytesIO(data)) as pdf:
        _drop_fonts(pdf)
        for key in ("/Names", "/Metadata", "/Outlines"):
            if key in pdf.Root:
                del pdf.Root[key]
        if "/StructTreeRoot" in pdf.Root:
            _mend_tree(pdf, links, name)
        looks: widgets.Looks = {}
        for page in pdf.pages:
            _mend_links(pdf, page, links, looks)
        out = BytesIO()
        pdf.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _drop_fonts(pdf: Pdf) -> None:
    """Empty the one font dictionary that all pages share: the linker fills it again."""
    for page in pdf.pages:
        fonts = page.obj.Resources.get("/Font", Dictionary())
        for tag in list(fonts.keys()):
            del fonts[tag]


def _mend_tree(pdf: Pdf, links: Mapping[str, str], name: str) -> None:
    root = pdf.Root.StructTreeRoot
    _keep_languages(root.K[0], str(pdf.Root.Lang))
    kinds: dict[str, list[Node]] = {}
    every = tuple(elements(root.K[0]))
    news = changed(every)
    for element in every:
        kind = str(element.S)
        kinds.setdefault(kind, []).append(element)
        if kind != "/Link":
            _raise_annotations(root, element)
        if kind in _MENDERS:
            _MENDERS[kind](pdf, element)
    ids = dict(join_notes(pdf, kinds.get("/Reference", ()), kinds.get("/Note", ()), links))
    for number, table in enumerate(kinds.get("/Table", ()), 1):
        ids.update(name_heads(table, f"{name}:{number}"))
    if news:
        announce(pdf, news)
        forget(every)
    _tidy(root.K[0])
    root.IDTree = Dictionary(Names=Array([one for pair in ids.items() for one in pair]))
    owners = dict(_owned(root.K[0]))
    parents = root.ParentTree.Nums
    numbers = {int(page.obj.StructParents): page for page in pdf.pages}
    for index in range(0, len(parents), 2):
        page = numbers.get(int(parents[index]))
        if page is not None:
            _settle(pdf, page, parents[index + 1], owners)


def _keep_languages(element: Node, around: str) -> None:
    """Keep a language where another one is spoken around it."""
    if "/Lang" in element and str(element.Lang) == around:
        del element["/Lang"]
    own = str(element.get("/Lang", around))
    if own != around and Name.NonStruct == element.S:
        element.S = Name.Span
    for kid in element.get("/K", ()):
        if is_element(kid):
            _keep_languages(kid, own)


def _raise_annotations(root: Node, element: Node) -> None:
    """Hand the annotations that the engine gives to what stands inside a link to the link."""
    raised = [kid for kid in element.get("/K", ()) if _is_link_reference(kid)]
    link = element
    while raised and Name.Link != link.S:
        link = link.get("/P")
        if link is None or link.get("/Type") != Name.StructElem:
            return
    for reference in raised:
        link.K.append(reference)
        _set_parent(root, int(reference.Obj.StructParent), link)
    if raised:
        element.K = Array([kid for kid in element.K if not _is_link_reference(kid)])


def _is_link_reference(kid: Node) -> bool:
    return not isinstance(kid, int) and "/Obj" in kid and bool(kid.Obj.get("/Subtype") == Name.Link)


def _set_parent(root: Node, key: int, element: Node) -> None:
    # The engine numbers pages and annotations from 0 without a gap, so a key is a place.
    root.ParentTree.Nums[2 * key + 1] = element


def _wrap_list_body(pdf: Pdf, item: Node) -> None:
    """Give a list item the one body that it must have beside its label."""
    labels = [kid for kid in item.K if is_element(kid) and Name.Lbl == kid.S]
    rest = [kid for kid in item.K if not (is_element(kid) and Name.Lbl == kid.S)]
    if all(is_element(kid) and Name.LBody == kid.S for kid in rest):
        return
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, K=Array(rest)))
    if "/Pg" in item:
        body.Pg = item.Pg
    for kid in rest:
        if is_element(kid):
            kid.P = body
    item.K = Array([*labels, body])


def _place_figure(_: Pdf, figure: Node) -> None:
    """Put the box of a picture into points from the foot of the page."""
    figure.A.BBox = in_points(figure.A.BBox, figure.Pg)


def _head(_: Pdf, cell: Node) -> None:
    scope_head(cell)


_MENDERS: Mapping[str, Callable[[Pdf, Node], None]] = MappingProxyType(
    {"/LI": _wrap_list_body, "/TH": _head, "/Figure": _place_figure}
)

_KEEP_EMPTY = ("/TD", "/TH", "/Document")


_HOLDS_TEXT = frozenset(
    [
        "/P",
        "/H1",
        "/H2",
        "/H3",
        "/H4",
        "/H5",
        "/H6",
        "/Span",
        "/Link",
        "/Lbl",
        "/LBody",
        "/TD",
        "/TH",
        "/Caption",
        "/Note",
        "/Reference",
    ]
)
_BARE = frozenset(("/Type", "/S", "/P", "/Pg", "/K", "/NS"))
"""Keys of an element that says nothing but what it holds."""


def _tidy(element: Node) -> bool:
    """Remove what holds nothing, and pictures that say nothing; tell whether this is to be kept.

    What bare spans hold is put in their place: the engine gives every line one.
    """
    held = tuple(element.get("/K", ()))
    kids: list[Node] = []
    for kid in held:
        if not is_element(kid):
            kids.append(kid)
        elif _tidy(kid):
            kids.extend(_unfolded(element, kid))
    if len(kids) != len(held) or any(
        one is not other for one, other in zip(kids, held, strict=True)
    ):
        element.K = Array(kids)
    if Name.Figure == element.S and "/Alt" not in element:
        return False
    return bool(kids) or str(element.S) in _KEEP_EMPTY


def _unfolded(element: Node, kid: Node) -> Iterator[Node]:
    """Yield an element for what holds it, or what a bare span holds."""
    if not (_is_bare(kid) and _takes_text(element, kid)):
        yield kid
        return
    for one in kid.K:
        if is_element(one):
            one.P = element
        yield one


def _is_bare(element: Node) -> bool:
    return bool(Name.Span == element.S) and element.keys() <= _BARE


def _takes_text(element: Node, span: Node) -> bool:
    """Tell whether an element may hold the text of a span itself, which is on one page."""
    if str(element.S) not in _HOLDS_TEXT:
        return False
    page = element.get("/Pg")
    if page is None:
        element.Pg = span.Pg
    return page is None or bool(page.objgen == span.Pg.objgen)


Mark = tuple[tuple[int, int], int]
"""Page and number of a piece of marked content."""


def _owned(top: Node) -> Iterator[tuple[Mark, Node]]:
    """Yield every piece of content below an element, with the element that holds it."""
    for holder in elements(top):
        for kid in holder.get("/K", Array()):
            if isinstance(kid, int):
                yield (holder.Pg.objgen, kid), holder


def _settle(pdf: Pdf, page: pikepdf.Page, parents: Node, owners: Mapping[Mark, Node]) -> None:
    """Say of all content of a page who holds it.

    What no tag reaches becomes an artifact: running heads, folios, decoration.
    """
    number = page.obj.objgen
    found = [owners.get((number, mark)) for mark in range(len(parents))]
    for mark, owner in enumerate(found):
        parents[mark] = owner
    orphans = {mark for mark, owner in enumerate(found) if owner is None}
    if not orphans:
        return

    def remark(match: re.Match[bytes]) -> bytes:
        return _ARTIFACT if int(match[2]) in orphans else match[0]

    content = page.obj.Contents.read_bytes()
    page.obj.Contents = pdf.make_stream(_MARK.sub(remark, content))


def _mend_links(
    pdf: Pdf, page: pikepdf.Page, links: Mapping[str, str], looks: widgets.Looks
) -> None:
    for annotation in page.obj.get("/Annots", Array()):
        if annotation.get("/Subtype") != Name.Link:
            continue
        annotation.F = 4
        address = str(annotation.A.URI) if "/A" in annotation else "#" + str(annotation.Dest)
        if address.startswith(widgets.SCHEME):
            _mend_field(pdf, annotation)
            widgets.make_widget(pdf, looks, annotation, address, links.get(address, ""))
            continue
        words = links.get(address, "")
        annotation.Contents = String(words if any(map(str.isalpha, words)) else address)
        if address.startswith(SCHEME):
            del annotation["/A"]
            annotation.Dest = String(address.removeprefix(SCHEME))


def _mend_field(pdf: Pdf, annotation: Node) -> None:
    """Make a form element of the link element that the engine gave a field."""
    if "/StructParent" in annotation:
        place = 2 * int(annotation.StructParent) + 1
        pdf.Root.StructTreeRoot.ParentTree.Nums[place].S = Name.Form
