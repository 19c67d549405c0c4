"""Why things changed: `changes.toml`, and what has no reason or no need of one."""

import pytest

from handbook.book.findings import Finding
from handbook.editions.changes import Changes, compare
from handbook.editions.reasoning import reasoned
from handbook.manuscript.reasons import parse_notes
from records import RULES, Row, edition

PATH = "content/changes.toml"
OLD: tuple[Row, ...] = (
    ("chapter", "Arrival"),
    ("section", "Calls", "calls"),
    ("paragraph", "Call on the minister within five days of the note."),
    ("paragraph", "You must leave a card at every house."),
    ("warning", "Stop"),
    ("bullet", "Go no further than the gate."),
    ("section", "Cards", "cards"),
    ("paragraph", "A card is small and plain."),
    ("duty", "Watch", "D1"),
    ("stage", "Start"),
    ("item", "Take the watch", "D1.1"),
)


def put(**texts: str) -> tuple[Row, ...]:
    """Return the book with other texts at some places, as `at_2`."""
    rows = list(OLD)
    for name, text in texts.items():
        place = int(name[3:])
        rows[place] = (rows[place][0], text, *rows[place][2:])
    return tuple(rows)


def told(text: str, rows: tuple[Row, ...]) -> tuple[Changes, list[tuple[str, str]]]:
    notes, broken = parse_notes(text, PATH)
    before = edition(OLD)
    after = edition(rows, before, "2")
    changes, found = reasoned(compare(before, after, RULES), notes, before, after, RULES)
    return changes, [(one.code, one.message) for one in (*broken, *found)]


def note(ids: str, more: str = "") -> str:
    return f'[[change]]\nids = [{ids}]\ntext = "As ruled"\nowner = "Registry"\n{more}\n'


CALL = "Call on the minister within six days of the note."


def test_a_reason_is_that_of_all_that_is_in_its_section() -> None:
    changes, found = told(note('"calls"', 'reference = "source-rule"'), put(at_2=CALL))
    reason = changes.changes[0].reason
    assert reason is not None
    assert (reason.text, reason.owner, reason.reference) == ("As ruled", "Registry", "source-rule")
    assert found == []


def test_the_nearer_of_two_reasons_counts() -> None:
    text = note('"D1"') + note('"D1.1"').replace("As ruled", "As asked")
    changes, found = told(text, put(at_10="Leave the watch"))
    assert changes.changes[0].reason is not None
    assert changes.changes[0].reason.text == "As asked"
    assert found == [("HB907", "D1 did not change")]


def test_a_change_of_meaning_wants_a_reason_and_a_correction_does_not() -> None:
    _, found = told("", put(at_2=CALL, at_7="A card is small, and plain."))
    assert [code for code, _ in found] == ["HB908"]
    assert '"Calls" (calls) has a change without a reason' in found[0][1]


def test_a_reason_for_nothing_is_found() -> None:
    _, found = told(note('"cals"'), put(at_2=CALL))
    assert sorted(code for code, _ in found) == ["HB906", "HB908"]
    _, found = told(note('"cards"'), put(at_2=CALL))
    assert sorted(code for code, _ in found) == ["HB907", "HB908"]


def test_an_editor_may_call_a_change_a_correction() -> None:
    rows = put(at_7="A card is small and clean.")
    changes, found = told(note('"cards"', 'kind = "editorial"'), rows)
    assert [one.verdict.word for one in changes.changes] == ["editorial"]
    assert found == []


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (put(at_2="Call on the minister within 5½ days of the note."), "touches a number"),
        (put(at_3="You should leave a card at every house."), "touches a duty or a ban"),
        (put(at_5="Go no farther than the gate."), "stands in a warning"),
        ((*OLD[:3], *OLD[4:]), "is no correction"),
    ],
)
def test_but_not_one_on_which_the_sense_hangs_unless_sure(rows: tuple[Row, ...], what: str) -> None:
    _, found = told(note('"calls"', 'kind = "editorial"'), rows)
    assert [code for code, _ in found] == ["HB909"]
    assert what in found[0][1]
    _, found = told(note('"calls"', 'kind = "editorial"\nsure = true'), rows)
    assert found == []


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[change]]\nids = [", ["HB003"]),
        ('[[change]]\nids = ["a"]', ["HB010"]),
        ('[[change]]\nids = ["a"]\ntext = "b"\nkind = "nonsense"', ["HB006"]),
        ('[[change]]\nids = ["a"]\ntext = "b"\nwhy = "c"', ["HB005"]),
        ("change = 7", ["HB006"]),
        ("change = [7]", ["HB006"]),
        ('same = [["a"]]', ["HB006"]),
        ('same = "a"', ["HB006"]),
        ("split = { a = 7 }", ["HB006"]),
        ('split = ["a"]', ["HB006"]),
    ],
)
def test_a_malformed_file_is_findings(text: str, expected: list[str]) -> None:
    _, found = parse_notes(text, PATH)
    assert codes(found) == expected


def test_what_editors_say_beside_reasons() -> None:
    text = 'base = "1"\ncarries = ["Q1.1"]\nsame = [["a", "b"]]\n[split]\n"Q1.2" = ["Q1.3", "Q1.4"]'
    notes, found = parse_notes(text, PATH)
    assert found == ()
    assert (notes.base, notes.carries) == ("1", ("Q1.1",))
    assert (notes.same, notes.splits) == ((("a", "b"),), (("Q1.2", ("Q1.3", "Q1.4")),))
