"""Why something changed, as it is noted beside the text itself."""

from dataclasses import dataclass

from handbook.book.places import Place


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """A reason that stands in a chapter or a list; nothing of it is printed there."""

    text: str
    place: Place
    home: str = ""
    """Id of the part, section or list that it stands in."""
    ids: tuple[str, ...] = ()
    """Ids of what changed; empty for all that is in its home."""
    owner: str = ""
    reference: str = ""
    kind: str = ""
    """`meaning`, `editorial`; empty where it is not said."""
    sure: bool = False
    edition: str = ""
    """Id of the edition that it is for; empty for the one being written."""
