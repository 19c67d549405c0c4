"""One row for each item, as CSV that is safe in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from handbook.exports.record import BookData, ListData, StageData, TaskData

COLUMNS = (
    "list", "kind", "list title", "group", "phase", "owner", "trigger", "mode", "stage",
    "stage title", "item", "text", "critical", "who", "when", "evidence", "standard", "type",
    "reference", "due", "every", "closes", "revised",
)  # fmt: skip

_YES = ("no", "yes")
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def rows(book: BookData) -> Iterator[Mapping[str, str]]:
    """Yield a row for each item, with what is said of its stage and of its list."""
    for one in book.lists:
        for stage in one.stages:
            for task in stage.items:
                yield dict(zip(COLUMNS, _cells(one, stage, task), strict=True))


def _cells(one: ListData, stage: StageData, task: TaskData) -> tuple[str, ...]:
    return (
        *(one.id, one.kind, one.title, one.group, one.phase, one.owner, one.trigger),
        *(stage.mode, stage.letter, stage.title),
        *(task.id, task.text, _YES[task.critical]),
        *(task.who, task.when, task.evidence, task.standard, task.type, task.reference),
        *(task.due, task.every, _YES[task.closes], one.revised),
    )


def as_csv(book: BookData) -> str:
    """Return the items as CSV, a row each."""
    return write_csv(COLUMNS, rows(book))


def write_csv(columns: Sequence[str], some: Iterable[Mapping[str, str]]) -> str:
    """Return rows as CSV (RFC 4180, lines ended by a line feed), safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: inert(value) for key, value in row.items()} for row in some)
    return out.getvalue()


def inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before it.

    As OWASP advises for CSV injection: texts that begin with = + - @, also in the wide forms of
    East Asia, a tab or the end of a line. A text that has the apostrophe already gets another,
    so that to take one off gives back what was written.
    """
    return f"'{text}" if _FORMULA.match(text) else text
