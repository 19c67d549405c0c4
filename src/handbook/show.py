"""Findings as text: for people, for one line each, for programs, for annotations on a commit."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from handbook.book.findings import CODES, Finding, Severity, in_order

_COLOURS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
)
_ANNOTATIONS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
)


def human(findings: Iterable[Finding], colour: bool = False) -> str:
    """Return the findings for a person: place, message, hint or advice, and a count at the end."""
    found = in_order(findings)
    return "".join(_lines(finding, colour) for finding in found) + f"{_count(found)}\n"


def short(findings: Iterable[Finding], colour: bool = False) -> str:
    """Return the findings on a line each."""
    return "".join(f"{_headline(finding, colour)}\n" for finding in in_order(findings))


def as_json(findings: Iterable[Finding], colour: bool = False) -> str:
    """Return the findings as a JSON array, in order."""
    rows = [as_row(finding) for finding in in_order(findings)]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def github(findings: Iterable[Finding], colour: bool = False) -> str:
    """Return the findings as workflow commands, which annotate the lines of a commit."""
    return "".join(_annotation(finding) for finding in in_order(findings))


FORMATS: Mapping[str, Callable[[Iterable[Finding], bool], str]] = MappingProxyType(
    {"human": human, "short": short, "json": as_json, "github": github}
)
"""Formats by name; each takes the findings and whether to colour them."""


def as_row(finding: Finding) -> dict[str, str | int]:
    """Return a finding as plain keys and values, for JSON."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": finding.place.path,
        "line": finding.place.line,
        "message": finding.message,
        "hint": _help(finding),
    }


def _headline(finding: Finding, colour: bool) -> str:
    kind = _painted(f"{finding.severity}[{finding.code}]", _COLOURS[finding.severity], colour)
    return f"{_painted(str(finding.place), '1', colour)}: {kind}: {_printable(finding.message)}"


def _lines(finding: Finding, colour: bool) -> str:
    return f"{_headline(finding, colour)}\n    hint: {_printable(_help(finding))}\n"


def _help(finding: Finding) -> str:
    """Return the hint; without one, what is advised for all findings of the code."""
    return finding.hint or CODES[finding.code].advice


def _count(findings: tuple[Finding, ...]) -> str:
    counts = Counter(finding.severity for finding in findings)
    words = [
        f"{counts[severity]} {severity}{'s' if counts[severity] > 1 else ''}"
        for severity in Severity
        if counts[severity]
    ]
    return ", ".join(words) or "no findings"


def _annotation(finding: Finding) -> str:
    line = f",line={finding.place.line}" if finding.place.line else ""
    head = f"file={_property(finding.place.path)}{line},title={finding.code}"
    text = _escaped(_printable(f"{finding.message}. Hint: {_help(finding)}"))
    return f"::{_ANNOTATIONS[finding.severity]} {head}::{text}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(_printable(text)).replace(":", "%3A").replace(",", "%2C")


def _painted(text: str, colour: str, wanted: bool) -> str:
    return f"\x1b[{colour}m{_printable(text)}\x1b[0m" if wanted else _printable(text)


def _printable(text: str) -> str:
    """Keep a finding to its line, and a manuscript from writing to the terminal."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )
