"""Checklists as plain texts: what every format says of them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from handbook.book.model import Block, Book, Checklist, Item, Stage
from handbook.book.references import in_words

BOXES = ("note", "caution", "warning", "example", "law")
"""Kinds of matter that are told from plain text."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to be read: a paragraph, or a box with its title."""

    kind: str
    """`note`, `caution`, `warning`, `example`, `law` or `text`."""
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TaskData:
    """An item."""

    id: str
    text: str
    critical: bool = False
    who: str = ""
    when: str = ""
    evidence: str = ""
    standard: str = ""
    type: str = ""
    """In a qualification: `knowledge`, `performance` or `record`."""
    reference: str = ""
    due: str = ""
    every: str = ""
    closes: bool = False
    """Whether it closes the list."""
    level: int = 1
    """2 for an item below another, 3 below that."""


@dataclass(frozen=True, slots=True)
class StageData:
    """A stage."""

    letter: str
    title: str
    mode: str
    warnings: tuple[Matter, ...]
    items: tuple[TaskData, ...]
    pause: str


@dataclass(frozen=True, slots=True)
class ListData:
    """A checklist."""

    id: str
    kind: str
    title: str
    group: str = ""
    phase: str = ""
    owner: str = ""
    trigger: str = ""
    read_first: str = ""
    sign_off: tuple[str, ...] = ()
    prerequisites: tuple[str, ...] = ()
    valid: str = ""
    carry: str = ""
    """`card`, `emergency` or empty: whether it is printed as a card too."""
    revised: str = ""
    """A day, as `2026-11-22`, or empty."""
    introduction: tuple[Matter, ...] = ()
    stages: tuple[StageData, ...] = ()


@dataclass(frozen=True, slots=True)
class BookData:
    """What the lists belong to, and the lists."""

    slug: str
    title: str
    language: str
    handling: str
    edition: str
    date: dt.date | None
    lists: tuple[ListData, ...]


def record(book: Book, wanted: Collection[str] = ()) -> BookData:
    """Return the checklists of a resolved book; with `wanted`, those of these ids alone."""
    settings = book.settings
    return BookData(
        slug=settings.slug,
        title=settings.title,
        language=settings.language,
        handling=settings.handling,
        edition=settings.edition.id,
        date=settings.edition.date,
        lists=tuple(list_data(one) for one in book.checklists if not wanted or one.id in wanted),
    )


def list_data(checklist: Checklist) -> ListData:
    """Return a checklist as plain texts."""
    return ListData(
        id=checklist.id,
        kind=checklist.kind,
        title=in_words(checklist.title),
        group=checklist.group,
        phase=checklist.phase,
        owner=checklist.owner,
        trigger=checklist.trigger,
        read_first=in_words(checklist.read_first),
        sign_off=checklist.sign_off,
        prerequisites=checklist.prerequisites,
        valid=checklist.valid,
        carry=checklist.carry,
        revised=checklist.revised.isoformat() if checklist.revised else "",
        introduction=_matter(checklist.blocks),
        stages=tuple(_stage(stage) for stage in checklist.stages),
    )


def _stage(stage: Stage) -> StageData:
    return StageData(
        letter=stage.letter,
        title=in_words(stage.title),
        mode=stage.mode,
        warnings=_matter(stage.warnings),
        items=tuple(_task(item) for item in stage.items),
        pause=in_words(stage.pause),
    )


def _task(item: Item) -> TaskData:
    return TaskData(
        id=item.id,
        text=in_words(item.text),
        critical=item.critical,
        who=item.who,
        when=item.when,
        evidence=item.evidence,
        standard=in_words(item.standard),
        type=item.kind,
        reference=in_words(item.reference),
        due=item.due,
        every=item.every,
        closes=item.closes,
        level=item.level,
    )


def _matter(blocks: tuple[Block, ...]) -> tuple[Matter, ...]:
    """Return what there is to read; a rule or a picture without words says nothing."""
    made = (
        Matter(
            block.kind if block.kind in BOXES else "text",
            in_words(block.title),
            in_words(block.body),
        )
        for block in blocks
    )
    return tuple(one for one in made if one.text)
