"""A text taken out of its HTML, changed, and put back: tags stand aside, code is not seen.

What a change gets to see is a run: the text of one paragraph, item or cell on end, each tag in it
a `TAG` of no width, each line break a `BREAK`, and each piece that is no prose (code, a picture,
an address) a `THING`. It keeps those and may put `WHOLE` and `END` around what is not to be broken.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from html import escape, unescape

BREAK, TAG, THING, WHOLE, END = "\x0b\x0e\x0f\x10\x11"
NO_BREAK = "\N{NO-BREAK SPACE}"

_ASIDE = re.compile(f"[{BREAK}{TAG}{THING}]")
_TAKEN = re.compile(f"[{BREAK}{TAG}{THING}{WHOLE}{END}]")
_TOKEN = re.compile(r"(<(code|kbd|pre|samp|var)\b.*?</\2>|<[^>]*>)", re.DOTALL)
_NAME = re.compile(r"</?([a-z][a-z0-9]*)")
_ADDRESS = re.compile(r"(?:\w+://|www\.)[^\s\"'<>]+")
_BLOCKS = (
    "blockquote caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody"
    " td tfoot th thead tr ul"
)
_EDGES = frozenset(_BLOCKS.split())
"""Elements that no sentence goes across."""
_CELLS = frozenset({"td", "th"})
_FOOTNOTE = '<span class="footnote">'
_AFTER_TAGS = re.compile(f"{NO_BREAK}([{TAG}{WHOLE}{END}]+)")
_UNBROKEN = {WHOLE: '<span class="whole">', END: "</span>"}


class Room(Enum):
    """How much room a run has, as far as it matters for where its lines may end."""

    LINE = auto()
    """A full measure."""
    TITLE = auto()
    """A line of large type."""
    COLUMN = auto()
    """The column of an item, a label beside others."""
    CELL = auto()
    """A cell of a table, the margin of a list: any word may be the widest."""


Change = Callable[[str, Room], str]


def change_html(html: str, room: Room, change: Change) -> str:
    """Return HTML of our own writing with each run of its text changed.

    `room` is that of what does not stand in a cell. HTML with the signs of this module in it is
    returned as it is.
    """
    if _TAKEN.search(html):
        return html
    sheet = _Sheet(room, change)
    for number, piece in enumerate(_TOKEN.split(html)):
        if piece and number % 3 == 0:
            sheet.write(piece)
        elif number % 3 == 1:
            sheet.tag(piece)
    return sheet.closed()


@dataclass(slots=True)
class _Frame:
    """A text that is being read; a footnote opens another inside it."""

    done: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)

    def keep(self, sign: str, html: str) -> None:
        """Put a piece of HTML aside, with a sign in its place."""
        self.run.append(sign)
        self.aside.append(html)


class _Sheet:
    """Reads HTML tag by tag, and changes each run when it ends."""

    def __init__(self, room: Room, change: Change) -> None:
        self.room = room
        self.change = change
        self.cells = 0
        self.frames = [_Frame()]
        self.notes: list[bool] = []
        """Of each open span whether it is a footnote."""

    def write(self, html: str) -> None:
        """Take text in."""
        text = unescape(html) if "&" in html else html
        frame, start = self.frames[-1], 0
        for found in _ADDRESS.finditer(text):
            frame.run.append(text[start : found.start()])
            frame.keep(THING, escape(found[0], quote=False))
            start = found.end()
        frame.run.append(text[start:])

    def tag(self, html: str) -> None:
        """Take a tag in, or a whole element of code."""
        named = _NAME.match(html)
        name = named[1] if named else ""
        frame = self.frames[-1]
        if name in _EDGES:
            self._end_run()
            frame.done.append(html)
            self.cells += (1 if html[1] != "/" else -1) if name in _CELLS else 0
        elif name == "span" and self._opens_or_closes_note(html):
            pass
        elif name == "br":
            frame.keep(BREAK, html)
        else:
            is_thing = name == "img" or html.count("<") > 1
            frame.keep(THING if is_thing else TAG, html)

    def _opens_or_closes_note(self, html: str) -> bool:
        """Go into a footnote or out of it; tell whether the span is one."""
        if not html.startswith("</"):
            self.notes.append(html == _FOOTNOTE)
            if self.notes[-1]:
                self.frames.append(_Frame())
            return self.notes[-1]
        if not self.notes or not self.notes.pop():
            return False
        inside = self._taken_off()
        self.frames[-1].keep(TAG, f"{_FOOTNOTE}{inside}{html}")
        return True

    def _taken_off(self) -> str:
        self._end_run()
        return "".join(self.frames.pop().done)

    def _end_run(self) -> None:
        frame = self.frames[-1]
        if frame.run:
            room = Room.CELL if self.cells > 0 else self.room
            text = self.change("".join(frame.run), room)
            frame.done.append(_html(text, frame.aside))
        frame.run, frame.aside = [], []

    def closed(self) -> str:
        """Return the changed HTML."""
        while len(self.frames) > 1:
            inside = self._taken_off()
            self.frames[-1].keep(TAG, f"{_FOOTNOTE}{inside}")
        return self._taken_off()


def _html(text: str, aside: list[str]) -> str:
    """Return a run as HTML again, with what was put aside in its place.

    No element ends in a no-break space: the engine takes one at the end of a text for room that a
    line may run over by, finds that it overflows all the same, and breaks after the first word.
    """
    html = escape(_AFTER_TAGS.sub(rf"\1{NO_BREAK}", text), quote=False)
    for sign, tag in _UNBROKEN.items():
        html = html.replace(sign, tag)
    kept = iter(aside)
    return _ASIDE.sub(lambda _: next(kept), html)
