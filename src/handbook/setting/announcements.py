"""Announce changes to those who hear the book and do not see its bars.

A structure element with the words goes before what changed, or behind what is followed by a gap.
Its content is an empty sequence, so the page shows and extracts what it did without it. There
must be one: an element without content is on no page, and readers that build the tree of a page
from its parent tree never meet it (ISO 32000-1, 14.7.4.4).
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from pikepdf import Array, Dictionary, Name, Pdf, String

from handbook.setting.objects import Node, is_element

SAID: Mapping[str, str] = MappingProxyType({"data-before": "/XXBefore", "data-behind": "/XXBehind"})
"""Attributes with words that only a listener gets, before an element and behind it; and the keys
that carry them in its tags until these are mended."""
ELEMENT = "/XXElement"
"""The same for the number of the element, of which each page has a tag."""
BEFORE, BEHIND = SAID.values()
ANNOUNCED = "/XXAnnounced"
"""Key of the root of the structure tree, until it is linked: the elements that announce."""
TEXTS = frozenset(
    (
        "/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/Caption",
        "/Span", "/Link", "/Lbl", "/Reference", "/Note",
    )
)  # fmt: skip
"""Elements that hold nothing but text."""
_HOLDERS = TEXTS | {"/LBody", "/TD", "/TH"}
_WHOLES = frozenset(("/Table", "/Figure", "/Form"))
"""Elements that take no words themselves: these stand beside them."""
_BLOCKS = TEXTS - {"/Span", "/Link", "/Reference"} | _WHOLES | {
    "/Div", "/Sect", "/Part", "/Art", "/BlockQuote", "/L", "/LI", "/LBody", "/NonStruct",
    "/TBody", "/THead", "/TFoot", "/TR", "/TD", "/TH",
}  # fmt: skip

Place = tuple[Node, int]
"""What holds an element, and which of its kids that is."""


def changed(every: Iterable[Node]) -> list[Node]:
    """Return those elements of a tree that announce something, each page's part of them once.

    What stands in something that is announced is not announced again.
    """
    return [one for one in every if ELEMENT in one and not _is_told(one)]


def _is_told(element: Node) -> bool:
    around = element.P
    while around.get("/Type") == Name.StructElem:
        if ELEMENT in around and (
            around[ELEMENT] == element[ELEMENT] or (BEFORE in around and BEHIND not in element)
        ):
            return True
        around = around.P
    return False


def announce(pdf: Pdf, some: Iterable[Node]) -> None:
    """Announce the changes of elements, in the order of reading; the fragment's words are used."""
    parts: dict[int, list[Node]] = {}
    for element in some:
        parts.setdefault(int(element[ELEMENT]), []).append(element)
    said = [one for pages in parts.values() for one in _announced(pdf, pages)]
    if said:
        pdf.Root.StructTreeRoot[ANNOUNCED] = Array(said)


def forget(every: Iterable[Node]) -> None:
    """Take out of the tags what they carried to be announced."""
    for element in every:
        for key in (ELEMENT, BEFORE, BEHIND):
            if key in element:
                del element[key]


def hush(root: Node) -> None:
    """Let the elements that announce something say nothing."""
    for element in root.get(ANNOUNCED, ()):
        del element["/ActualText"], element["/Alt"]


def _announced(pdf: Pdf, pages: list[Node]) -> Iterator[Node]:
    """Yield what announces the change of an element that has a tag on each of its pages."""
    for element, key in ((pages[0], BEFORE), (pages[-1], BEHIND)):
        if key in element:
            behind = key == BEHIND
            yield _insert(pdf, _place(element, behind), element.Pg, str(element[key]))


def _place(element: Node, behind: bool) -> Place:
    """Return where in the tree words go that belong before an element, or behind it."""
    while True:
        kind = str(element.S)
        if kind in _WHOLES:
            return element.P, _index(element) + behind
        kids = [kid for kid in element.get("/K", ()) if not is_element(kid) or Name.Lbl != kid.S]
        if kind == "/TR":
            kids = [kid for kid in kids if Name.TD == kid.S and _has_text(kid)] or kids
        kid = kids[-behind] if kids else None
        if kid is None or kind in TEXTS or not is_element(kid) or str(kid.S) not in _BLOCKS:
            return element, len(element.K) if behind else 0
        if not _goes_in(kind, kid):
            return element, _index(kid) + behind
        element = kid


def _goes_in(kind: str, kid: Node) -> bool:
    """Tell whether words for an element of a kind go into its first or last kid."""
    return kind not in ("/Div", "/Sect", "/Part", "/Art", "/BlockQuote") or Name.L == kid.S


def _has_text(element: Node) -> bool:
    kids = element.get("/K", ())
    return any(isinstance(kid, int) or (is_element(kid) and _has_text(kid)) for kid in kids)


def _index(element: Node) -> int:
    kids = enumerate(element.P.K)
    return next(n for n, kid in kids if is_element(kid) and kid.objgen == element.objgen)


def _insert(pdf: Pdf, place: Place, page: Node, words: str) -> Node:
    """Put an element with words for a listener into the tree, and an empty sequence on its page."""
    holder, index = place
    marks = pdf.Root.StructTreeRoot.ParentTree.Nums[2 * int(page.StructParents) + 1]
    number = len(marks)
    element = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem, S=Name.Span if _is_text(holder) else Name.P, P=holder, Pg=page,
            K=[number], ActualText=String(f"{words} "), Alt=String(words),
        )
    )  # fmt: skip
    if _tongue(holder) not in ("", str(pdf.Root.Lang)):
        element.Lang = pdf.Root.Lang
    marks.append(element)
    holder.K.insert(index, element)
    empty = b"\n/Span <</MCID %d>> BDC EMC\n" % number
    page.Contents = pdf.make_stream(page.Contents.read_bytes() + empty)
    return element


def _is_text(holder: Node) -> bool:
    while Name.NonStruct == holder.S:
        holder = holder.P
    return str(holder.S) in _HOLDERS


def _tongue(element: Node) -> str:
    while element.get("/Type") == Name.StructElem:
        if "/Lang" in element:
            return str(element.Lang)
        element = element.P
    return ""
