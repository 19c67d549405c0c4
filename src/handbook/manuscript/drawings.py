"""SVG bytes to their size and to what they would load, by a parser that loads nothing."""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes
from xml.parsers import expat

DEEPEST = 100
"""Elements inside each other; the engine draws them by recursion."""
MOST_DRAWN = 500_000
"""Elements drawn, each as often as it is used: a few lines of `use` can unfold to billions."""

SVG = "http://www.w3.org/2000/svg"
_LOADING_ELEMENTS = frozenset(
    {"script", "iframe", "object", "embed", "audio", "video", "link", "handler", "listener"}
)
_CSS_LOAD = re.compile(
    r"@import|(?:url|src|image|image-set)\((?!\s*['\"]?\s*(?:#|data:))[^)]*\)?", re.IGNORECASE
)
_USE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)")
_CSS_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp)((?:;[\w=-]+)*),(.*)", re.DOTALL | re.I)
_LENGTH = re.compile(r"\s*([0-9]{1,7}(?:\.[0-9]+)?)\s*(?:px)?\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was found in an SVG."""

    width: float = 0
    """User units; 0 when the file does not say."""
    height: float = 0
    fault: str = ""
    """Why it cannot be read, after its name."""
    loads: tuple[str, ...] = ()
    """What it would run or fetch, each after its name."""
    bitmaps: tuple[bytes, ...] = ()
    """Pictures that it carries within itself."""


class _UnreadableError(Exception):
    """Stops the parser where reading on is pointless."""


@dataclass(slots=True)
class _Drawn:
    """How much an element draws: elements inside it, and what they use how often."""

    elements: int = 0
    uses: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Reading:
    """What is known so far, while the parser goes through the file."""

    root: Mapping[str, str] = field(default_factory=dict)
    style: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    bitmaps: list[bytes] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    drawn: list[_Drawn] = field(default_factory=lambda: [_Drawn()])
    """What each open element draws, below the whole drawing."""
    named: dict[str, _Drawn] = field(default_factory=dict)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if not self.open:
            if name != f"{SVG} svg":
                raise _UnreadableError("is not an SVG")
            self.root = attributes
        self.open.append(name.rpartition(" ")[2])
        if len(self.open) > DEEPEST:
            raise _UnreadableError(f"has more than {DEEPEST} elements inside each other")
        if self.open[-1].lower() in _LOADING_ELEMENTS:
            self.loads.append(f"has an element <{self.open[-1]}>")
        self.drawn.append(_Drawn(1))
        if "id" in attributes:
            self.named[attributes["id"]] = self.drawn[-1]
        for key, value in attributes.items():
            self.attribute(key.rpartition(" ")[2], value)

    def end(self, name: str) -> None:
        self.open.pop()
        inner = self.drawn.pop()
        self.drawn[-1].elements += inner.elements
        self.drawn[-1].uses.update(inner.uses)

    def text(self, text: str) -> None:
        if self.open and self.open[-1].lower() == "style":
            self.style.append(text)

    def attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            self.loads.append(f'has a script in "{name}"')
        elif name in ("href", "src"):
            self.address(value.strip())
        elif name == "base":
            self.loads.append("has a base address of its own")
        else:
            self.css(value)

    def address(self, address: str) -> None:
        carried = _DATA.fullmatch(address)
        if carried:
            self.bitmaps.append(_carried_bytes(carried))
        elif address.startswith("#"):
            self.drawn[-1].uses[address[1:]] += 1
        elif self.open[-1] != "a" and address:
            self.loads.append(f'loads "{_shortened(address)}"')

    def css(self, css: str) -> None:
        if not any(char in css for char in "(@\\"):
            return
        self.drawn[-1].uses.update(_USE.findall(css))
        plain = _CSS_ESCAPE.sub(_unescaped, css)
        self.loads.extend(f'loads by "{_shortened(one)}"' for one in _CSS_LOAD.findall(plain))

    def entity(self, name: str, *_: object) -> None:
        raise _UnreadableError(f'declares an entity, "{name}"')

    def instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            self.loads.append("loads a style sheet")


def _carried_bytes(carried: re.Match[str]) -> bytes:
    if "base64" not in carried[1].lower():
        return unquote_to_bytes(carried[2])
    try:
        return base64.b64decode(unquote_to_bytes(carried[2]))
    except binascii.Error:
        return b""


def _unescaped(escape: re.Match[str]) -> str:
    code = int(escape[1], 16) if escape[1] else 0
    return chr(code) if 0 < code < 0x110000 else escape[2] or ""


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def inspect_svg(data: bytes) -> Drawing:
    """Return the size of an SVG and what it would load; never follows anything."""
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.EntityDeclHandler = reading.entity
    parser.ProcessingInstructionHandler = reading.instruction
    try:
        parser.Parse(data, True)
    except _UnreadableError as reason:
        return Drawing(fault=str(reason))
    except (expat.ExpatError, LookupError, ValueError) as error:
        line = getattr(error, "lineno", 0)
        return Drawing(fault=f"is not well-formed XML, at its line {line}")
    reading.css("".join(reading.style))
    if _drawn_in_all(reading.drawn[0], reading.named, {}) > MOST_DRAWN:
        return Drawing(fault="draws far too much, or uses itself")
    width, height = _size(reading.root)
    loads = tuple(dict.fromkeys(reading.loads))
    return Drawing(width, height, loads=loads, bitmaps=tuple(reading.bitmaps))


def _drawn_in_all(
    one: _Drawn, named: Mapping[str, _Drawn], known: dict[str, int], depth: int = 0
) -> int:
    """Return how many elements are drawn; what uses itself draws too many."""
    if depth > DEEPEST:
        return MOST_DRAWN + 1
    total = one.elements
    for name, times in sorted(one.uses.items()):
        if name in named and name not in known:
            known[name] = MOST_DRAWN + 1  # until it is known, so that a circle counts as too many
            known[name] = _drawn_in_all(named[name], named, known, depth + 1)
        total += times * known.get(name, 0)
    return total


def _size(root: Mapping[str, str]) -> tuple[float, float]:
    """Return width and height from the attributes, or else from the view box."""
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    for sides in ((root.get("width", ""), root.get("height", "")), tuple(box[2:4])):
        lengths = [float(found[1]) for side in sides if (found := _LENGTH.fullmatch(side))]
        if len(lengths) == 2:
            return lengths[0], lengths[1]
    return 0, 0
