"""Settings, front matter and data files: every fault with the line it stands on."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.book.findings import Finding, in_order
from handbook.book.places import Place
from handbook.book.settings import Edition, Numbering, Settings
from handbook.manuscript.datafiles import KeyPath, parse_toml, parse_yaml, split_front_matter
from handbook.manuscript.fields import slug
from handbook.manuscript.settings import PAGE_SIZES, parse_settings

PATH = "content/handbook.toml"
WORDS = {"chapter": "Chapter", "contents": "Contents"}

FULL = """\
title = "Defence Attaché Field  Handbook"
short-title = "DAFH"
language = "en-GB"
keywords = ["attaché", "checklists"]
licence = "CC BY 4.0"
legal = ["One.", \"""
Two,
of two lines.\"""]

[edition]
id = "2026.1"
date = 2026-11-22
review-by = "2027-11-22"

[page]
size = "a6"

[numbering]
paragraphs = true
pages = "continuous"

[contents]
depth = 3

[words]
contents = "Table of contents"
"""


def faults(text: str) -> list[tuple[str, int, str, str]]:
    _, findings = parse_settings(text, PATH, WORDS)
    assert all(finding.place.path == PATH for finding in findings)
    return [(one.code, one.place.line, one.message, one.hint) for one in findings]


def test_an_empty_file_gives_the_defaults_and_the_words_of_the_templates() -> None:
    settings, findings = parse_settings("", PATH, WORDS)
    assert findings == ()
    assert settings == Settings(words=(("chapter", "Chapter"), ("contents", "Contents")))


def test_every_setting_finds_its_place() -> None:
    assert parse_settings(FULL, PATH, WORDS) == (
        Settings(
            title="Defence Attaché Field Handbook",
            short_title="DAFH",
            slug="defence-attache-field-handbook",
            language="en-GB",
            keywords=("attaché", "checklists"),
            licence="CC BY 4.0",
            legal=("One.", "Two,\nof two lines."),
            page="A6",
            numbering=Numbering(paragraphs=True, pages="continuous"),
            contents_depth=3,
            edition=Edition("2026.1", dt.date(2026, 11, 22), review_by=dt.date(2027, 11, 22)),
            words=(("chapter", "Chapter"), ("contents", "Table of contents")),
        ),
        (),
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('\ntitel = "x"', ("HB005", 2, 'unknown setting "titel"', 'did you mean "title"?')),
        ("[editon]\nid = 1", ("HB005", 1, 'unknown setting "editon"', 'did you mean "edition"?')),
        (
            "[edition]\n\nReview-by = 2026-11-22",
            ("HB005", 3, 'unknown setting "Review-by"', 'did you mean "review-by"?'),
        ),
        (
            '[words]\ncontent = "x"',
            ("HB005", 2, 'unknown setting "content"', 'did you mean "contents"?'),
        ),
        ("quux = 1", ("HB005", 1, 'unknown setting "quux"', "")),
        ("title = 7", ("HB006", 1, '"title" wants a line of text', "put it into quotation marks")),
        ('title = "a\\u0000b"', ("HB006", 1, '"title" wants a line of text', "")),
        (
            "[edition]\nid = 2026.1",
            (
                "HB006",
                2,
                '"id" wants a name fit for a file, as 2026.1',
                "put it into quotation marks",
            ),
        ),
        (
            '[edition]\nid = "../x"',
            ("HB006", 2, '"id" wants a name fit for a file, as 2026.1', ""),
        ),
        ('[edition]\ndate = "soon"', ("HB006", 2, '"date" wants a date, as 2026-11-22', "")),
        ('[edition]\ndate = "2026-02-30"', ("HB006", 2, '"date" wants a date, as 2026-11-22', "")),
        (
            "[edition]\ndate = 2026-11-22T12:00:00Z",
            ("HB006", 2, '"date" wants a date, as 2026-11-22', ""),
        ),
        (
            '[page]\nsize = "A7"',
            ("HB006", 2, f'"size" wants one of {", ".join(PAGE_SIZES)}', ""),
        ),
        ("[numbering]\nsections = 1", ("HB006", 2, '"sections" wants true or false', "")),
        ("[contents]\ndepth = 9", ("HB006", 2, '"depth" wants a number from 1 to 3', "")),
        ("[contents]\ndepth = true", ("HB006", 2, '"depth" wants a number from 1 to 3', "")),
        ('language = "English"', ("HB006", 1, '"language" wants a language tag, as en-GB', "")),
        (
            'slug = "My Book"',
            (
                "HB006",
                1,
                '"slug" wants small letters, digits and single hyphens, as my-book',
                "",
            ),
        ),
        (
            'page = "A5"',
            ("HB006", 1, '"page" wants keys of its own, below a line in brackets', ""),
        ),
        ("legal = [1]", ("HB006", 1, '"legal" wants a list of paragraphs', "")),
    ],
)
def test_a_fault_is_found_with_its_line(text: str, fault: tuple[str, int, str, str]) -> None:
    assert faults(text) == [fault]


def test_all_faults_of_a_file_are_found_and_the_rest_is_kept() -> None:
    text = 'title = 1\nhandling = "Unclassified"\n[page]\nsize = 5\n[edition]\nid = "3"\nx = 1'
    settings, findings = parse_settings(text, PATH, WORDS)
    assert [(one.code, one.place.line) for one in in_order(findings)] == [
        ("HB006", 1),
        ("HB006", 4),
        ("HB005", 7),
    ]
    assert (settings.handling, settings.page, settings.edition.id) == ("Unclassified", "A5", "3")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("title = \n", 1),
        ('a = 1\ntitle = "x\n', 2),
        ("[page]\n[page]", 2),
        ("x = 1\nx = 2", 2),
        ("a = 1\nb = [\n1,\n", 3),
        ("a = " + "[" * 5000, 0),
        ("x = 1\na" + ".a" * 30_000, 2),
        ("x = 1\n" * 200_000, 0),
        ("a = " + "9" * 5000, 0),
    ],
)
def test_malformed_toml_is_one_finding_and_the_defaults(text: str, line: int) -> None:
    settings, findings = parse_settings(text, PATH, {})
    assert settings == Settings()
    assert [(one.code, one.place) for one in findings] == [("HB003", Place(PATH, line))]


@pytest.mark.parametrize("tag", ["en", "en-GB", "de-CH-1996", "zh-Hant-TW", "es-419", "nds"])
def test_language_tags_are_known_by_their_shape(tag: str) -> None:
    assert parse_settings(f'language = "{tag}"', PATH, {})[1] == ()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Defence Attaché Field Handbook", "defence-attache-field-handbook"),
        ("  A/B: C!  ", "a-b-c"),
        ("手册", ""),
        ("word " * 40, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_a_slug_is_fit_for_a_file_name(title: str, expected: str) -> None:
    assert slug(title) == expected


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("{day}. {month} {year}", True),
        ("{year}", True),
        ("", True),
        ("{day} {week}", False),
        ("{day.x}", False),
        ("{day", False),
        ("{}", False),
    ],
)
def test_a_word_of_the_templates_keeps_to_the_gaps_it_has(text: str, fits: bool) -> None:
    words = {"date": "{day} {month} {year}", "note": "Note"}
    settings, findings = parse_settings(f'[words]\ndate = "{text}"', PATH, words)
    assert dict(settings.words)["date"] == (text if fits else words["date"])
    assert [one.message for one in findings] == (
        [] if fits else ['"date" wants text, with no braces but {day}, {month}, {year}']
    )


def test_a_title_without_latin_letters_leaves_the_default_slug() -> None:
    assert parse_settings('title = "手册"', PATH, {})[0].slug == "handbook"


def test_every_key_of_a_toml_file_knows_its_line() -> None:
    text = (
        "# [no]\n"
        'a.b = """x # no\n[no]\nno = 1\n"""""\n'
        "list = [ # [no]\n  'b]',\n]\n"
        '[[term]]\nid = "1"\n'
        "[[term]]\n"
        "[term.more]\n"
        '"odd key" = { no = "}" }\n'
        "'x.y' = 1\n"
        "[[term.sub]]\nz = 1\n[[term.sub]]\nz = 2\n"
    )
    table, findings = parse_toml(text, PATH)
    assert findings == ()
    expected: dict[KeyPath, int] = {
        ("a",): 2,
        ("a", "b"): 2,
        ("list",): 6,
        ("term",): 9,
        ("term", 0): 9,
        ("term", 0, "id"): 10,
        ("term", 1): 11,
        ("term", 1, "more"): 12,
        ("term", 1, "more", "odd key"): 13,
        ("term", 1, "more", "x.y"): 14,
        ("term", 1, "sub"): 15,
        ("term", 1, "sub", 0): 15,
        ("term", 1, "sub", 0, "z"): 16,
        ("term", 1, "sub", 1): 17,
        ("term", 1, "sub", 1, "z"): 18,
    }
    assert table.lines == expected
    assert table.place("term", 1, "more", "unknown").line == 12


plain_toml = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text("ab\"'#[]\n=\\", max_size=6),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=6,
)


def written(value: object) -> str:
    """Return a value as TOML."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(written, value)) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"""{escaped}"""' if "\n" in value else f'"{escaped}"'
    return str(value).lower()


@given(st.lists(plain_toml, max_size=6))
def test_the_line_of_a_key_is_where_it_was_written(values: list[object]) -> None:
    text, lines = "", {}
    for number, value in enumerate(values):
        lines[(f"k{number}",)] = text.count("\n") + 1
        text += f"k{number} = {written(value)} # x\n"
    assert parse_toml(text, PATH)[0].lines == lines


@given(st.text(max_size=60) | st.text("[]=\"'a.\n#1{}", max_size=40))
def test_no_text_breaks_the_parsers(text: str) -> None:
    parse_settings(text, PATH, WORDS)
    parse_yaml(text, PATH, 2)
    front, body, line = split_front_matter(text)
    assert text.endswith(body)
    assert line == text.count("\n", 0, len(text) - len(body)) + 1 or not front


def yaml_faults(text: str) -> list[tuple[int, str]]:
    _, findings = parse_yaml(text, PATH, 2)
    assert {finding.code for finding in findings} <= {"HB004"}
    return [(finding.place.line, finding.message) for finding in findings]


def test_front_matter_comes_as_it_was_written() -> None:
    text = "id: 1.10\nshort: no\nwhen: 2026-11-22\nempty:\ntags: [a, 'b']\ntext: |\n  x\n  y\n"
    table, findings = parse_yaml(text, PATH, 2)
    assert findings == ()
    assert table.values == {
        "id": "1.10",
        "short": "no",
        "when": "2026-11-22",
        "empty": None,
        "tags": ["a", "b"],
        "text": "x\ny\n",
    }
    assert table.place("tags") == Place(PATH, 6)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: 2\na: 3", 4, '"a" stands there twice'),
        ("a: 1\n- b", 3, "did not find expected <document start>"),
        ("a: x: y", 2, "mapping values are not allowed here"),
        ("- a", 2, "it is not made of `key: value` lines"),
        ("a: &x [1]\nb: [*x, *x]", 3, "aliases are not used here"),
        ("a: 1\nb: " + "[" * 60_000, 3, "it is nested too deeply"),
        ("- " * 30_000, 2, "it is nested too deeply"),
        ("? [a]\n: b", 2, "a key is a single word"),
        ("a: 1\nb: \x7f", 3, "a character that YAML does not allow"),
        ("a: " + "x" * 70_000, 2, "it is far too long"),
    ],
)
def test_malformed_front_matter_is_found_with_its_line(text: str, line: int, message: str) -> None:
    found = yaml_faults(text)
    assert [one[0] for one in found] == [line]
    if "expected" not in message:
        assert found[0][1] == message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\nid: a\n---\n# T\n", ("id: a\n", "# T\n", 4)),
        ("---\nid: a\n...\n", ("id: a\n", "", 4)),
        ("--- \n---\nx", ("", "x", 3)),
        ("---\n\nA rule, and text.\n\n---\n", ("", "---\n\nA rule, and text.\n\n---\n", 1)),
        ("---\nnever closed\n", ("", "---\nnever closed\n", 1)),
        ("# T\n", ("", "# T\n", 1)),
        ("", ("", "", 1)),
    ],
)
def test_front_matter_is_split_from_the_text(text: str, expected: tuple[str, str, int]) -> None:
    assert split_front_matter(text) == expected


def test_a_wrong_value_is_a_finding_with_advice() -> None:
    _, findings = parse_settings("[page]\nsize = 5", PATH, {})
    assert findings == (
        Finding("HB006", Place(PATH, 2), '"size" wants one of A5, A6, half-letter, Letter, A4'),
    )
