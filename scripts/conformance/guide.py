"""The examples of docs/writing.md as one book: every construct that an author can write."""

import re
from collections.abc import Iterator
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "writing.md"
_EXAMPLE = re.compile(r"^(`{3,})(markdown|toml)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
_PROFILE = re.compile(r"^(?:profile|condition) = .*\n", re.MULTILINE)
"""Of the printer: a file that no example holds, for which the download has no use."""
_LIST = re.compile(r"---\nid: (\w+)\nkind: ")
_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 30">'
    '<rect x="1" y="1" width="88" height="28" fill="none" stroke="#161616"/></svg>'
)

TABLES = {
    "[[source]]": "data/sources.toml",
    "[[term]]": "data/glossary.toml",
    "[[fact]]": "data/facts.toml",
    "[[row]]": "data/regimes.toml",
    "[edition]": "handbook.toml",
}
"""By what stands in an example of TOML: the file that it is of. The ledger is no part of a book."""

MISSING = {
    "chapters/90-elsewhere.md": "# Elsewhere\n\nText: [=us-gift-limit].\n"
    + "".join(
        f"\n## {name.title()} {{#{name}}}\n\nText.\n"
        for name in ("functions", "arrival", "communications", "preparation")
    ),
    "data/sources.toml": "".join(
        f'\n[[source]]\nid = "{name}"\nshort = "{name.upper()}"\ntitle = "{name}"\n'
        for name in ("vccr", "gsa-gifts", "stanag-6001")
    ),
    **{f"art/{name}.svg": _DRAWING for name in ("two-lines", "stop", "ornament")},
    **{
        f"checklists/{name}.md": f"---\nid: {name}\nkind: {kind}\n---\n# Before\n\n"
        f"- [ ] **{name}.1** Sign the form\n"
        for name, kind in (("D1", "duty"), ("Q1", "qualification"))
    },
}
"""What the examples speak of and do not hold, by the file of content/ that it goes into."""


def examples() -> tuple[tuple[str, str], ...]:
    """Return the examples of the guide in their order: `markdown` or `toml`, text."""
    found = _EXAMPLE.findall(GUIDE.read_text(encoding="utf-8"))
    return tuple((kind, text) for _, kind, text in found)


def guide_book(project: Path) -> None:
    """Write the examples, and what they need, as a manuscript into a project's folder."""
    for name, text in (*_placed(), *MISSING.items()):
        path = project / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(text)


def _placed() -> Iterator[tuple[str, str]]:
    """Yield each example with the file of content/ that it goes into."""
    for number, (kind, text) in enumerate(examples(), 1):
        if kind == "toml":
            text = _PROFILE.sub("", text)
            yield from ((name, text) for sign, name in TABLES.items() if sign in text)
        elif found := _LIST.match(text):
            yield f"checklists/{found[1]}.md", text
        else:
            titled = text.startswith(("# ", "---\n"))
            yield f"chapters/{number:02}.md", text if titled else f"# Example {number}\n\n{text}"
