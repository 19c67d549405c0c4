"""All editions as a folder that any web server can give out: pages, feed, sums, signatures."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handbook.binding.bundle import replace_folder, sums_text
from handbook.book.findings import Exit, Finding, has_errors
from handbook.book.places import Place
from handbook.book.settings import Settings
from handbook.book.wording import fill_in, written_date
from handbook.issues import SETTINGS, Issue, read_issues
from handbook.keeping import MANIFEST, SIGNATURE, SUMS, signed_line
from handbook.manuscript.read import read_settings
from handbook.pages.filling import fill
from handbook.pages.looks import TemplateFault, Templates, colours, find_templates, words
from handbook.signing import Signer, SigningFault, prove_signature
from handbook.vouching import read_sums
from handbook.webpage import Offer, offers

INDEX, FEED, LATEST = "index.html", "feed.xml", "latest.json"
SCHEMA = "urn:handbook:latest:1"
SUPERSEDED, WITHDRAWN = "superseded", "withdrawn"


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing."""

    status: Exit
    findings: tuple[Finding, ...] = ()
    folder: Path = Path()
    editions: tuple[str, ...] = ()
    """Ids of those that were laid out, the newest first."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An edition as the pages and the feed show it."""

    id: str
    title: str
    date: dt.date
    name: str
    """Unlike that of any other edition of any book, and for ever: a URN."""
    state: str
    """Whether it may still be used, in words; empty for the current one."""
    term: str
    """The same in one word."""
    updated: dt.date
    groups: tuple[tuple[str, tuple[Offer, ...]], ...]
    lead: Offer
    """The file that most readers want; else the page of the edition."""
    files: tuple[Mapping[str, object], ...]
    """Of the feed: address, media type, bytes."""


def publish(project: Path, directory: Path, build: Path, sign: Signer | None = None) -> Published:
    """Lay out the editions that a project keeps in a folder, whole or not at all.

    Products are those of the record, from the folder of builds or from what was published
    before. What this program did not write is never removed: a folder that holds any of it is
    refused. Raise `OSError` when the disk refuses.
    """
    settings, target = read_settings(project), directory.resolve()
    strange = tuple(_strange(target))
    issues, found = (
        read_issues(project, settings, (build, target)) if not strange else ((), strange)
    )
    current = next((issue for issue in issues if not issue.withdrawn), None)
    if not has_errors(found) and current is None:
        what = "every edition is withdrawn" if issues else "no edition was released yet"
        found = (*found, Finding("HB967", SETTINGS, what))
    if current is None or has_errors(found):
        return Published(Exit.FINDINGS, found)
    if settings.publish.key and sign is None:
        found = (*found, Finding("HB969", SETTINGS, "the book has a public key"))
    try:
        files = _signed(_laid_out(project, settings, issues, current, bool(sign)), issues, sign)
        _prove(files, settings.publish.key if sign else "")
    except (TemplateFault, SigningFault) as fault:
        return Published(Exit.FINDINGS, (*found, fault.finding))
    replace_folder(target, files)
    return Published(Exit.FINE, found, directory, tuple(issue.id for issue in issues))


def _strange(folder: Path) -> Iterator[Finding]:
    """Yield what stands in a folder and was not put there by publishing, or was changed since."""
    own = {SUMS, SIGNATURE}
    sums = folder / SUMS
    listed = read_sums(sums.read_text("utf-8", "replace")) if sums.is_file() else ()
    known = {name: total for total, name in listed}
    paths = sorted(folder.rglob("*")) if folder.is_dir() else [folder] if folder.exists() else []
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if path.is_symlink() or not path.is_file() or name not in known.keys() | own:
            yield Finding("HB966", Place(str(path)), "it was not published from here")
        elif name in known and hashlib.sha256(path.read_bytes()).hexdigest() != known[name]:
            yield Finding("HB966", Place(str(path)), "it was changed since it was published")


def _laid_out(
    project: Path, settings: Settings, issues: tuple[Issue, ...], current: Issue, signed: bool
) -> dict[str, bytes]:
    """Return the files of the folder by their paths, but for the sums of all; raise a fault."""
    templates = find_templates(project)
    said = words(templates, dict(settings.words))
    titles = {one.name: one.title for one in settings.variants.all}
    shown = {issue.id: _shown(issue, current, said, titles) for issue in issues}
    base = settings.publish.address
    values: dict[str, Any] = {
        "b": settings,
        "words": said,
        "c": colours(templates),
        "night": colours(templates, "dark"),
        "current": shown[current.id],
        "earlier": [one for one in shown.values() if one.id != current.id],
        "editions": tuple(shown.values()),
        "facts": tuple(_facts(settings, said)),
        "title": f"{settings.title}: {said['current']}",
        "signed": signed,
        "base": f"{base.rstrip('/')}/" if base else "",
        "name": urn(settings.slug),
        "updated": max(one.updated for one in shown.values()),
    }
    files = {
        INDEX: _page(templates, "editions.html", values),
        "latest/index.html": _page(templates, "latest.html", values),
        FEED: _page(templates, FEED, values),
        LATEST: _latest(current).encode(),
    }
    for issue in issues:
        for name, data in _folder(issue, shown[issue.id], values, templates).items():
            files[f"{issue.id}/{name}"] = data
    return files


def _page(templates: Templates, name: str, values: Mapping[str, Any]) -> bytes:
    return fill(templates, f"download/{name}", values).encode()


def _folder(
    issue: Issue, one: Shown, values: Mapping[str, Any], templates: Templates
) -> dict[str, bytes]:
    """Return the files of one edition: what was issued to the byte, a page, and its mark."""
    known = {**issue.files, MANIFEST: issue.manifest_data}
    told = {
        "one": one,
        "title": f"{one.title}, {fill_in(values['words']['edition'], edition=one.id)}",
        "groups": one.groups,
        "manifest": issue.manifest,
        "example": next(iter(issue.files), ""),
    }
    page = {INDEX: _page(templates, "edition.html", {**values, **told})}
    mark = {f"{one.term.upper()}.txt": f"{one.title}, {one.id}: {one.state}\n".encode()}
    return {**known, SUMS: sums_text(known).encode(), **page, **(mark if one.term else {})}


def _signed(
    files: Mapping[str, bytes], issues: tuple[Issue, ...], sign: Signer | None
) -> dict[str, bytes]:
    """Return the files with the sums of all, and with the signature of each of the sums."""
    every = dict(files)
    for issue in issues if sign else ():
        assert sign is not None
        every[f"{issue.id}/{SIGNATURE}"] = sign(
            files[f"{issue.id}/{SUMS}"], signed_line(issue.record)
        )
    sums = sums_text(dict(sorted(every.items()))).encode()
    newest = signed_line(next(issue.record for issue in issues if not issue.withdrawn))
    return {**every, SUMS: sums, **({SIGNATURE: sign(sums, newest)} if sign else {})}


def _prove(files: Mapping[str, bytes], key: str) -> None:
    """Raise a fault unless what was signed is proved by the key that the book tells of."""
    if key:
        prove_signature(files[SUMS], files[SIGNATURE], key, SIGNATURE)


def _shown(
    issue: Issue, current: Issue, said: Mapping[str, str], titles: Mapping[str, str]
) -> Shown:
    kept = tuple(one for one in issue.manifest.products if one.file in issue.files)
    groups = tuple(offers(kept, said, titles))
    every = [offer for _, some in groups for offer in some]
    title, term = issue.record.title, _term(issue, current)
    page = Offer(INDEX, fill_in(said["files_of_edition"], edition=issue.id), "", "", "", "", "", "")
    sizes = {one.sha256: one.bytes for one in kept}
    return Shown(
        id=issue.id,
        title=title,
        date=issue.date,
        name=urn(issue.record.slug, issue.id),
        state=_state(term, issue, current, said),
        term=term,
        updated=issue.replaced or issue.date,
        groups=groups,
        lead=every[0] if groups and groups[0][0] == "files_book" else page,
        files=tuple(
            {"address": one.address, "type": one.type, "bytes": sizes[one.sha256]} for one in every
        ),
    )


def _term(issue: Issue, current: Issue) -> str:
    if issue.withdrawn:
        return WITHDRAWN
    return SUPERSEDED if issue is not current else ""


def _state(term: str, issue: Issue, current: Issue, said: Mapping[str, str]) -> str:
    """Return in words whether an edition may be used; empty for the current one."""
    day = written_date(current.date, said)
    text = said[f"edition_{term}"] if term else ""
    return fill_in(text, edition=current.id, date=day, reason=issue.withdrawn)


def _facts(settings: Settings, said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    rows = (("publisher", settings.publisher), ("licence", settings.licence))
    more = (("corrections", settings.corrections), ("current", settings.address))
    return ((said[key], text) for key, text in (*rows, *more) if text)


def _latest(current: Issue) -> str:
    """Return which edition is the current one, and its files, as JSON."""
    products = [
        {
            "name": one.name,
            "file": f"{current.id}/{one.file}",
            "sha256": one.sha256,
            "bytes": one.bytes,
            **({"variant": one.variant} if one.variant else {}),
        }
        for one in current.manifest.products
    ]
    told = {
        "schema": SCHEMA,
        "book": {"slug": current.record.slug, "title": current.record.title},
        "edition": {"id": current.id, "date": current.date.isoformat()},
        "folder": f"{current.id}/",
        "products": products,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def urn(*said: str) -> str:
    """Return a name made of texts alone: a UUID of version 8 (RFC 9562) of their SHA-256."""
    text = "\0".join(("handbook", *said))
    digits = hashlib.sha256(text.encode()).hexdigest()[:32]
    variant = "89ab"[int(digits[16], 16) % 4]
    whole = f"{digits[:12]}8{digits[13:16]}{variant}{digits[17:]}"
    pieces = (whole[:8], whole[8:12], whole[12:16], whole[16:20], whole[20:])
    return f"urn:uuid:{'-'.join(pieces)}"
