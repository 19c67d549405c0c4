"""Set a whole book as one document by the engine alone: what the program is measured against.

`python -m bench.bare PROJECT OUTPUT [--pages]` takes the HTML that the program makes of a
project, joins it into one document, and writes a tagged PDF. With `--pages` the contents ask
the engine for the page of every entry, as a book set in one piece has to.
"""

import re
import sys
import tempfile
from pathlib import Path

from handbook import typefaces


def whole(project: Path, with_pages: bool) -> tuple[str, str]:
    """Return HTML and style of the whole book."""
    from handbook.make import check
    from handbook.units import find_templates, make_units

    book, _ = check(project)
    units, _ = make_units(book, {}, find_templates(project))
    bodies, rules = [], []
    for unit in units:
        inside = re.search(r"<body[^>]*>(.*)</body>", unit.html, re.DOTALL)
        assert inside is not None
        kind = re.search(r"<body([^>]*)>", unit.html)
        assert kind is not None
        bodies.append(f"<section{kind[1]}>{inside[1]}</section>")
    html = "".join(bodies).replace('href="handbook:', 'href="#')
    if with_pages:
        html, rules = _with_counters(html)
    style = max((unit.style for unit in units), key=len) + "section{break-before:page}"
    page = f'<!doctype html><html lang="en-GB"><head><title>Bare</title></head><body>{html}</body>'
    return page, style + "".join(rules)


def _with_counters(html: str) -> tuple[str, list[str]]:
    rules: list[str] = []

    def counted(match: re.Match[str]) -> str:
        rules.append(
            f'#entry-{len(rules)}::after{{content:target-counter(url("#{match[1]}"),page)}}'
        )
        return f'{match[0][: -len(match[2])]}<span class="page" id="entry-{len(rules) - 1}"></span>'

    entry = r'<a href="#([^"]+)">(?:(?!</li>).)*?(<span class="page"></span>)'
    return re.sub(entry, counted, html, flags=re.DOTALL), rules


def main() -> None:
    """Write the PDF."""
    project, output, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        typefaces.prepare(Path(folder))
        import weasyprint

        html, style = whole(Path(project), "--pages" in options)
        document = weasyprint.HTML(string=html, base_url="asset:")
        document.write_pdf(
            output, stylesheets=[weasyprint.CSS(string=style)], pdf_tags=True
        )


if __name__ == "__main__":
    main()
