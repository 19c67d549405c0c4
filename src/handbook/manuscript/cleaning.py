"""Raw HTML made harmless by an allow-list, and a report of what was cut."""

import html
import re
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3


def names(text: str) -> frozenset[str]:
    """Return the words of a text as a set of names."""
    return frozenset(text.split())


SCHEMES = frozenset({"http", "https", "mailto"})
"""What a link out of the book may begin with."""

ALLOWED = names(
    "a abbr b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn"
    " div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt"
    " ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead"
    " tr tt u ul var wbr"
)
"""Elements that reach the tree; what the tree makes of them is `richtext`'s."""

CUT_WHOLE = names(
    "applet audio canvas datalist frameset iframe math noembed noframes object plaintext script"
    " select style svg template textarea title video xmp"
)
"""Elements that go with all that is in them."""

CUT = CUT_WHOLE | names("base button embed form frame input link meta param")
"""Elements whose loss is reported; of those outside `CUT_WHOLE` the text stays."""

_SILENT = names(
    "address area article aside body data dir fieldset font footer head header hgroup html label"
    " legend main map marquee menu nav nobr noscript optgroup option output picture source time"
    " track"
)
"""Elements that are undone without a word: their text stays, and that is all they said."""

_CONTAINERS = names("blockquote div dl figure form ol pre section table ul")
_WRAPPERS = names("blockquote center details div p section")
"""Elements that, inside running text, only break it."""
_KNOWN = ALLOWED | CUT | _SILENT
_HOLLOW = "x-cut"
"""Stands for an element of `CUT_WHOLE` whose tags are met one by one."""

_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang"},
    "a": {"href", "name"},
    "img": {"alt", "src", "title"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*)(?:[^>"']|"[^"]*"|'[^']*')*>""")
_ENTITY = re.compile(r"&#?\w+;")
_SCHEME = re.compile(r"[\s\x00-\x1f]*([a-zA-Z][a-zA-Z0-9+.\s-]*):")
_RISKY = re.compile(r"on[a-z]+|style|srcdoc|formaction|xlink:href")


@dataclass(frozen=True, slots=True)
class Cut:
    """Something in raw HTML that does not reach the book."""

    code: str
    message: str
    line: int
    """Lines after the first one of the raw HTML."""


def scheme(address: str) -> str:
    """Return the scheme of an address in small letters, empty when it has none."""
    found = _SCHEME.match(address)
    return re.sub(r"\s", "", found[1]).lower() if found else ""


def _clean_raw(raw: str) -> str:
    """Return a piece of raw HTML, balanced, with the allowed elements and attributes alone."""
    return nh3.clean(
        raw,
        tags=set(ALLOWED),
        clean_content_tags=set(CUT_WHOLE),
        attributes=_ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def clean(raw: str) -> str:
    """Return raw HTML harmless; a single tag, as it stands in running text, is not balanced.

    A name between angle brackets that no HTML knows, as `<host>`, becomes text.
    """
    if _ENTITY.fullmatch(raw):
        return raw
    tag = _TAG.fullmatch(raw)
    if tag is None:
        return _clean_raw(raw)
    name = tag[2].lower()
    if name not in _KNOWN:
        return html.escape(raw, quote=False)
    if name in CUT_WHOLE:
        return f"<{tag[1]}{_HOLLOW}>"
    if name in _WRAPPERS:
        return " "
    if name not in ALLOWED:
        return ""
    return f"</{name}>" if tag[1] else _clean_raw(raw).removesuffix(f"</{name}>")


def clean_page(page: str) -> str:
    """Return the HTML of a block, our own marks included, through the same allow-list."""
    return nh3.clean(
        page,
        tags=set(ALLOWED),
        clean_content_tags={*CUT_WHOLE, _HOLLOW},
        attributes=_ATTRIBUTES,
        generic_attribute_prefixes={"data-"},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


def cuts(raw: str) -> tuple[Cut, ...]:
    """Return what the allow-list takes out of raw HTML, and what it leaves open over lines."""
    scan = _Scan()
    with suppress(AssertionError):  # html.parser gives up on some declarations
        scan.feed(raw)
        scan.close()
    if "\n" in raw:
        for tag, line in scan.open[:1]:
            message = f"<{tag}> is not closed: what follows it is read as HTML"
            scan.cuts.append(Cut("HB201", message, line))
    return tuple(dict.fromkeys(scan.cuts))


class _Scan(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cuts: list[Cut] = []
        self.open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in CUT:
            self._cut("HB201", f"<{tag}> was left out")
        if tag in _CONTAINERS:
            self.open.append((tag, self.getpos()[0] - 1))
        for name, value in attrs:
            if _RISKY.fullmatch(name):
                self._cut("HB201", f"attribute {name} of <{tag}> was left out")
            elif name == "href" and (kind := scheme(value or "")) and kind not in SCHEMES:
                self._cut("HB204", f"an address with {kind}: was left out")

    def handle_endtag(self, tag: str) -> None:
        while self.open and any(tag == name for name, _ in self.open):
            if self.open.pop()[0] == tag:
                break

    def _cut(self, code: str, message: str) -> None:
        self.cuts.append(Cut(code, message, self.getpos()[0] - 1))
