"""Two editions of a project side by side: found, compared, with their reasons, told."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from handbook.book.findings import Finding, has_errors, in_order
from handbook.book.model import Book
from handbook.book.places import Place
from handbook.book.settings import Settings, Variant
from handbook.cache.memory import Memory
from handbook.editions.adopt import Adopted, record_of
from handbook.editions.changes import Change, Changes, Reason, compare
from handbook.editions.draft import Draft
from handbook.editions.reasoning import FILE, Notes, about, reasoned
from handbook.editions.record import Record
from handbook.editions.telling import (
    Story,
    as_json,
    as_markdown,
    as_text,
    summary,
    tell,
    transfer_line,
)
from handbook.editions.transfer import transfers
from handbook.editions.verdict import Verdict
from handbook.manuscript.fields import in_counting_order
from handbook.manuscript.read import read_book, read_settings
from handbook.manuscript.reasons import editorial_rules
from handbook.manuscript.records import kept_editions, read_kept, read_notes
from handbook.pages.filling import fill
from handbook.pages.looks import Templates, colours, find_templates, words
from handbook.variants.selecting import hidden, select_record

TEMPLATE = "download/changes.html"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions, and what changed from the one to the other."""

    old: Record
    new: Record
    changes: Changes
    notes: Notes = field(default_factory=Notes)
    draft: Draft | None = None
    """What the new one was made of, when it is a manuscript."""


def contrast(
    project: Path, old: str, new: str, memory: Memory | None = None
) -> tuple[Comparison | None, tuple[Finding, ...]]:
    """Return two editions compared, and findings; None when either cannot be read.

    An edition is the id of one in `content/editions/`, or the folder of a project. Without a
    name the old one is that which the manuscript supersedes, or else the last one kept; the new
    one is the manuscript as it stands.
    """
    settings = read_settings(project)
    notes, found = read_notes(project)
    before, more = _edition(project, old or base_of(project, settings, notes), None, notes, memory)
    found = (*found, *more)
    if before is None or has_errors(found):
        return None, in_order(found)
    after, more = _edition(project, new or str(project), before.record, notes, memory)
    found = (*found, *more)
    if after is None or has_errors(found):
        return None, in_order(found)
    if not new:
        made, more = _judged(project, settings, before.record, after, notes)
        return made, in_order((*found, *more))
    rules = editorial_rules(settings, project)
    changes = compare(before.record, after.record, rules)
    if after.record.follows == before.record.edition:  # it has its reasons, and was judged
        notes, _ = read_notes(project, after.record.edition)
        changes, _ = reasoned(changes, notes, before.record, after.record, rules)
    return Comparison(before.record, after.record, changes, notes), in_order(found)


def follow(project: Path, book: Book) -> tuple[Comparison | None, tuple[Finding, ...]]:
    """Return a book as it was read, compared with the edition that it follows, and findings.

    That of a variant is compared with what the variant had of that edition.
    None when it follows none, or when that one cannot be read.
    """
    notes, found = read_notes(project)
    name = base_of(project, book.settings, notes)
    if not name or has_errors(found):
        return None, found
    found = (*found, *_faults_of_base(project, book.settings, notes))
    before, more = read_kept(project, name)
    found = (*found, *more)
    if before is None or has_errors(found):
        return None, in_order(found)
    rules = editorial_rules(book.settings, project)
    old, variant = before.record, book.settings.variant
    if book.chosen:
        old = select_record(old, variant, rules)
    after = record_of(book, rules, old, notes.same, notes.not_same)
    if book.chosen:
        notes = about(notes, (*old.entries, *after.record.entries))
    made, more = _judged(project, book.settings, old, after, notes)
    if book.chosen:
        made = _applying(made, hidden(before.record, variant, rules), book)
    return made, in_order((*found, *after.findings, *more))


def _applying(made: Comparison, then: Collection[tuple[str, str]], book: Book) -> Comparison:
    """Return a comparison that says of what is new only in this variant that it applies now."""
    reason = Reason(dict(book.settings.words)["applies_now"])

    def explained(change: Change) -> Change:
        is_known = change.verdict is Verdict.NEW and (change.kind, change.new_text) in then
        return replace(change, reason=change.reason or reason) if is_known else change

    changes = tuple(map(explained, made.changes.changes))
    return replace(made, changes=replace(made.changes, changes=changes))


def _judged(
    project: Path, settings: Settings, before: Record, after: Adopted, notes: Notes
) -> tuple[Comparison, tuple[Finding, ...]]:
    """Return what became of a manuscript, with its reasons, and what is wrong with these."""
    rules = editorial_rules(settings, project)
    changes = compare(before, after.record, rules)
    notes = replace(notes, notes=(*notes.notes, *after.noted))
    changes, found = reasoned(changes, notes, before, after.record, rules)
    made = Comparison(before, after.record, changes, notes, after.draft)
    return made, (*found, *_other_base(notes, before))


def base_of(project: Path, settings: Settings, notes: Notes) -> str:
    """Return the edition that the manuscript follows; empty for none.

    What a first edition supersedes was made elsewhere, and is nothing to compare with.
    """
    earlier = _earlier(project, settings)
    return notes.base or (earlier and (settings.edition.supersedes or earlier[-1])) or ""


def _earlier(project: Path, settings: Settings) -> list[str]:
    """Return the editions that are kept, up to that which the manuscript is."""
    own = in_counting_order(settings.edition.id)
    kept = (name for name in kept_editions(project) if name != settings.edition.id)
    return sorted((one for one in kept if in_counting_order(one) < own), key=in_counting_order)


def _faults_of_base(project: Path, settings: Settings, notes: Notes) -> Iterator[Finding]:
    """Yield a finding when two editions are named as the one before."""
    said = settings.edition.supersedes
    if notes.base and said and _earlier(project, settings) and notes.base != said:
        message = f"{FILE} names edition {notes.base}, handbook.toml edition {said}"
        yield Finding("HB931", Place(FILE), message)


def _other_base(notes: Notes, before: Record) -> tuple[Finding, ...]:
    if not notes.base or notes.base == before.edition:
        return ()
    message = f"the reasons are against edition {notes.base}, not {before.edition}"
    return (Finding("HB911", Place(FILE), message),)


def _edition(
    project: Path, name: str, before: Record | None, notes: Notes, memory: Memory | None
) -> tuple[Adopted | None, tuple[Finding, ...]]:
    """Return an edition by its name; the ids of a manuscript are those of the edition before."""
    if name in kept_editions(project) or not (name and (Path(name) / "content").is_dir()):
        kept, found = read_kept(project, name)
        return (Adopted(kept.record) if kept else None), found
    book, found = read_book(Path(name), memory)
    errors = tuple(one for one in found if has_errors((one,)))
    if errors:
        return None, errors
    rules = editorial_rules(book.settings, Path(name))
    made = record_of(book, rules, before, notes.same, notes.not_same)
    return made, made.findings


def as_seen(project: Path, whole: Comparison, variant: Variant) -> Comparison:
    """Return two editions compared as a variant shows each of them, with the reasons given."""
    rules = editorial_rules(read_settings(project), project)
    old, new = (select_record(one, variant, rules) for one in (whole.old, whole.new))
    reasons = {one.id: one.reason for one in whole.changes.changes}
    changes = compare(old, new, rules)
    some = tuple(replace(one, reason=reasons.get(one.id)) for one in changes.changes)
    return replace(whole, old=old, new=new, changes=replace(changes, changes=some))


def between(
    project: Path, one: Variant, other: Variant, memory: Memory | None = None
) -> tuple[Comparison | None, tuple[Finding, ...]]:
    """Return two variants of a manuscript compared, and findings; None when it has errors."""
    book, found = read_book(project, memory)
    if has_errors(found):
        return None, found
    rules = editorial_rules(book.settings, project)
    whole = record_of(book, rules).record
    old, new = (
        replace(select_record(whole, each, rules), edition=each.title or each.name)
        for each in (one, other)
    )
    return Comparison(old, new, compare(old, new, rules)), found


def as_page(story: Story, templates: Templates, own: Mapping[str, str]) -> str:
    """Return changes as a page for a browser, in one file; raise `TemplateFault`."""
    said = words(templates, own)
    values = {
        "story": story,
        "words": said,
        "summary": summary(story, said),
        "transfer_lines": [transfer_line(table, said) for table in story.transfers],
        "c": colours(templates),
        "night": colours(templates, "dark"),
    }
    return fill(templates, TEMPLATE, values)


def told(project: Path, comparison: Comparison, form: str) -> str:
    """Return a comparison in a format: `human`, `json`, `md` or `html`."""
    changes, old, new = comparison.changes, comparison.old, comparison.new
    notes = comparison.notes
    tables = transfers(old, new, changes, notes.carries, dict(notes.splits))
    story = tell(changes, old, new, tables, whole=form == "json")
    own = dict(read_settings(project).words)
    templates = find_templates(project)
    if form == "html":
        return as_page(story, templates, own)
    return FORMATS[form](story, words(templates, own))


FORMATS: Mapping[str, Callable[[Story, Mapping[str, str]], str]] = MappingProxyType(
    {"human": as_text, "json": lambda story, _: as_json(story), "md": as_markdown}
)
"""What writes each format but the page, by its name."""
