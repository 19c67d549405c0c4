"""Prove the validator on files that must fail, then judge the books, or the files that are named.

The books are one of all that can be written, and the one that was built last.

Exits with 1 when a file fails, with 2 when no verdict can be had or none could be trusted.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from built import download
from conformance.canaries import CANARIES, download_of, overlooked, small_book, spoiled
from conformance.guide import guide_book
from conformance.verapdf import FLAVOURS, CannotJudgeError, Verdict, validate


def main(names: Sequence[str]) -> int:
    """Judge files by their names, or the guide and the newest download; return the exit code."""
    try:
        prove()
        with TemporaryDirectory() as folder:
            verdicts = validate([Path(name) for name in names] or [guide(folder), download()])
    except CannotJudgeError as error:
        print(f"Conformance cannot be judged. {error}", file=sys.stderr)
        return 2
    for verdict in verdicts:
        print(*lines(verdict), sep="\n")
    return 0 if all(verdict.passed for verdict in verdicts) else 1


def guide(folder: str) -> Path:
    """Return the download of a book that is made of the examples of the guide."""
    project = Path(folder, "guide")
    guide_book(project)
    return download_of(project)


def prove() -> None:
    """Raise `CannotJudgeError` unless a small book passes and every broken copy of it fails."""
    with TemporaryDirectory() as folder:
        good = small_book(Path(folder, "book"))
        verdicts = validate((good, *spoiled(good, Path(folder))))
    wrong = [line for one in verdicts[: len(FLAVOURS)] if not one.passed for line in lines(one)]
    missed = [f"Not found: {one}" for one in overlooked(verdicts)]
    if wrong or missed:
        told = "\n".join(("The validator is not to be trusted.", *wrong, *missed))
        raise CannotJudgeError(told)
    print(f"A small book passes; {len(CANARIES)} broken copies of it fail, as they must.")


def lines(verdict: Verdict) -> Iterator[str]:
    """Yield a verdict as text, and each rule that is broken."""
    said = "PASS" if verdict.passed else "FAIL"
    yield f"{said}  {verdict.flavour:3}  {verdict.checks} checks  {verdict.file}"
    for one in verdict.failures:
        where = f"page {one.page}: " if one.page else ""
        yield f"      {one.rule}, {one.count} times: {one.words}"
        yield f"          {where}{one.place}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
