"""Changes as a reader is told them: text, JSON, Markdown."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from handbook.book.revision import SAME as CARRIED_AS_IT_IS
from handbook.book.revision import Transfer
from handbook.book.wording import fill_in
from handbook.editions.changes import Change, Changes, FieldChange
from handbook.editions.difference import DELETED, INSERTED, SAME, Run, difference
from handbook.editions.draft import HEADINGS
from handbook.editions.matter import ROWS
from handbook.editions.parting import partings
from handbook.editions.record import Entry, Record
from handbook.editions.transfer import totals
from handbook.editions.verdict import Verdict

SCHEMA = "urn:handbook:changes:1"
"""Name of the form of the JSON document."""
_MARK = re.compile(r"\[\[([a-z]+):([^\[\]]*)\]\]")
_HOMES = HEADINGS | {"duty", "qualification"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words."""

    id: str
    verdict: str
    kind: str
    title: str
    """Printed number and kind, as `5.3.1`, `D2.7`."""
    old: str
    new: str
    runs: tuple[Run, ...]
    fields: tuple[FieldChange, ...]
    moved: str
    """Where it stood before, when it stands elsewhere."""
    partner: str
    """Id of what its text came from or went into, when it is not really new or gone."""
    reason: str
    owner: str
    reference: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The changes in a part, a section or a list."""

    id: str
    title: str
    """With its number."""
    changes: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """The changes from one edition to another, in words."""

    old: str
    """Id of the edition."""
    new: str
    title: str
    language: str
    groups: tuple[Group, ...]
    """In the order of the new edition."""
    counts: tuple[tuple[str, int], ...]
    """Of each verdict, by its name."""
    transfers: tuple[Transfer, ...] = ()
    """Of each qualification in which not every signature carries over."""


def tell(
    changes: Changes,
    old: Record,
    new: Record,
    tables: Iterable[Transfer] = (),
    whole: bool = False,
) -> Story:
    """Return changes in words; references are named as each edition names them.

    The rows of a table that is new or gone go with it, unless the `whole` is wanted.
    """
    namer = Namer(old, new)
    groups: list[tuple[str, list[Told]]] = []
    partners = partings(changes)
    some = changes.changes if whole else tuple(_without_rows(changes))
    for change in some:
        home = namer.home(change.id)
        if not groups or groups[-1][0] != home:
            groups.append((home, []))
        groups[-1][1].append(_told(change, namer, partners.get(change.id, "")))
    counts = Counter(one.verdict for one in some)
    return Story(
        old.edition, new.edition, new.title, new.language,
        tuple(Group(home, namer.title(home), tuple(rows)) for home, rows in groups),
        tuple((one.word, counts[one]) for one in Verdict if counts[one]),
        tuple(one for one in tables if one.touched),
    )  # fmt: skip


def _without_rows(changes: Changes) -> Iterator[Change]:
    verdicts = {one.id: one.verdict for one in changes.of(Verdict.NEW, Verdict.DELETED)}
    for one in changes.changes:
        spot = one.new_spot or one.old_spot
        goes_with = spot is not None and verdicts.get(spot.parent) == one.verdict
        if not (goes_with and one.kind in ROWS):
            yield one


class Namer:
    """Knows what things are called in two editions."""

    def __init__(self, old: Record, new: Record) -> None:
        self.old = old.by_id()
        self.new = new.by_id()

    def entry(self, name: str) -> Entry | None:
        """Return a thing as the new edition has it, or else the old one."""
        return self.new.get(name) or self.old.get(name)

    def above(self, name: str, *, old: bool = False) -> Iterator[Entry]:
        """Yield a thing and what it stands in, the nearest first; in the old edition if asked."""
        entry = self.old.get(name) if old else self.entry(name)
        while entry is not None:
            yield entry
            entry = self.old.get(entry.parent) if old else self.entry(entry.parent)

    def home(self, name: str) -> str:
        """Return the section, part or list that a thing stands in, or is."""
        entry = self.entry(name)
        while entry is not None and entry.kind not in _HOMES and entry.parent:
            entry = self.entry(entry.parent)
        return entry.id if entry else ""

    def title(self, name: str) -> str:
        """Return a heading with its number."""
        entry = self.entry(name)
        return " ".join(filter(None, (entry.number, self.shown(entry.text, True)))) if entry else ""

    def names(self, reference: str) -> str:
        """Return what a reason rests on: ids between commas by what they stand for, else words."""
        some = reference.split(", ")
        return ", ".join(_called(self.entry(one), one) for one in some)

    def shown(self, text: str, new: bool) -> str:
        """Return a text with what is numbered by its number or its name."""
        entries = self.new if new else self.old

        def name(found: re.Match[str]) -> str:
            own = f"fact-{found[2]}" if found[1] == "fact" else found[2]
            return _called(entries.get(own), found[2])

        return _MARK.sub(name, text)


def _called(entry: Entry | None, name: str) -> str:
    """Return what a thing goes by in running text; its id when it is not known."""
    if entry is None:
        return name
    if entry.kind in ("source", "term"):
        return entry.field("short") or entry.field("term") or entry.text
    return entry.text if entry.kind == "fact" else entry.number or entry.text or name


def _told(change: Change, namer: Namer, partner: str) -> Told:
    old, new = namer.shown(change.old_text, False), namer.shown(change.new_text, True)
    entry = namer.entry(change.id)
    reason = change.reason
    return Told(
        id=change.id,
        verdict=change.verdict.word,
        kind=change.kind,
        title=_title(entry) if entry else "",
        old=old,
        new=new,
        runs=difference(old, new) if change.runs else (),
        fields=change.fields if change.old_spot and change.new_spot else (),
        moved=_moved_from(change, namer),
        partner=partner,
        reason=reason.text if reason else "",
        owner=reason.owner if reason else "",
        reference=namer.names(reason.reference) if reason else "",
        rules=change.rules,
    )


def _title(entry: Entry) -> str:
    """Return what a thing is looked up by: its number, or its name."""
    name = entry.number or entry.field("term") or entry.field("short")
    return entry.id if entry.kind in ("fact", "value") else name


def _moved_from(change: Change, namer: Namer) -> str:
    """Return where a thing stood before, empty when it stands there still."""
    if not change.moved or change.old_spot is None:
        return ""
    return namer.title(namer.home(change.old_spot.parent))


def as_text(story: Story, words: Mapping[str, str]) -> str:
    """Return the changes for a person at a terminal: `[-deleted-]`, `{+inserted+}`."""
    lines = [f"{story.old} → {story.new}: {summary(story, words)}"]
    for group in story.groups:
        lines += ["", group.title]
        for one in group.changes:
            lines += [f"  {line}" for line in _lines(one, words, _plain_run, str)]
    for table in story.transfers:
        lines += ["", _transfer_head(table, words), f"  {transfer_line(table, words)}"]
        lines += [f"  {line}" for line in _transfer_rows(table, words)]
    return "\n".join(lines) + "\n"


def transfer_line(table: Transfer, words: Mapping[str, str]) -> str:
    """Return what becomes of the signatures of a qualification, in numbers."""
    counts = {name.replace("-", "_"): count for name, count in totals(table)}
    return fill_in(words["transfer_counts"], **counts)


def _transfer_head(table: Transfer, words: Mapping[str, str]) -> str:
    return fill_in(words["transfer"], list=table.list, title=table.title)


def _transfer_rows(table: Transfer, words: Mapping[str, str]) -> Iterator[str]:
    for row in table.rows:
        if row.verdict != CARRIED_AS_IT_IS:
            yield f"{words[f'transfer_{row.verdict}']} {row.item}: {row.text}"


def as_markdown(story: Story, words: Mapping[str, str]) -> str:
    """Return the changes as Markdown: deleted words struck out, inserted ones strong."""
    title = fill_in(words["changes_between"], old=story.old, new=story.new)
    lines = [f"# {_escaped(title)}", "", _escaped(summary(story, words))]
    for group in story.groups:
        lines += ["", f"## {_escaped(group.title)}", ""]
        for one in group.changes:
            head, *rest = _lines(one, words, _marked_run, _escaped)
            lines += [f"- {head}", *(f"  {line}  " for line in rest)]
    for table in story.transfers:
        lines += ["", f"## {_escaped(_transfer_head(table, words))}", ""]
        lines += [_escaped(transfer_line(table, words)), ""]
        lines += [f"- {_escaped(line)}" for line in _transfer_rows(table, words)]
    return "\n".join(line.rstrip() if line.strip() else "" for line in lines) + "\n"


def as_json(story: Story) -> str:
    """Return the changes as a JSON document."""
    document = {"schema": SCHEMA, **asdict(story), "counts": dict(story.counts)}
    for group in document["groups"]:
        for one in group["changes"]:
            one["fields"] = [
                {**field, "verdict": Verdict(field["verdict"]).word} for field in one["fields"]
            ]
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def summary(story: Story, words: Mapping[str, str]) -> str:
    """Return how many changes there are of each kind, in a line."""
    counted = (fill_in(words[f"count_{name}"], count=count) for name, count in story.counts)
    return ", ".join(counted) or words["no_changes"]


def _lines(
    one: Told,
    words: Mapping[str, str],
    mark: Callable[[Run], str],
    escape: Callable[[str], str],
) -> Iterator[str]:
    named = one.title or ("" if one.new or one.old else words.get(one.kind, one.kind))
    head = words[f"verdict_{one.verdict}"]
    runs = one.runs or (Run(SAME, one.new or one.old),)
    text = "".join(mark(run) for run in runs).strip()
    yield ": ".join(filter(None, (" ".join(filter(None, (head, escape(named)))), text)))
    if one.moved:
        yield escape(fill_in(words["moved_from"], place=one.moved))
    if one.partner:
        yield escape(words[f"parted_{one.verdict}"])
    for field in one.fields:
        both = "".join(mark(run) for run in field_runs(field)).strip()
        yield f"{escape(field.name)}: {both}"
    if why := because(one):
        yield escape(fill_in(words["because"], reason=why))


def because(one: Told) -> str:
    """Return the reason of a change, who says so, and on what it rests."""
    who = ", ".join(filter(None, (one.owner, one.reference)))
    return f"{one.reason} ({who})" if one.reason and who else one.reason


def field_runs(field: FieldChange) -> tuple[Run, ...]:
    """Return the texts of a field as one."""
    return difference(field.old, field.new)


def _plain_run(run: Run) -> str:
    return _around(run, {DELETED: ("[-", "-]"), INSERTED: ("{+", "+}")}, run.text)


def _marked_run(run: Run) -> str:
    return _around(run, {DELETED: ("~~", "~~"), INSERTED: ("**", "**")}, _escaped(run.text))


def _around(run: Run, signs: Mapping[str, tuple[str, str]], text: str) -> str:
    """Return a text in signs; the space behind it stays outside."""
    before, after = signs.get(run.kind, ("", ""))
    bare = text.rstrip()
    return f"{before}{bare}{after}{text[len(bare) :]}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
