"""Rich text: HTML with typed holes, which are filled in when the whole book is known."""

from dataclasses import dataclass

from handbook.book.places import Place


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a part, section, paragraph, figure, table, checklist or item."""

    target: str
    """Id, or `chapters/05-x.md#anchor` for a file of the manuscript."""
    text: str
    """HTML of the author's own wording, empty when the book is to word it."""
    place: Place


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation of a source, with an optional place inside it."""

    source: str
    locator: str
    place: Place


@dataclass(frozen=True, slots=True)
class Abbr:
    """A use of an abbreviation in running text."""

    short: str
    place: Place


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the manuscript."""

    source: str
    """Path as the author wrote it until the book is read; from then on the path from
    `content/`, which is also its name among the assets of a unit."""
    alt: str
    place: Place


@dataclass(frozen=True, slots=True)
class NoteRef:
    """The call of a footnote; its text stands in the notes of the part."""

    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that the index sends the reader to."""

    entry: str
    place: Place
    sub: str = ""
    """Entry below the entry, when there is one."""


@dataclass(frozen=True, slots=True)
class FactRef:
    """The place where a fact that may change is printed."""

    fact: str
    place: Place


@dataclass(frozen=True, slots=True)
class ValueRef:
    """The place where a value of the variant is printed: `{{ post.capital }}`."""

    name: str
    place: Place
    plain: "Rich" = ()
    """What is printed in a book that keeps no values: the text as it was typed."""


@dataclass(frozen=True, slots=True)
class Only:
    """The beginning of what is meant for some variants; without conditions, the end of it."""

    place: Place
    applies: "Conditions" = ()


Hole = Ref | Cite | Abbr | Image | NoteRef | Mark | FactRef | ValueRef | Only
Rich = tuple[str | Hole, ...]
"""HTML with typed holes: strings are clean HTML, the rest is filled in by `resolve`."""
Conditions = tuple[str, ...]
"""For which variants a thing is meant: all of these hold; without any it is meant for all."""
