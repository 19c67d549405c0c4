"""Measure the program against bare WeasyPrint and Typst: `make bench`.

Prints seconds and ratios for a synthetic book of 12, 36 and 108 chapters and for the book that
comes with the program, and writes all of it to build/bench.json. Ratios are of wall seconds:
what an editor waits for, on as many cores as there are. Options: `--quick` for 12 chapters
alone, `--books NAME,NAME`, `--runs N` for all books.
"""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from math import log
from pathlib import Path

import pypdfium2

from bench import bare, rival
from bench.clock import Reading, adopt_orphans, middle, run
from bench.synthetic import synthetic_book
from bench.warm import edit
from handbook.setting.versions import engine

ROOT = Path(__file__).parent.parent.parent
HANDBOOK = str(Path(sys.executable).with_name("handbook"))
EDITS = 5
"""Edits in one sitting, of which the median counts."""

Readings = Mapping[str, Reading]


@dataclass(frozen=True, slots=True)
class Subject:
    """A book to measure with."""

    name: str
    chapters: int
    """Of the synthetic book; 0 for the book that comes with the program."""
    runs: int


SUBJECTS = (
    Subject("12", 12, 3),
    Subject("36", 36, 1),
    Subject("108", 108, 1),
    Subject("real", 0, 3),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a book is measured."""

    project: Path
    scratch: Path

    @property
    def pdf(self) -> Path:
        """The PDF that the program built."""
        return next((self.project / "build").glob("*/*.pdf"))


def _build(place: Place) -> Reading:
    return run([HANDBOOK, "build", "--project", str(place.project)])[0]


def _cold(place: Place, number: int) -> Readings:
    """Build with an empty cache, as on the first day."""
    shutil.rmtree(place.project / ".handbook", ignore_errors=True)
    return {"cold": _build(place)}


def _unchanged(place: Place, number: int) -> Readings:
    return {"unchanged": _build(place)}


def _edited(place: Place, number: int) -> Readings:
    edit(place.project, f"in round {number}")
    return {"edit": _build(place)}


def _linked(place: Place, number: int) -> Readings:
    """Build once more after an edit, with a clock inside."""
    edit(place.project, f"in round {number} again")
    build, link = _inside(place, 0)
    return {"edit inside": build, "link": link}


def _warm(place: Place, number: int) -> Readings:
    build, link = _inside(place, EDITS)
    return {"watch": build, "link in watch": link}


def _inside(place: Place, edits: int) -> tuple[Reading, Reading]:
    _, output = _module("bench.warm", str(place.project), str(edits))
    build, link = map(float, output.split())
    return _wall(build), _wall(link)


def _wall(seconds: float) -> Reading:
    return Reading(seconds, 0.0, 0)


def _bare(place: Place, number: int) -> Readings:
    return {name: _set(place, name) for name in ("bare", "bare-pages")}


def _set(place: Place, name: str) -> Reading:
    page, output = (str(place.scratch / f"{name}.{kind}") for kind in ("html", "pdf"))
    return _module("bench.bare", page, output)[0]


def _typst(place: Place, number: int) -> Readings:
    files = [str(place.scratch / f"typst.{kind}") for kind in ("typ", "pdf")]
    cold, _ = _module("bench.rival", *files)
    _, again = _module("bench.rival", *files, "--warm")
    return {"typst": cold, "typst warm": _wall(float(again))}


def _module(name: str, *arguments: str) -> tuple[Reading, str]:
    return run([sys.executable, "-m", name, *arguments])


MEASURES: tuple[Callable[[Place, int], Readings], ...] = (
    _cold, _unchanged, _edited, _linked, _warm, _bare, _typst,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What was measured of a book."""

    runs: int
    pages: Mapping[str, int]
    sizes: Mapping[str, int]
    """Bytes of the PDF, by who made it."""
    readings: Readings
    """Medians."""


def _measure(subject: Subject, runs: int, folder: Path) -> Result:
    place = _place(subject, folder)
    found: dict[str, list[Reading]] = {}
    for number in range(runs):
        for measure in MEASURES:
            _say(f"{subject.name}: run {number + 1} of {runs},{measure.__name__.replace('_', ' ')}")
            for name, reading in measure(place, number).items():
                found.setdefault(name, []).append(reading)
    made = {"ours": place.pdf, **{one: place.scratch / f"{one}.pdf" for one in _OTHERS}}
    _check_page_numbers(place)
    return Result(
        runs,
        {name: len(pypdfium2.PdfDocument(path)) for name, path in made.items()},
        {name: path.stat().st_size for name, path in made.items()},
        {name: middle(readings) for name, readings in found.items()},
    )


_OTHERS = ("bare", "bare-pages", "typst")


def _place(subject: Subject, folder: Path) -> Place:
    place = Place(folder / subject.name, folder / f"{subject.name}-scratch")
    place.scratch.mkdir()
    if subject.chapters:
        for name, text in synthetic_book(subject.chapters).items():
            path = place.project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    else:
        shutil.copytree(ROOT / "content", place.project / "content")
    page, _ = bare.write_page(place.project, place.scratch)
    rival.write_markup(page, place.scratch / "typst.typ")
    return place


def _check_page_numbers(place: Place) -> None:
    """Make sure that the engine printed page numbers where it was asked to count."""
    without, with_them = (_numbers(place.scratch / f"{name}.pdf") for name in _OTHERS[:2])
    asked = (place.scratch / "bare-pages.html").read_text(encoding="utf-8").count('id="entry-')
    if not asked or with_them - without < 0.9 * asked:
        raise SystemExit(f"{with_them - without} page numbers in the contents, not {asked}")


def _numbers(pdf: Path) -> int:
    """Return how many numbers a PDF prints."""
    pages = pypdfium2.PdfDocument(pdf)
    texts = (page.get_textpage().get_text_range() for page in pages)
    return sum(word.isdecimal() for text in texts for word in text.split())


Results = Mapping[str, Result]
Figure = Callable[[Result], float]


def _ratio(one: str, other: str) -> Figure:
    return lambda result: result.readings[one].wall / result.readings[other].wall


def _size(result: Result) -> float:
    return result.sizes["ours"] / result.sizes["bare"]


def _memory(result: Result) -> float:
    return result.readings["cold"].memory / result.readings["bare"].memory


RATIOS: tuple[tuple[str, Figure, float | None], ...] = (
    ("cold build / bare", _ratio("cold", "bare"), 0.60),
    ("cold build / bare with page counters", _ratio("cold", "bare-pages"), 0.50),
    ("one paragraph changed, new process / bare", _ratio("edit", "bare"), 0.18),
    ("the same in watch / bare", _ratio("watch", "bare"), 0.07),
    ("nothing changed / bare", _ratio("unchanged", "bare"), 0.02),
    ("linking / one-paragraph rebuild", _ratio("link", "edit inside"), 0.25),
    ("size of the PDF / bare", _size, 1.15),
    ("memory of the largest process / bare", _memory, 0.50),
    ("Typst, cold / cold build", _ratio("typst", "cold"), None),
    ("watch / Typst, warm", _ratio("watch", "typst warm"), None),
)
"""Words, figure, and what it should not exceed."""

GROWTH = 1.05
"""Exponent of cold time in pages that is not to be exceeded."""


def _growth(results: Results) -> float | None:
    """Return the exponent from the smallest to the largest synthetic book."""
    if not {"12", "108"} <= set(results):
        return None
    small, large = results["12"], results["108"]
    times = large.readings["cold"].wall / small.readings["cold"].wall
    return log(times) / log(large.pages["ours"] / small.pages["ours"])


def _report(results: Results) -> str:
    rows = [["wall s (processor s)", *results]]
    for name in next(iter(results.values())).readings:
        rows.append([name, *(_seconds(result.readings[name]) for result in results.values())])
    rows += _facts(results)
    rows.append([])
    rows.append(["ratio", *results, "target"])
    for words, figure, target in RATIOS:
        cells = [f"{figure(result):.3f}" for result in results.values()]
        rows.append([words, *cells, f"{target:.2f}" if target else "-"])
    growth = _growth(results)
    if growth is not None:
        rows.append(["growth, 12 to 108 chapters", f"{growth:.3f}", *[""] * (len(results) - 1)])
        rows[-1].append(f"{GROWTH:.2f}")
    return "\n".join(map(_line, rows))


def _facts(results: Results) -> Iterable[list[str]]:
    for name in ("ours", "bare", "typst"):
        yield [f"pages, {name}", *(str(result.pages[name]) for result in results.values())]
    for name in ("ours", "bare"):
        yield [f"PDF KB, {name}", *(f"{r.sizes[name] / 1024:.0f}" for r in results.values())]
    for name in ("cold", "edit", "bare"):
        sizes = (result.readings[name].memory / 1024**2 for result in results.values())
        yield [f"memory MB, {name}", *(f"{size:.0f}" for size in sizes)]


def _seconds(reading: Reading) -> str:
    return f"{reading.wall:.2f} ({reading.cpu:.1f})" if reading.cpu else f"{reading.wall:.2f}"


def _line(cells: Sequence[str]) -> str:
    return "".join(
        cell.ljust(44) if place == 0 else cell.rjust(16) for place, cell in enumerate(cells)
    ).rstrip()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _write(results: Results) -> None:
    machine = {
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        **engine(),
        "typst": version("typst"),
    }
    ratios = {
        words: {name: round(figure(result), 4) for name, result in results.items()}
        for words, figure, _ in RATIOS
    }
    written = {
        "machine": machine,
        "books": {name: asdict(result) for name, result in results.items()},
        "ratios": ratios,
        "growth": _growth(results),
    }
    path = ROOT / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _wanted() -> tuple[tuple[Subject, int], ...]:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--quick", action="store_true", help="12 chapters alone")
    parser.add_argument("--books", default=",".join(subject.name for subject in SUBJECTS))
    parser.add_argument("--runs", type=int, default=0, help="of each book")
    options = parser.parse_args()
    names = ["12"] if options.quick else options.books.split(",")
    chosen = (subject for subject in SUBJECTS if subject.name in names)
    return tuple((subject, options.runs or subject.runs) for subject in chosen)


def main() -> None:
    """Measure on copies, so that nothing is left behind."""
    adopt_orphans()
    os.environ["PYTHONPATH"] = os.pathsep.join(str(ROOT / name) for name in ("src", "tests"))
    with tempfile.TemporaryDirectory() as folder:
        results = {
            subject.name: _measure(subject, runs, Path(folder)) for subject, runs in _wanted()
        }
    _write(results)
    print(_report(results))


if __name__ == "__main__":
    main()
