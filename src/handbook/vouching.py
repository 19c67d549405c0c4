"""Whether a file is one that was published: by its sum, and the sums by their signature."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.signing import ENDING, SigningFault, prove_signature, read_small

_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


@dataclass(frozen=True, slots=True)
class Voucher:
    """What sums say of a file, and a signature of the sums."""

    sha256: str
    name: str = ""
    """Under which the sums have it, byte for byte; empty when they do not."""
    signed: str = ""
    """Line that was signed with the sums; empty when no signature was proved."""
    findings: tuple[Finding, ...] = ()


def read_sums(text: str) -> tuple[tuple[str, str], ...]:
    """Return sum and name of each line of SHA256SUMS; other lines are left out."""
    rows = (_LINE.fullmatch(line) for line in text.splitlines())
    return tuple((row[1], row[2]) for row in rows if row)


def vouch(file: Path, sums: Path, key: str) -> Voucher:
    """Return whether sums name a file as it is, and whether a key signed them.

    `key` is a public key, or empty. Raise `OSError` when a file cannot be read.
    """
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    data = sums.read_bytes()
    rows = read_sums(data.decode("utf-8", "replace"))
    same = [name for total, name in rows if total == sha256]
    same.sort(key=lambda name: PurePosixPath(name).name != file.name)
    found: list[Finding] = []
    if not same:
        named = any(PurePosixPath(name).name == file.name for _, name in rows)
        code, what = ("HB970", "has another sum") if named else ("HB971", "is not among the sums")
        found.append(Finding(code, Place(str(file)), f"it {what} in {sums}"))
    signed, more = _signed(data, sums, key)
    return Voucher(sha256, same[0] if same else "", signed, (*found, *more))


def _signed(data: bytes, sums: Path, key: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the line that was signed with sums; empty, and why, when none is proved."""
    if not key:
        return "", (Finding("HB977", Place(str(sums)), "no key was given to prove them with"),)
    path = sums.with_name(sums.name + ENDING)
    try:
        return prove_signature(data, read_small(path, "HB972"), key, str(path)), ()
    except SigningFault as fault:
        return "", (fault.finding,)
