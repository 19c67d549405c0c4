"""Nothing that is written breaks the parser, keeps it long, or leaves it as harmful HTML."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.book.findings import Finding
from handbook.book.model import Block, Rich
from handbook.book.places import Place
from handbook.manuscript.markup import ParsedFile, parse_chapter, parse_checklist, parse_inline

PATH = "content/chapters/05-arrival.md"


def parse(text: str) -> tuple[ParsedFile, tuple[Finding, ...]]:
    return parse_chapter(text, PATH, 1, ("DA", "DAO"), titled=True)


def all_blocks(parsed: ParsedFile) -> list[Block]:
    return [*parsed.blocks, *(block for one in parsed.sections for block in one.blocks)]


def strings(rich: Rich) -> str:
    return "".join(part for part in rich if isinstance(part, str))


def test_a_list_nested_forty_deep_is_set_with_one_warning() -> None:
    for step in ("  ", "    "):
        text = "\n".join(f"{step * level}- level {level}" for level in range(40))
        parsed, findings = parse(text)
        assert strings(parsed.blocks[0].body).count("<ul>") == 40
        assert [(one.code, one.place.line) for one in findings] == [("HB205", 5)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["\n".join("  " * level + "- x" for level in range(400)), "<b>" * 3000 + "text", "> " * 2000],
)
def test_what_is_nested_beyond_measure_is_a_finding(text: str) -> None:
    parsed, findings = parse("# T\n\n" + text)
    assert {finding.code for finding in findings} <= {"HB207", "HB205"}
    assert findings or len(all_blocks(parsed)) == 1
    assert parsed.title == ("T",), "the rest is set as it stands"


HOSTILE = {
    "brackets": "[" * 10_000,
    "brackets in brackets": "[" * 5_000 + "]" * 5_000,
    "pictures": "![" * 5_000,
    "open links": "[a](x " * 3_000,
    "open citations": "[@a; " * 5_000,
    "backticks": "`".join("a" * length for length in range(300)) + "``",
    "open tags": "<a " * 20_000,
    "open quotes": "<a href='" * 5_000,
    "open comments": "<!-- " * 20_000,
    "stars": "*a " * 30_000,
    "spaces": "a" + " " * 200_000 + "b",
    "pipes": "|" * 100_000,
    "braces": "a {" * 30_000,
    "open boxes": "/// note\n" * 200,
    "titles": "# a\n" * 1_000,
    "rows": "| a | b |\n|---|---|\n" + "| 1 | *2* |\n" * 1_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_parsed_in_good_time(name: str) -> None:
    start = time.process_time()
    parsed, _ = parse(HOSTILE[name])
    assert time.process_time() - start < 2
    assert parsed.title or all_blocks(parsed)


@pytest.mark.slow
def test_a_paragraph_of_two_megabytes_takes_seconds() -> None:
    words = "the *attaché* reports to the **head** of [mission](#m) and `code` on DA day [@vcdr]. "
    start = time.process_time()
    parsed, _ = parse(words * 25_000)
    assert time.process_time() - start < 20
    holes = [part for part in parsed.blocks[0].body if not isinstance(part, str)]
    assert len(holes) == 75_000


@pytest.mark.slow
def test_a_table_of_five_thousand_rows_keeps_them_all() -> None:
    parsed, findings = parse("| a | b |\n|---|---|\n" + "| 1 | [](#x) |\n" * 5_000)
    lines = [part.place.line for part in parsed.blocks[0].body if not isinstance(part, str)]
    assert lines == list(range(3, 5_003))
    assert findings == ()


def test_a_chapter_of_four_thousand_words_takes_a_fraction_of_a_second() -> None:
    words = "The *attaché* [calls](#calls) on **the head** of `mission` on day one [@vcdr art. 7]. "
    text = "# T\n\n" + "\n\n".join(f"## S {number}\n\n{words * 6}" for number in range(50))
    start = time.process_time()
    parsed, _ = parse(text)
    assert time.process_time() - start < 0.6
    assert len(parsed.sections) == 50


# fmt: off
MARKS = (
    "# ", "## ", "### ", "\n", "\n\n", "  ", "    ", "\t", "- ", "* ", "1. ", "> ", "> [!NOTE]",
    "```", "~~~", "`", "``", "*", "**", "_", "__", "~~", "[", "]", "(", ")", "![", "](", "[^1]",
    "[^1]: ", "[@a]", "[@", "]: ", "<b>", "</b>", "<div>", "</div>", "<script>", "</script>",
    "<!--", "-->", "<p>", "<table>", "<tr>", "<td>", "<pre>", "</pre>", "<details>", "<summary>",
    "</summary>", "<a href='x'>", "<a href='javascript:x'>", "<img src=x onerror=y>", "&amp;",
    "&#0;", "&", "<", ">", "---", "===", "***", ": ", "!!! note", "??? note", "/// note",
    "/// checklist / D1", "/// table-caption", "/// law", "///", "/// foo", "{#id}", "{: #x }",
    "{.c}", "{a=b}", "{data-line=x}", "{style=x}", "- [ ] **D1.1** x {critical}", "Pause.", "x",
    "word", "DA", "\\", "http://x.y", "a@b.c", "\u0000", "\u0002", "\f", "‮", "ü", "  \n",
    "{{ x }}", "{% y %}", "[x](#y)", "[x]: y", "<![CDATA[", "<?", "<!x>", "<x y='", "=\"",
    "    - ", "  - ", "\"", "'", "<b", "</", "<!", "<host>", "[](#", "[^", "^", "\r", "\r\n",
    "![a](x.png \"c\")",
)
# fmt: on
TEXTS = st.one_of(st.lists(st.sampled_from(MARKS), max_size=40).map("".join), st.text())


class Census(HTMLParser):
    """Checks that HTML is what we write: balanced, of known elements and attributes."""

    elements = frozenset(
        "a abbr bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure"  # noqa: SIM905
        " hr ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td"
        " tfoot th thead tr u ul var wbr".split()
    )
    attributes = frozenset({"class", "colspan", "dir", "href", "lang", "rowspan", "scope", "start"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.elements
        for name, value in attrs:
            assert name in self.attributes
            assert name != "href" or re.match(r"(https?|mailto):", value or "", re.IGNORECASE)
        if tag not in ("br", "hr", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def take_census(rich: Rich) -> None:
    census = Census()
    census.feed("".join(part for part in rich if isinstance(part, str)))
    census.close()
    assert census.open == []
    assert all(part != "" for part in rich)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", strings(rich))


def try_everything(text: str) -> None:
    last = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    parsed, findings = parse_chapter(text, PATH, 1, ("DA",))
    made, more = parse_checklist(text, PATH, 1, {"id": "D1", "kind": "duty"}, {}, ("DA",))
    rich, rest = parse_inline(text, Place(PATH, 1))
    for finding in (*findings, *more, *rest):
        assert 0 <= finding.place.line <= last
        assert finding.code != "HB207"
    riches = [parsed.title, *(text for _, text in parsed.notes), rich]
    riches += [one.title for one in parsed.sections]
    riches += [text for block in all_blocks(parsed) for text in (block.body, block.title)]
    riches += [item.text for item in made.items()] if made else []
    for one in riches:
        take_census(one)


@pytest.mark.slow
@settings(max_examples=60)
@given(TEXTS)
def test_whatever_is_written_is_parsed_to_clean_html(text: str) -> None:
    try_everything(text)


@pytest.mark.slow
@settings(max_examples=1_500)
@given(TEXTS)
def test_whatever_is_written_at_length_is_parsed_to_clean_html(text: str) -> None:
    try_everything(text)
