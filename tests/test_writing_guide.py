"""Each example of docs/writing.md is parsed without a finding; and what can be written is in it."""

import re
from pathlib import Path

import pytest

from conformance import guide
from conformance.canaries import download_of
from conformance.verapdf import validate
from handbook.binding.facts import read_pdf
from handbook.binding.proof import prove
from handbook.book.findings import Finding, has_errors
from handbook.make import check
from handbook.manuscript.catalogue import (
    FACT,
    ROW,
    SOURCE,
    TERM,
    parse_facts,
    parse_glossary,
    parse_ids,
    parse_sources,
    parse_table,
)
from handbook.manuscript.checklists import SETTINGS
from handbook.manuscript.marking import BOXES
from handbook.manuscript.parts import FRONT_MATTER, parse_list, parse_part
from handbook.manuscript.settings import BOOK, SECTIONS, parse_settings
from handbook.manuscript.syntax import CHECKLIST_SETTINGS

GUIDE = guide.GUIDE.read_text(encoding="utf-8")
EXAMPLES = guide.examples()


def findings_of(kind: str, text: str) -> tuple[Finding, ...]:
    """Return the findings about a text, read as the kind of file that it looks like."""
    if kind == "toml":
        if "[[source]]" in text:
            return parse_sources(text, "content/data/sources.toml")[1]
        if "[[term]]" in text:
            return parse_glossary(text, "content/data/glossary.toml")[1]
        if "[[fact]]" in text:
            return parse_facts(text, "content/data/facts.toml")[1]
        if "[[row]]" in text:
            return parse_table(text, "content/data/regimes.toml")[1]
        if "live = " in text:
            return parse_ids(text, "content/data/ids.toml")[1]
        return parse_settings(text, "content/handbook.toml", {"contents": "Contents"})[1]
    if re.match(r"---\n(.*\n)*kind: ", text):
        return parse_list(text, "content/checklists/D2.md", ("DA",))[1]
    titled = text if text.startswith(("# ", "---")) else f"# Title\n\n{text}"
    return parse_part(titled, "content/chapters/05-a.md", "chapter", ("DA",))[2]


@pytest.mark.parametrize(("kind", "text"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_is_parsed_without_a_finding(kind: str, text: str) -> None:
    assert findings_of(kind, text) == ()


def test_there_are_examples_of_everything() -> None:
    assert len(EXAMPLES) >= 20
    assert findings_of("markdown", "/// nonsense\n///\n") != (), "a bad example would be noticed"


@pytest.mark.parametrize("box", BOXES)
def test_each_box_is_in_the_guide(box: str) -> None:
    assert re.search(rf"/// {box}\b|`{box}`", GUIDE)


@pytest.mark.parametrize("key", [*FRONT_MATTER, *SETTINGS])
def test_each_key_of_front_matter_is_in_a_table(key: str) -> None:
    assert f"| `{key}` |" in GUIDE


@pytest.mark.parametrize("key", [*BOOK, *(key for kinds in SECTIONS.values() for key in kinds)])
def test_each_setting_of_the_book_is_in_the_example(key: str) -> None:
    assert re.search(rf"^{key} = ", GUIDE, re.MULTILINE)


@pytest.mark.parametrize("key", [*SOURCE, *TERM, *FACT, *ROW])
def test_each_key_of_the_data_is_in_an_example(key: str) -> None:
    assert re.search(rf"^{key} = ", GUIDE, re.MULTILINE)


def test_a_list_in_a_chapter_takes_the_settings_of_a_file() -> None:
    assert {"id", *CHECKLIST_SETTINGS} == set(SETTINGS)


def test_the_examples_are_a_book_without_an_error(tmp_path: Path) -> None:
    guide.guide_book(tmp_path)
    book, findings = check(tmp_path)
    assert not has_errors(findings), findings
    assert {block.kind for part in book.parts for block in part.all_blocks()} >= {
        "paragraph", "list", "table", "figure", "quote", "code", "definitions", "rule", "checklist",
        "note", "caution", "warning", "example", "law", "specimen",
    }  # fmt: skip


@pytest.mark.pdf
@pytest.mark.slow
def test_the_book_of_all_examples_conforms(tmp_path: Path) -> None:
    guide.guide_book(tmp_path)
    file = download_of(tmp_path)
    verdicts = validate([file])
    assert [one.failures for one in verdicts] == [(), ()]
    assert [(one.flavour, one.passed) for one in verdicts] == [("ua1", True), ("2a", True)]
    assert min(one.checks for one in verdicts) > 50_000
    facts = read_pdf(file.read_bytes())
    assert facts
    assert not has_errors(prove(facts, file.name))
    assert {*facts.tags.counts} >= {
        "BlockQuote", "Figure", "Form", "Lbl", "Link", "Note", "Reference", "TH",
    }  # fmt: skip
