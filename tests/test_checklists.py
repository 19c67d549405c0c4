"""Checklists of a file: settings, stages, items, and what is wrong with them, with its line."""

import datetime as dt

import pytest

from handbook.book.findings import in_order
from handbook.book.model import Checklist, Cite, Item, Ref, Rich
from handbook.book.places import Place
from handbook.manuscript.datafiles import KeyPath
from handbook.manuscript.markup import parse_checklist

PATH = "content/checklists/D2-arrival.md"
DUTY: dict[str, object] = {"id": "D2", "kind": "duty"}
LINES = {"id": 2, "kind": 3, "owner": 4, "revised": 5, "read-first": 6, "mode": 7}

TEXT = """\
# Arrival and *accreditation*

For the office, with [](#arrival).

/// note
Before all stages.
///

## A. On the day {mode=do-confirm}

/// caution | Bags
Carry no papers.
///

- [ ] **D2.1** Notify the DA {critical due=T+14d every=1m}
      Office *assistant* | day 1 | copy | [@vcdr art. 10], [](#notes)
- [ ] **D2.2** Report

Pause. Do not go on until **D2.1** is ticked.

## Without a letter

1. [ ] **D2.7** Numbered
   Attaché ||diary
"""


def parse(
    text: str, settings: dict[str, object] | None = None
) -> tuple[Checklist | None, list[tuple[str, int, str]]]:
    settings = settings or DUTY
    lines: dict[KeyPath, int] = {(name,): LINES[name] for name in settings if name in LINES}
    made, findings = parse_checklist(text, PATH, 10, settings, lines, ("DA",))
    return made, [(one.code, one.place.line, one.message) for one in in_order(findings)]


def items(text: str, **settings: object) -> tuple[Item, ...]:
    made, _ = parse(text, {**DUTY, **settings})
    assert made is not None
    return tuple(made.items())


def words(rich: Rich) -> str:
    return "".join(part if isinstance(part, str) else type(part).__name__ for part in rich)


@pytest.fixture
def arrival() -> Checklist:
    made, findings = parse(TEXT)
    assert findings == []
    assert made is not None
    return made


def test_a_list_has_title_introduction_and_stages(arrival: Checklist) -> None:
    assert words(arrival.title) == "Arrival and <em>accreditation</em>"
    assert arrival.place == Place(PATH, 10)
    assert [(block.kind, block.place.line) for block in arrival.blocks] == [
        ("paragraph", 12),
        ("note", 14),
    ]
    assert [(s.letter, words(s.title), s.mode, s.place.line) for s in arrival.stages] == [
        ("A", "On the day", "do-confirm", 18),
        ("", "Without a letter", "read-do", 30),
    ]


def test_a_stage_has_warnings_and_a_pause(arrival: Checklist) -> None:
    first, second = arrival.stages
    assert [(one.kind, words(one.title), one.place.line) for one in first.warnings] == [
        ("caution", "Bags", 20)
    ]
    assert words(first.pause) == "Pause. Do not go on until <strong>D2.1</strong> is ticked."
    assert (second.warnings, second.pause) == ((), ())


def test_an_item_has_everything_in_its_field(arrival: Checklist) -> None:
    first = arrival.stages[0].items[0]
    assert (first.id, words(first.text), first.place.line) == ("D2.1", "Notify the Abbr", 24)
    assert (first.who, first.when, first.evidence) == ("Office assistant", "day 1", "copy")
    assert (first.critical, first.due, first.every) == (True, "T+14d", "1m")
    assert first.reference == (
        Cite("vcdr", "art. 10", Place(PATH, 25)),
        ", ",
        Ref("notes", "", Place(PATH, 25)),
    )


def test_an_item_may_say_less(arrival: Checklist) -> None:
    plain, numbered = arrival.stages[0].items[1], arrival.stages[1].items[0]
    assert plain == Item("D2.2", ("Report",), Place(PATH, 26), words="Report")
    assert (numbered.who, numbered.when, numbered.evidence) == ("Attaché", "", "diary")


def test_settings_come_as_their_kinds() -> None:
    made, findings = parse(
        "# T\n\n- [ ] **D2.1** x",
        {
            **DUTY,
            "owner": "Attaché",
            "sign-off": "Head of mission",
            "prerequisites": ["Q1", "Q2"],
            "revised": "2026-11-22",
            "read-first": "[](#a); [@b]",
            "carry": "yes",
            "valid": "3 years",
        },
    )
    assert made is not None
    assert findings == []
    assert (made.owner, made.sign_off, made.prerequisites) == (
        "Attaché",
        ("Head of mission",),
        ("Q1", "Q2"),
    )
    assert (made.revised, made.carry, made.valid) == (dt.date(2026, 11, 22), "card", "3 years")
    assert words(made.read_first) == "Ref; Cite"
    assert [part.place.line for part in made.read_first if not isinstance(part, str)] == [6, 6]


def test_the_mode_of_the_list_is_that_of_stages_that_say_none() -> None:
    made, _ = parse("# T\n\n## A. x\n\n- [ ] **D2.1** x", {**DUTY, "mode": "do-confirm"})
    assert made is not None
    assert [stage.mode for stage in made.stages] == ["do-confirm"]


def test_in_a_qualification_the_quiet_line_is_the_standard() -> None:
    (item,) = items(
        "# T\n\n- [ ] **D2.1** Speak {kind=performance}\n      *Ten* minutes | [](#x)",
        kind="qualification",
    )
    assert (words(item.standard), words(item.reference)) == ("<em>Ten</em> minutes", "Ref")
    assert (item.kind, item.who) == ("performance", "")


@pytest.mark.parametrize(
    ("written", "text", "who", "when"),
    [
        ("Do it\n      Me", "Do it", "Me", ""),
        ("Do it\n  and that {critical}\n  Me | now", "Do it and that", "Me", "now"),
        ("Do it\n  and that\n  Me | now", "Do it and that", "Me", "now"),
        ("Do it {critical}\n  Me, or\n  you", "Do it", "Me, or you", ""),
        ("Do `{x}` it", "Do <code>{x}</code> it", "", ""),
        ("Do a \\| b\n  Me \\| you | now", "Do a | b", "Me | you", "now"),
    ],
)
def test_where_the_quiet_line_begins(written: str, text: str, who: str, when: str) -> None:
    (item,) = items(f"# T\n\n- [ ] **D2.1** {written}")
    assert (words(item.text), item.who, item.when) == (text, who, when)


def test_a_list_with_empty_lines_between_its_items_is_the_same_list() -> None:
    tight = "# T\n\n- [ ] **D2.1** a\n      b | c\n- [ ] **D2.2** d\n"
    loose = "# T\n\n- [ ] **D2.1** a\n      b | c\n\n- [ ] **D2.2** d\n"
    assert [(one.id, one.text, one.who) for one in items(tight)] == [
        (one.id, one.text, one.who) for one in items(loose)
    ]


def test_what_stands_below_an_item_stays_with_it() -> None:
    text = "# T\n\n- [ ] **D2.1** a\n\n  More.\n\n  - x\n\n- [ ] **D2.2** b\n  - [ ] **D2.3** c\n"
    assert [(item.id, words(item.text)) for item in items(text)] == [
        ("D2.1", "a More. <ul><li>x</li></ul>"),
        ("D2.2", "b"),
        ("D2.3", "c"),
    ]


FAULTS = {
    "no items": ("# T\n\nText.", ("HB301", 10, "the checklist D2 has no items")),
    "no title": ("- [ ] **D2.1** x", ("HB104", 10, "the checklist has no title")),
    "two titles": (
        "# T\n\n- [ ] **D2.1** x\n\n# U",
        ("HB103", 14, "a second title in the same checklist"),
    ),
    "another's id": (
        "# T\n\n- [ ] **D22.1** x",
        ("HB303", 12, "D22.1 does not begin with D2."),
    ),
    "unknown word": (
        "# T\n\n- [ ] **D2.1** x {crtical}",
        ("HB005", 12, 'unknown word "crtical" of an item'),
    ),
    "no date": (
        "# T\n\n- [ ] **D2.1** x {due=soon}",
        ("HB006", 12, '"due" wants T, T+14d or T-2w'),
    ),
    "no interval": (
        "# T\n\n- [ ] **D2.1** x {every=0d}",
        ("HB006", 12, '"every" wants 1d, 2w, 1m or 1y'),
    ),
    "no kind of proof": (
        "# T\n\n- [ ] **D2.1** x {kind=test}",
        ("HB006", 12, '"kind" wants knowledge, performance or record'),
    ),
    "no mode": (
        "# T\n\n## A. x {mode=fast}\n\n- [ ] **D2.1** x",
        ("HB006", 12, '"mode" wants one of read-do, do-confirm'),
    ),
    "too many fields": (
        "# T\n\n- [ ] **D2.1** x\n  a | b | c | d | e",
        ("HB305", 12, "more fields than who | when | evidence | reference"),
    ),
    "a footnote": (
        "# T\n\n- [ ] **D2.1** x[^1]\n\n[^1]: y",
        ("HB113", 14, "a checklist has no footnotes"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_text_is_found_on_its_line(name: str) -> None:
    text, expected = FAULTS[name]
    made, findings = parse(text)
    assert findings == [expected]
    assert made is not None, "the list is read all the same"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"kind": "duty"}, ("HB304", 0, '"id" is missing')),
        ({"id": "D2"}, ("HB304", 0, '"kind" is missing')),
        ({**DUTY, "kind": "list"}, ("HB006", 3, '"kind" wants one of duty, qualification')),
        ({**DUTY, "ownr": "x"}, ("HB005", 0, 'unknown setting "ownr"')),
        ({**DUTY, "owner": ["x"]}, ("HB006", 4, '"owner" wants a line of text')),
        ({**DUTY, "revised": "soon"}, ("HB006", 5, '"revised" wants a date, as 2026-11-22')),
        (
            {**DUTY, "read-first": "[a](ftp://b)"},
            ("HB204", 6, 'the address "ftp://b" was left out'),
        ),
    ],
)
def test_a_fault_of_the_settings_is_found_on_its_line(
    settings: dict[str, object], expected: tuple[str, int, str]
) -> None:
    made, findings = parse("# T\n\n- [ ] **D2.1** x", settings)
    assert findings == [expected]
    assert (made is None) == ("id" not in settings)


def test_an_id_that_is_none_gives_no_list() -> None:
    made, findings = parse("# T\n\n- [ ] **D2.1** x", {"id": "D 2", "kind": "duty"})
    assert made is None
    assert [code for code, _, _ in findings] == ["HB006"]
