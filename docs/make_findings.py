"""Write docs/findings.md from the table of codes, or check that it is fresh (`--check`)."""

import sys
from itertools import groupby
from pathlib import Path

from generated import keep_fresh

from handbook.book.findings import CODES, Severity

PAGE = Path(__file__).with_name("findings.md")

HEAD = """\
# Findings

Written by `make docs` from the table of codes in the program: do not edit.

`handbook check` and `handbook build` say what is wrong with a manuscript in findings: a place, a
code, a message and a hint. A code keeps its meaning for ever. An **error** forbids the build, a
**warning** asks an editor to look, a **note** is worth knowing.

```text
content/chapters/05-arrival.md:14: error[HB101]: nothing is named "acreditation"
    hint: did you mean "accreditation"?
```
"""

FAMILIES = {
    "0": "Files and settings",
    "1": "Structure, ids and references",
    "2": "Markup",
    "3": "Checklists",
    "4": "Pictures and fonts",
    "5": "Setting",
    "6": "Proof",
    "7": "Filled forms",
    "8": "Products for print",
    "9": "Editions",
}


def page() -> str:
    """Return the text of the page."""
    sections = [HEAD]
    for family, codes in groupby(sorted(CODES), lambda code: code[2]):
        rows = "".join(map(row, codes))
        title = f"## {FAMILIES[family]} (HB{family}xx)"
        sections.append(
            f"{title}\n\n| code | severity | what | what to do |\n|---|---|---|---|\n{rows}"
        )
    return "\n".join(sections)


def row(code: str) -> str:
    """Return the row of a code."""
    entry = CODES[code]
    strong = f"**{entry.severity}**" if entry.severity is Severity.ERROR else str(entry.severity)
    return f"| `{code}` | {strong} | {entry.title} | {entry.advice} |\n"


if __name__ == "__main__":
    sys.exit(keep_fresh(PAGE, page()))
