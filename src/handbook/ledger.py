"""Write ids into the manuscript, and keep the ledger of those that were ever given.

This is the only thing that writes into `content/`: an id after the box of its item, and the file
of the ledger. Each file is replaced in one step, and only when it reads as before but for the ids.
"""

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from pathlib import Path

from handbook.book.findings import Finding, Severity
from handbook.book.ids import Proposal, is_sound, proposals, renewed, with_ids
from handbook.book.model import Book, Checklist, KnownId, Part
from handbook.book.places import Place
from handbook.book.settings import Settings
from handbook.manuscript.catalogue import LIVE, RETIRED
from handbook.manuscript.fields import in_counting_order
from handbook.manuscript.folder import Folder
from handbook.manuscript.parts import parse_list, parse_part
from handbook.manuscript.read import CHECKLISTS, IDS, ROLES, read_book
from handbook.manuscript.sourcetext import tidy

HEAD = """\
# The ids that were ever given to items, and what they stand for. No line is ever taken out.
# `handbook check --write-ids` keeps this file; with `--retire D2.7` it retires an id that is no
# longer used. It is never given again.
"""

_BOX = re.compile(rb"(?:\xef\xbb\xbf)?[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)+\[[ xX]\](?:[ \t]+|$)")
_LINE_END = re.compile(rb"(\r\n|\r|\n)")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def write_ids(
    project: Path, retire: tuple[str, ...] = ()
) -> tuple[tuple[Proposal, ...], tuple[Finding, ...]]:
    """Write proposed ids and the ledger; return the ids that were written, and what was not.

    `retire` names ids of items that are gone. One that cannot be retired, and a ledger that
    cannot be read, forbid it all; a file in which an id does not fit is left as it is.
    """
    book, found = read_book(project)
    refused = (*_unread(found), *_unfit(book, retire))
    if refused:
        return (), refused
    folder = Folder(project.resolve())
    files: dict[str, bytes] = {}
    done: list[Proposal] = []
    faults: list[Finding] = []
    for path, some in groupby(sorted(proposals(book), key=_place), lambda one: one.place.path):
        made = tuple(some)
        old = folder.data(path) or b""
        new = insert(old, {one.place.line: one.id for one in made})
        if _reads_the_same(path, old, new, made, book):
            files[path] = new
            done.extend(made)
        else:
            faults.append(Finding("HB339", made[0].place, "the ids do not fit into their lines"))
    known = renewed(with_ids(book, tuple(done)), retire)
    if known:
        files[IDS] = ledger_text(known).encode()
    faults.extend(_write(folder, files))
    lost = {one.place.path for one in faults}
    return tuple(one for one in done if one.place.path not in lost), tuple(faults)


def _place(one: Proposal) -> Place:
    return one.place


def _unread(found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield a finding for a ledger with faults: to write it anew would be to forget."""
    for one in found:
        if one.place.path == IDS and one.severity is Severity.ERROR:
            yield Finding("HB339", one.place, "the ledger cannot be read, and so is not written")


def _unfit(book: Book, retire: tuple[str, ...]) -> Iterator[Finding]:
    there = {item.id: item.place for one in book.checklists for item in one.items()}
    for name in retire:
        if name in there:
            message = f"{name} stands here: take the item out before its id is retired"
            yield Finding("HB339", there[name], message)
        elif not is_sound(name) or "." not in name:
            yield Finding("HB339", Place(IDS), f'"{name}" is no id of an item')


def insert(data: bytes, ids: Mapping[int, str]) -> bytes:
    """Return a file with ids, by line from 1, put after the boxes of their items.

    All other bytes stay. A line without a box stays as it is.
    """
    pieces = _LINE_END.split(data)
    for line, own_id in ids.items():
        text = pieces[2 * line - 2] if 0 < line <= len(pieces) // 2 + 1 else b""
        if box := _BOX.match(text):
            head, rest = text[: box.end()], text[box.end() :]
            gap = b"" if head.endswith((b" ", b"\t")) else b" "
            own = f"**{own_id}**".encode()
            pieces[2 * line - 2] = head + gap + own + (b" " + rest if rest else b"")
    return b"".join(pieces)


def _reads_the_same(
    path: str, old: bytes, new: bytes, made: tuple[Proposal, ...], book: Book
) -> bool:
    """Tell whether a file says with ids what it said without, and each item has its own."""
    short_forms = tuple(sorted({term.abbr for term in book.terms if term.abbr}))
    before, after = _parsed(path, old, short_forms), _parsed(path, new, short_forms)
    given = with_ids(Book(Settings(), (), before[0]), made).checklists
    return given == after[0] and before[1:] == after[1:]


_Parsed = tuple[tuple[Checklist, ...], Part | None, tuple[Finding, ...]]


def _parsed(path: str, data: bytes, short_forms: tuple[str, ...]) -> _Parsed:
    text = tidy(data.decode("utf-8-sig", errors="replace"))
    if path.startswith(CHECKLISTS):
        lists, findings = parse_list(text, path, short_forms)
        return lists, None, findings
    role = next(role for role, folder in ROLES.items() if path.startswith(folder))
    part, lists, findings = parse_part(text, path, role, short_forms)
    return lists, part, findings


def ledger_text(known: Iterable[KnownId]) -> str:
    """Return the ledger as text: a table for each list, a line for each id, in counting order."""
    rows = sorted(known, key=lambda one: (in_counting_order(one.list), in_counting_order(one.id)))
    tables = groupby(rows, lambda one: one.list)
    return HEAD + "".join(f"\n[{_key(name)}]\n{''.join(map(_row, some))}" for name, some in tables)


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _quoted(name)


def _row(one: KnownId) -> str:
    state = RETIRED if one.retired else LIVE
    return f"{_quoted(one.id)} = {{ {state} = {_quoted(one.text)} }}\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _write(folder: Folder, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Write the files that are not so already; the ledger last, and only if all others were."""
    failed = False
    for path, data in files.items():
        if failed and path == IDS:
            return
        real = Path(os.path.realpath(folder.root / path))
        try:
            if not real.is_relative_to(folder.root):
                raise OSError
            if not real.is_file() or real.read_bytes() != data:
                _replace(real, data)
        except OSError:
            failed = True
            yield Finding("HB339", Place(path), "it cannot be written")


def _replace(path: Path, data: bytes) -> None:
    """Put a file in place of another in one step, with its permissions."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        if path.exists():
            shutil.copymode(path, name)
        else:
            Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise
