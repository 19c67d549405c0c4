"""What each way of writing becomes, and the line that everything is on."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.book.findings import Finding, in_order
from handbook.book.model import (
    Abbr,
    Block,
    Checklist,
    Cite,
    Conditions,
    Hole,
    Image,
    NoteRef,
    Only,
    Ref,
    Rich,
    ValueRef,
)
from handbook.book.places import Place
from handbook.manuscript.markup import ParsedFile, parse_chapter, parse_inline

Golden = Callable[[Path, str], None]

FILES = sorted((Path(__file__).parent / "markup").glob("*.md"))
PATH = "content/chapters/05-arrival.md"
CASE = re.compile(
    r"(?P<title>[^\n]+)\n\.\n(?P<text>.*?)\n\.\n(?P<said>(?:(?!\.\n)[^\n]*\n)*)\.\n\n?", re.DOTALL
)

HOLES: dict[type, Callable[[Hole], str]] = {
    Abbr: lambda hole: hole.short if isinstance(hole, Abbr) else "",
    Cite: lambda hole: f"{hole.source}|{hole.locator}" if isinstance(hole, Cite) else "",
    Image: lambda hole: f"{hole.source}|{hole.alt}" if isinstance(hole, Image) else "",
    NoteRef: lambda hole: hole.label if isinstance(hole, NoteRef) else "",
    Only: lambda hole: "; ".join(hole.applies) if isinstance(hole, Only) else "",
    Ref: lambda hole: f"{hole.target}|{hole.text}" if isinstance(hole, Ref) else "",
}


def parse(text: str) -> tuple[ParsedFile, tuple[Finding, ...]]:
    return parse_chapter(text, PATH, 1, ("DA", "DAO"), titled=True)


def codes(text: str) -> list[tuple[str, int]]:
    return [(finding.code, finding.place.line) for finding in in_order(parse(text)[1])]


def all_blocks(parsed: ParsedFile) -> list[Block]:
    return [*parsed.blocks, *(block for one in parsed.sections for block in one.blocks)]


def shown(rich: Rich, line: int = 0) -> str:
    """Return rich text with each hole in braces, and its line when it is not the block's."""

    def one(part: str | Hole) -> str:
        if isinstance(part, str):
            return part
        if isinstance(part, ValueRef):
            return shown(part.plain)
        at = f"@{part.place.line}" if line and part.place.line != line else ""
        return f"{{{type(part).__name__} {HOLES[type(part)](part)}{at}}}"

    return "".join(map(one, rich))


def said_of_block(block: Block, margin: str = "") -> Iterator[str]:
    own_id = f" #{block.id}" if block.id else ""
    title = f' "{shown(block.title)}"' if block.title else ""
    shows = f" {block.checklist}" if block.checklist else ""
    shows += said_of_conditions(block.applies)
    yield f"{margin}{block.place.line} {block.kind}{own_id}{shows}{title}"
    if block.body:
        lines = shown(block.body, block.place.line).split("\n")
        yield from (f"{margin}    {line}" for line in lines)


def said_of_conditions(applies: Conditions) -> str:
    return f" [{'; '.join(applies)}]" if applies else ""


def said_of_checklist(checklist: Checklist) -> Iterator[str]:
    yield f"{checklist.place.line} {checklist.kind} {checklist.id}: {shown(checklist.title)}"
    named = ("owner", "mode", "sign_off", "prerequisites", "revised")
    yield "    " + ", ".join(f"{name} {getattr(checklist, name)}" for name in named)
    yield f"    read first: {shown(checklist.read_first)}"
    for block in checklist.blocks:
        yield from said_of_block(block, "    ")
    for stage in checklist.stages:
        yield f"    {stage.place.line} stage {stage.letter}: {shown(stage.title)} ({stage.mode})"
        for block in stage.warnings:
            yield from said_of_block(block, "        ")
        for item in stage.items:
            applies = said_of_conditions(item.applies)
            text = shown(item.text, item.place.line)
            yield f"        {item.place.line} {item.id}{applies}: {text}"
            plain = (item.who, item.when, item.evidence)
            rich = (shown(item.standard), shown(item.reference))
            marks = (item.due, item.every, item.kind, "critical" if item.critical else "")
            yield "            " + " | ".join((*plain, *rich)) + f" {{{' '.join(marks)}}}"
        if stage.pause:
            yield f"        pause: {shown(stage.pause)}"


def said_of(text: str) -> Iterator[str]:
    """Yield what a text becomes, and the findings, line by line."""
    parsed, findings = parse(text)
    if parsed.title:
        own_id = f" #{parsed.id}" if parsed.id else ""
        yield f"{parsed.title_place.line} title{own_id}: {shown(parsed.title)}"
    for block in parsed.blocks:
        yield from said_of_block(block)
    for section in parsed.sections:
        sign = "#" if section.explicit else ""
        applies = said_of_conditions(section.applies)
        name = f"{sign}{section.id}{applies}"
        yield f"{section.place.line} h{section.level} {name}: {shown(section.title)}"
        for block in section.blocks:
            yield from said_of_block(block)
    for label, rich in parsed.notes:
        yield f"note {label}: {shown(rich)}"
    for checklist in parsed.checklists:
        yield from said_of_checklist(checklist)
    for finding in in_order(findings):
        yield f"! {finding.place.line} {finding.code} {finding.message} {finding.hint}".rstrip()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_written_becomes_what_is_expected(path: Path, golden: Golden) -> None:
    text = path.read_text(encoding="utf-8")
    cases = list(CASE.finditer(text))
    assert "".join(case[0] for case in cases) == text, "title, text, outcome; points between"
    renewed = (
        f"{case['title']}\n.\n{case['text']}\n.\n"
        + "".join(f"{line}\n" for line in said_of(case["text"]))
        + ".\n"
        for case in cases
    )
    golden(path, "\n".join(renewed))


WORD = st.sampled_from(("yes", "no", "see note", "alpha"))
CONSTRUCTS: dict[str, tuple[str, ...]] = {
    "paragraph": ("{0} {1}", "{2}"),
    "list": ("- {0}", "  - {1}", "", "    {2}", "- {0}"),
    "list of numbers": ("1. {0}", "", "   {1}", "2. {2}"),
    "code": ("```", "{0}", "{1}", "", "{0}", "```"),
    "table": ("| {0} | b |", "|---|---|", "| {1} | c |", "| {1} | c |"),
    "note": ("/// note | {0}", "{1}", "", "- {2}", "///"),
    "warning": ('!!! warning "{0}"', "    {1}", "", "    {0}"),
    "caution": ("> [!CAUTION]", "> {0}", ">", "> {1}"),
    "quote": ("> {0}", "> {1}"),
    "rule": ("---",),
    "figure": ('![{0}](art/x.png "{1}")',),
    "definitions": ("{0}", ":   {1}"),
    "heading": ("## {0}",),
    "underlined": ("{0}", "---"),
    "html": ("<table><tr><th>{0}</th></tr>", "<tr><td>{1}</td></tr></table>"),
    "folded": ("<details>", "<summary>{0}</summary>", "", "{1}", "", "</details>"),
    "(footnote)": ("[^{0}]: {1}", "    {0}", "", "    {2}"),
    "(reference)": ("[{0}]: https://example.org",),
    "(comment)": ("<!-- {0}", "", "{1}", "-->"),
}
"""Constructs by what they become, in words that come again and again; `( )` become nothing."""
MERGING = {"list", "list of numbers", "quote", "definitions", "caution"}
"""Constructs of which two in a row, also around a silent one, are the same thing."""


@pytest.mark.slow
@settings(max_examples=80)
@given(st.lists(st.tuples(st.sampled_from(sorted(CONSTRUCTS)), WORD, WORD, WORD), max_size=60))
def test_each_block_of_a_long_text_knows_its_line(row: list[tuple[str, str, str, str]]) -> None:
    lines, expected = ["# Title", ""], []
    last = ""
    for kind, *words in row:
        if kind in MERGING and kind == last:
            continue
        if not kind.startswith("("):
            last = kind
            expected.append(len(lines) + 1 + (kind == "folded"))
            expected += [len(lines) + 4] * (kind == "folded")
        lines += [line.format(*words) for line in CONSTRUCTS[kind]] + [""]
    parsed, _ = parse("\n".join(lines))
    places = [block.place for block in all_blocks(parsed)]
    places += [section.place for section in parsed.sections]
    assert sorted(place.line for place in places) == expected


def test_what_stands_inside_a_block_knows_its_line() -> None:
    text = """\
# T

One [](#a) and
two [](#a) and
the DA [@s p. 1;
@t].

| a | b |
|---|---|
| [](#a) | x |
| x | [](#a)[^n] |

- x
  - [](#a)

  ![A](art/a.png)

/// note
x

> y [^n]
///

[^n]: The DA.
"""
    parsed, _ = parse(text)
    holes = [part for block in all_blocks(parsed) for part in block.body]
    lines = [part.place.line for part in holes if not isinstance(part, str)]
    assert lines == [3, 4, 5, 5, 6, 10, 11, 11, 14, 16, 21]
    assert [part.place.line for part in parsed.notes[0][1] if not isinstance(part, str)] == [24]


def test_words_that_leave_nothing_on_the_page_are_not_taken_for_those_that_do() -> None:
    text = """\
<!-- no
yes
-->

[^1]: yes

    no

[no]: https://example.org

yes

no

Rule
---

---
"""
    parsed, _ = parse(text)
    assert [(block.kind, block.place.line) for block in all_blocks(parsed)] == [
        ("paragraph", 11),
        ("paragraph", 13),
        ("rule", 18),
    ]
    assert [section.place.line for section in parsed.sections] == [15]


@pytest.mark.parametrize("path", [PATH, "notes/05.md", "05.md"])
def test_no_address_leads_out_of_the_manuscript(path: str) -> None:
    text = "[a](/x.md) [b](../../../x.md) [c](%2e%2e/../../x.md) ![d](/x.png)"
    _, findings = parse_chapter(text, path, 1, titled=True)
    assert [finding.code for finding in findings] == ["HB109"] * 3 + ["HB404"]


def test_lines_count_from_where_the_text_begins() -> None:
    parsed, findings = parse_chapter("Text <script>\n\n## A", PATH, 12)
    assert [block.place for block in parsed.blocks] == [Place(PATH, 12)]
    assert parsed.sections[0].place == Place(PATH, 14)
    assert {finding.place.line for finding in findings} == {12}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_ends_will_do(end: str) -> None:
    text = "\ufeff# T\n\n- a\n\t- b\n\n```\nx\n\ty\n```\n".replace("\n", end)
    parsed, findings = parse(text)
    assert [shown(block.body) for block in parsed.blocks] == [
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
        "<pre><code>x\n    y</code></pre>",
    ]
    assert [block.place.line for block in parsed.blocks] == [3, 6]
    assert findings == ()


@pytest.mark.parametrize(
    "text", ["", "\n\n", "\ufeff", "   ", "<!-- -->", "[x]: y", "\x00\x0c\x02"]
)
def test_a_text_of_nothing_is_a_chapter_of_nothing(text: str) -> None:
    parsed, findings = parse_chapter(text, PATH, 1)
    assert all_blocks(parsed) == []
    assert [finding.code for finding in findings] == ["HB104"]


def test_a_title_in_the_front_matter_is_title_enough() -> None:
    assert parse_chapter("Text.", PATH, 1, titled=True)[1] == ()
    assert codes("## Section\n") == []


def test_characters_that_no_page_may_hold_are_dropped() -> None:
    parsed, _ = parse("a\x00b\x02c\x03d\x1be\ufffef\x0cg\u2028h\x85i &#0; &#2; &#x1e;")
    assert shown(parsed.blocks[0].body).startswith("<p>abcdef g hi")
    assert not re.search("[\x00-\x1f\x7f-\x9f\ufffe\uffff]", shown(parsed.blocks[0].body))


def test_one_line_holds_no_blocks() -> None:
    rich, findings = parse_inline("# 1. *No* list; see [](#x), [@s] and <b>bold", Place(PATH, 7))
    assert shown(rich) == "# 1. <em>No</em> list; see {Ref x|}, {Cite s|} and <strong>bold</strong>"
    assert [part.place.line for part in rich if not isinstance(part, str)] == [7, 7]
    assert findings == ()
    assert parse_inline("", Place(PATH)) == ((), ())


def test_a_finding_in_one_line_has_its_place() -> None:
    _, findings = parse_inline("a [b](javascript:x)", Place(PATH, 7))
    assert [(finding.code, finding.place) for finding in findings] == [("HB204", Place(PATH, 7))]
