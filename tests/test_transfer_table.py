"""What became of the items that somebody signed (rules M-14 and E-15)."""

import pytest

from handbook.book.revision import Transfer
from handbook.editions.changes import compare
from handbook.editions.transfer import compose, totals, transfers
from records import RULES, Row, edition


def qualification(*items: tuple[str, str]) -> tuple[Row, ...]:
    rows: list[Row] = [("qualification", "Watch", "Q1"), ("stage", "Duties")]
    return (*rows, *(("item", text, f"Q1.{own}") for own, text in items))


OLD = qualification(
    ("1", "Take the watch"), ("2", "Read the log"), ("3", "Check the anchor"), ("4", "Ring")
)  # fmt: skip
NEW = qualification(
    ("1", "Take the watch"), ("2", "Read, the log"), ("3", "Check the depth"), ("5", "Hoist a flag")
)  # fmt: skip


def table(old: tuple[Row, ...], new: tuple[Row, ...], *carries: str) -> Transfer:
    before = edition(old)
    after = edition(new, before, "2")
    return transfers(before, after, compare(before, after, RULES), carries)[0]


def test_each_item_is_same_changed_new_or_removed() -> None:
    made = table(OLD, NEW)
    assert [(row.item, row.verdict, row.signature) for row in made.rows] == [
        ("Q1.1", "same", "carries"),
        ("Q1.2", "same", "carries"),
        ("Q1.3", "changed", "again"),
        ("Q1.5", "new", "to-sign"),
        ("Q1.4", "removed", "kept"),
    ]
    assert dict(totals(made)) == {
        "carries": 2, "again": 1, "to-sign": 1, "kept": 1, "required": 4,
    }  # fmt: skip


def test_an_editor_may_let_a_signature_hold() -> None:
    rows = {row.item: row for row in table(OLD, NEW, "Q1.3").rows}
    assert (rows["Q1.3"].verdict, rows["Q1.3"].signature) == ("changed", "carries")


def test_an_item_that_was_divided_is_signed_again_unless_the_editor_says_otherwise() -> None:
    new = qualification(("1", "Take the watch"), ("8", "Read the log"), ("9", "Sign the log"))
    before = edition(OLD)
    after = edition(new, before, "2")
    changes = compare(before, after, RULES)
    for carries, expected in (((), "again"), (("Q1.2",), "carries")):
        made = transfers(before, after, changes, carries, {"Q1.2": ("Q1.8", "Q1.9")})[0]
        assert [(row.verdict, row.signature) for row in made.rows[1:3]] == [
            ("divided", expected)
        ] * 2


def test_over_two_editions_the_worse_verdict_counts() -> None:
    third = qualification(("1", "Leave the watch"), ("3", "Check the depth"), ("5", "Hoist two"))
    one, two = edition(OLD), edition(NEW, edition(OLD), "2")
    three = edition(third, two, "3")
    first = transfers(one, two, compare(one, two, RULES))[0]
    second = transfers(two, three, compare(two, three, RULES))[0]
    both = compose(first, second)
    direct = transfers(one, three, compare(one, three, RULES))[0]
    assert {row.item: (row.verdict, row.signature) for row in both.rows} == {
        row.item: (row.verdict, row.signature) for row in direct.rows
    }
    assert both.required == 3


def test_an_id_that_comes_back_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Q1\.4 was removed"):
        compose(table(OLD, NEW), table(NEW, OLD))
