"""Set the same text with Typst: `python -m bench.rival MARKUP PDF [--warm]`.

`write_markup` turns the one HTML page of a book into simple Typst markup: headings,
paragraphs, lists and tables, without colours, boxes, links or running heads.
With `--warm` the book is set once, then a word is changed a few times; printed are the median
seconds of setting it again.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import typst
from lxml import html as parser

from handbook.setting import typefaces

EDITS = 5
HEAD = """#set page(width: 148mm, height: 210mm, margin: 18mm, numbering: "1")
#set text(font: "Source Serif Pro", size: 9.5pt, lang: "en", region: "GB")
#set par(justify: true)
#show heading: set text(font: "Source Sans Pro")
#show heading.where(level: 1): it => { pagebreak(weak: true); it }
"""

Element = Any
"""What the parser gives: the kinds of its types are not told apart."""

_MARKS = re.compile(r"([\\#$*_`<>@~\[\]=+/\-])")


def write_markup(page: Path, markup: Path) -> None:
    """Write the text of an HTML page as Typst markup."""
    body = parser.fromstring(page.read_text(encoding="utf-8")).find("body")
    markup.write_text(HEAD + "".join(_blocks(body)), encoding="utf-8")


def _words(element: Element) -> str:
    return _MARKS.sub(r"\\\1", " ".join(" ".join(element.itertext()).split()))


def _blocks(element: Element) -> Iterator[str]:
    for child in element:
        make = _KINDS.get(child.tag)
        if make:
            yield make(child)
        elif len(child) == 0 or (child.text or "").strip():
            yield _paragraph(child)
        else:
            yield from _blocks(child)


def _paragraph(element: Element) -> str:
    return f"\n{_words(element)}\n"


def _heading(element: Element) -> str:
    return f"\n{'=' * int(element.tag[1])} {_words(element)}\n"


def _list(element: Element) -> str:
    mark = "+" if element.tag == "ol" else "-"
    return "\n" + "".join(f"{mark} {_words(item)}\n" for item in element.iter("li"))


def _table(element: Element) -> str:
    rows = [[_words(cell) for cell in row] for row in element.iter("tr")]
    columns = max(map(len, rows), default=1) or 1
    cells = "".join(f"[{cell}], " for row in rows for cell in row + [""] * (columns - len(row)))
    return f"\n#table(columns: {columns}, {cells})\n"


_KINDS: Mapping[str, Callable[[Element], str]] = {
    "p": _paragraph, "pre": _paragraph, "dl": _paragraph, "ul": _list, "ol": _list,
    "table": _table, "style": lambda _: "", "svg": lambda _: "", "img": lambda _: "",
    **{f"h{level}": _heading for level in range(1, 7)},
}  # fmt: skip


def _warm(compiler: typst.Compiler, markup: Path, output: Path) -> float:
    text = markup.read_text(encoding="utf-8")
    middle = text.index(" ", text.index("\n\n", len(text) // 2))
    compiler.compile(output=output)
    seconds = []
    for edit in range(EDITS):
        markup.write_text(f"{text[:middle]} word{edit}{text[middle:]}", encoding="utf-8")
        start = time.perf_counter()
        compiler.compile(output=output)
        seconds.append(time.perf_counter() - start)
    markup.write_text(text, encoding="utf-8")
    return median(seconds)


def main() -> None:
    """Set a book that was written."""
    markup, output = map(Path, sys.argv[1:3])
    folders = sorted({str(path.parent) for path in typefaces.font_files()})
    compiler = typst.Compiler(str(markup), font_paths=[*folders], ignore_system_fonts=True)
    if "--warm" in sys.argv:
        print(_warm(compiler, markup, output))
    else:
        compiler.compile(output=output)


if __name__ == "__main__":
    main()
