"""The pages of a kept edition as canonical JSON, and what became of them in another one.

A collation is the list of a book's leaves by which a bound copy is known to be whole.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from handbook.editions.packet import Page
from handbook.editions.record import digest

FORMAT = 1
"""Number of the schema: pages of another one are not read."""
MOST_BYTES = 16_000_000
_SUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Collation:
    """The pages of an edition, as they are bound."""

    edition: str
    engine: Mapping[str, str]
    """Versions of what laid them out."""
    variants: Mapping[str, tuple[Page, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Pages by variant; that without a name is the general one."""


class CollationFault(ValueError):  # noqa: N818  # a fault of a file, caught at once
    """Pages that cannot be used, and what is wrong with them."""


def write_collation(collation: Collation) -> bytes:
    """Return pages as canonical JSON: keys in order, one page a line, a sum over all."""
    head = {"edition": collation.edition, "engine": dict(collation.engine), "format": FORMAT}
    rows = (
        f"{_line(name)}:[\n" + ",\n".join(_line(_row(page)) for page in pages) + "\n]"
        for name, pages in sorted(collation.variants.items())
    )
    pieces = [f'"head":{_line(head)}', '"variants":{' + ",\n".join(rows) + "}"]
    return ("{" + ",\n".join([*pieces, f'"sha256":"{digest(*pieces)}"']) + "}\n").encode()


def _line(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _row(page: Page) -> dict[str, object]:
    row = {"label": page.label, "since": page.since, "unit": page.unit}
    return {**row, "blank": True} if page.blank else {**row, "content": page.content}


def read_collation(data: bytes) -> Collation:
    """Return the pages that were written; raise `CollationFault` for anything else."""
    try:
        if len(data) > MOST_BYTES:
            raise ValueError
        value = json.loads(data.decode("utf-8"))
        head = value["head"]
        if head["format"] != FORMAT:
            raise CollationFault(f"they are of format {head['format']}, and this is {FORMAT}")
        variants = {str(name): tuple(map(_page, rows)) for name, rows in value["variants"].items()}
        collation = Collation(_text(head["edition"]), head["engine"], variants)
        same = write_collation(collation) == data
    except CollationFault:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise CollationFault("it does not hold the pages of an edition") from error
    if not same or not all(map(_is_sound, variants.values())):
        raise CollationFault("it is not as it was written")
    return collation


def _page(row: Mapping[str, Any]) -> Page:
    unit, label, since = (_text(row[key]) for key in ("unit", "label", "since"))
    if row.get("blank"):
        return Page(unit, label, "", blank=True, since=since)
    if not _SUM.fullmatch(row["content"]):
        raise ValueError
    return Page(unit, label, row["content"], since=since)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _is_sound(pages: tuple[Page, ...]) -> bool:
    """Tell whether pages have labels of their own, and make leaves."""
    return len({page.label for page in pages}) == len(pages) and len(pages) % 2 == 0


def moved(old: Iterable[Page], new: Iterable[Page]) -> Iterator[str]:
    """Yield in words what became of pages, by label: those of the new book in order, then the gone.

    A page whose text, break and label are as they were is not named.
    """
    before, after = ({page.label: page for page in pages} for pages in (old, new))
    left = [page for label, page in before.items() if after.get(label) != page]
    places = {page.content: page.label for page in reversed(left) if not page.blank}
    for label, page in after.items():
        if before.get(label) == page:
            continue
        if page.content in places:
            yield f"{label}: stood on {places[page.content]}"
        else:
            yield f"{label}: {'changed' if label in before else 'new'}"
    yield from (f"{label}: gone" for label in before if label not in after)
