"""A book of any number of chapters, the same on every machine: text, tables, lists, references."""

from collections.abc import Iterator

_VOCABULARY = (
    "accreditation arrival attaché brief calendar capital chapter clearance conduct contact "
    "convention courier custody deputy directive embassy evidence exercise family guest harbour "
    "host immunity initials inventory journey language law letter liaison ministry mission note "
    "notice office officer passport permit post premises programme protocol reception record "
    "report residence route safe schedule section security sending service signature staff "
    "standard state status survey table tour travel treaty visit warden witness zone "
)
WORDS = tuple(_VOCABULARY.split())
VERBS = ("ask", "call", "check", "confirm", "count", "open", "read", "report", "send", "sign")
SMALL = ("the", "of", "to", "and", "in", "for", "with", "before", "after", "without")
SECTIONS = 8
PARAGRAPHS = 9


def synthetic_book(chapters: int, edited: str = "") -> dict[str, str]:
    """Return the files of a project; `edited` is added to a paragraph in the middle chapter."""
    files = {"content/handbook.toml": _SETTINGS}
    for number in range(1, chapters + 1):
        extra = edited if number == (chapters + 1) // 2 else ""
        files[f"content/chapters/{number:03}.md"] = _chapter(number, chapters, extra)
    for number in range(1, max(2, chapters // 3)):
        files[f"content/checklists/D{number}.md"] = _checklist(number)
    return files


_SETTINGS = """title = "Synthetic Handbook"
subtitle = "For measuring"
slug = "synthetic"
language = "en-GB"
handling = "Specimen"
[edition]
id = "1"
date = 2026-01-01
[numbering]
paragraphs = true
"""


def _chapter(number: int, chapters: int, extra: str) -> str:
    lines = [f"# Chapter of {_pick(WORDS, number)}", "", _paragraph(number * 31), ""]
    for section in range(1, SECTIONS + 1):
        seed = number * 1009 + section * 101
        lines += [
            f"## On {_pick(WORDS, seed)} and {_pick(WORDS, seed + 7)} {{#s{number}-{section}}}",
            "",
        ]
        lines += list(_section(seed, number, section, chapters))
    lines += [_paragraph(number) + " " + extra, ""]
    return "\n".join(lines)


def _section(seed: int, number: int, section: int, chapters: int) -> Iterator[str]:
    for paragraph in range(PARAGRAPHS):
        yield _paragraph(seed + paragraph)
        yield ""
    other = (number + section) % chapters + 1
    yield f"See [](#s{other}-{section}) before the next step."
    yield ""
    if section % 2:
        yield from (f"- {_sentence(seed + item, 9)}" for item in range(5))
    else:
        yield "| What | Who | When |\n|---|---|---|"
        for row in range(6):
            yield f"| {_words(seed + row, 4)} | {_pick(WORDS, seed + row)} | day {row + 1} |"
    yield ""
    if section == SECTIONS // 2:
        yield f"/// caution\n{_sentence(seed, 14)}\n///\n"


def _checklist(number: int) -> str:
    items = "\n".join(
        f"- [ ] **D{number}.{item}** {_pick(VERBS, number + item).title()} the"
        f" {_pick(WORDS, number * 13 + item)}\n    Officer | day {item} | record"
        for item in range(1, 9)
    )
    head = f"---\nid: D{number}\nkind: duty\nowner: Officer\ntrigger: Day {number}\n---\n"
    return f"{head}# List of {_pick(WORDS, number * 5)}\n\n{items}\n"


def _paragraph(seed: int) -> str:
    return " ".join(_sentence(seed * 17 + n, 8 + (seed + n) % 9) for n in range(4))


def _sentence(seed: int, length: int) -> str:
    text = _words(seed, length)
    return text[0].upper() + text[1:] + "."


def _words(seed: int, length: int) -> str:
    """Return words chosen by a linear congruence (Knuth, TAOCP 2, 3.3.4, line 26's kind)."""
    words, state = [], seed & 0xFFFFFFFF
    for place in range(length):
        state = (1664525 * state + 1013904223) & 0xFFFFFFFF
        words.append(_pick(SMALL if place % 2 else WORDS, state >> 8))
    return " ".join(words)


def _pick(words: tuple[str, ...] | list[str], number: int) -> str:
    return words[number % len(words)]
