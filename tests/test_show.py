"""Findings as text."""

import json

import pytest

from handbook.book.findings import CODES, Finding
from handbook.book.places import Place
from handbook.show import FORMATS, as_row

FOUND = (
    Finding("HB111", Place("content/data/glossary.toml", 3), 'the term "agrément" is not used'),
    Finding(
        "HB101",
        Place("content/chapters/05-arrival.md", 14),
        'nothing is named "acreditation"',
        'did you mean "accreditation"?',
    ),
    Finding("HB007", Place("content/chapters"), "there is no chapter"),
    Finding("HB109", Place("content/chapters/05-arrival.md", 2), '"a,b:c.md" is 100% elsewhere'),
)

HUMAN = """\
content/chapters: error[HB007]: there is no chapter
    hint: Put at least one Markdown file into content/chapters/.
content/chapters/05-arrival.md:2: warning[HB109]: "a,b:c.md" is 100% elsewhere
    hint: Link to a file of the manuscript.
content/chapters/05-arrival.md:14: error[HB101]: nothing is named "acreditation"
    hint: did you mean "accreditation"?
content/data/glossary.toml:3: note[HB111]: the term "agrément" is not used
    hint: Use it in the text, or remove it.
2 errors, 1 warning, 1 note
"""

SHORT = """\
content/chapters: error[HB007]: there is no chapter
content/chapters/05-arrival.md:2: warning[HB109]: "a,b:c.md" is 100% elsewhere
content/chapters/05-arrival.md:14: error[HB101]: nothing is named "acreditation"
content/data/glossary.toml:3: note[HB111]: the term "agrément" is not used
"""

GITHUB = """\
::error file=content/chapters,title=HB007::there is no chapter. \
Hint: Put at least one Markdown file into content/chapters/.
::warning file=content/chapters/05-arrival.md,line=2,title=HB109::"a,b:c.md" is 100%25 elsewhere. \
Hint: Link to a file of the manuscript.
::error file=content/chapters/05-arrival.md,line=14,title=HB101::nothing is named "acreditation". \
Hint: did you mean "accreditation"?
::notice file=content/data/glossary.toml,line=3,title=HB111::the term "agrément" is not used. \
Hint: Use it in the text, or remove it.
"""


@pytest.mark.parametrize(("form", "text"), [("human", HUMAN), ("short", SHORT), ("github", GITHUB)])
def test_findings_are_shown_in_order(form: str, text: str) -> None:
    assert FORMATS[form](FOUND, False) == text


def test_json_is_read_back_as_the_same_findings() -> None:
    rows = json.loads(FORMATS["json"](FOUND, False))
    assert [row["path"] for row in rows][:2] == ["content/chapters", FOUND[1].place.path]
    assert {tuple(row.items()) for row in rows} == {tuple(as_row(one).items()) for one in FOUND}
    assert rows[2] == {
        "code": "HB101",
        "severity": "error",
        "path": "content/chapters/05-arrival.md",
        "line": 14,
        "message": 'nothing is named "acreditation"',
        "hint": 'did you mean "accreditation"?',
    }


def test_nothing_found_is_said_in_each_format() -> None:
    assert {form: show((), False) for form, show in FORMATS.items()} == {
        "human": "no findings\n",
        "short": "",
        "json": "[]\n",
        "github": "",
    }


def test_colours_come_only_when_asked_for() -> None:
    for form in ("human", "short"):
        assert "\x1b" not in FORMATS[form](FOUND, False)
        assert "\x1b[31merror[HB101]\x1b[0m" in FORMATS[form](FOUND, True)
    for form in ("json", "github"):
        assert FORMATS[form](FOUND, True) == FORMATS[form](FOUND, False)


def test_a_manuscript_cannot_write_to_the_terminal_or_begin_a_line() -> None:
    place = Place("content/chapters/\x1b[2J.md", 1)
    nasty = (Finding("HB101", place, "a\nb\r\x1b]0;x\x07", "c\n::error::d"),)
    for form, lines in (("human", 3), ("short", 1), ("github", 1)):
        text = FORMATS[form](nasty, False)
        assert text.count("\n") == len(text.splitlines()) == lines
        assert "\x1b" not in text


def test_every_code_can_be_shown() -> None:
    found = [Finding(code, Place("x.md", 1), "m") for code in CODES]
    assert FORMATS["short"](found, False).count("\n") == len(CODES)
