"""The rules of checklists, each on both sides of its limit; and exceptions with a reason."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import MakeProject
from handbook.book import findings, ids, list_rules
from handbook.book import rules as rules_of_books
from handbook.book.findings import Finding, Severity
from handbook.book.list_rules import LIST_RULES, families, lists_keep_their_rules
from handbook.book.model import Block, Book, Checklist, Item, Silence, Stage
from handbook.book.places import Place
from handbook.book.rules import RULES, check_book
from handbook.book.settings import Settings
from handbook.book.silences import OF_LISTS, OF_WORDS
from handbook.book.tongue import Tongue, tongue
from handbook.make import check
from handbook.manuscript.read import read_book, read_settings
from handbook.pages.units import find_templates, make_units

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
PATH = "content/checklists/D1.md"
WORDS = read_settings(ROOT).words
ENGLISH = tongue("en-GB", dict(WORDS))


def item(number: int, words: str = "Count the keys", **more: object) -> Item:
    return replace(
        Item(f"D1.{number}", (words,), Place(PATH, 20 + number), words=words),
        **more,  # type: ignore[arg-type]
    )


def items(count: int) -> tuple[Item, ...]:
    return tuple(item(number) for number in range(1, count))


def stage(*some: Item, letter: str = "A", **more: object) -> Stage:
    made = Stage(letter, (), "read-do", some, Place(PATH, some[0].place.line - 1), declared=True)
    return replace(made, **more)  # type: ignore[arg-type]


CLOSE = item(99, "Sign the log")
DUTY = Checklist(
    "D1",
    "duty",
    ("Handover",),
    Place(PATH, 9),
    (stage(item(1), CLOSE),),
    owner="The watch",
    trigger="At 22.00",
    sign_off=("Duty officer",),
    revised=dt.date(2026, 1, 15),
)
LINE = item(1, kind="performance", standard=("Under 20 minutes",), reference=("5.2",))
TEST = replace(
    DUTY, id="Q1", kind="qualification", stages=(stage(LINE),), sign_off=("Boatswain", "Captain")
)


def found(*lists: Checklist, language: str = "en") -> list[tuple[str, int]]:
    """Return code and line of what the rules find in lists."""
    book = Book(Settings(language=language, words=WORDS), (), lists)
    return [(one.code, one.place.line) for one in lists_keep_their_rules(book)]


def with_items(*some: Item, **more: object) -> Checklist:
    return replace(DUTY, stages=(stage(*some, **more),))  # type: ignore[arg-type]


def test_lists_in_order_have_no_findings() -> None:
    assert found(DUTY, TEST) == []


@pytest.mark.parametrize(
    ("count", "codes"), [(5, []), (7, []), (8, ["HB314"]), (9, ["HB314"]), (10, ["HB313"])]
)
def test_a_block_has_at_most_nine_items(count: int, codes: list[str]) -> None:
    one = with_items(*items(count), CLOSE)
    assert [code for code, _ in found(one)] == codes


@pytest.mark.parametrize(("count", "expected"), [(4, [("HB315", 20)]), (5, [])])
def test_a_block_beside_others_has_at_least_five(
    count: int, expected: list[tuple[str, int]]
) -> None:
    first, second = stage(*items(count + 1)), stage(*items(5), CLOSE, letter="B")
    assert found(replace(DUTY, stages=(first, second))) == expected


def test_a_qualification_may_have_small_blocks() -> None:
    assert found(replace(TEST, stages=(stage(LINE), stage(replace(LINE, id="D1.2"))))) == []


def test_boxes_count_as_time() -> None:
    box = Block("caution", ("<p>" + "word " * 250 + "</p>",), Place(PATH, 15))
    assert found(with_items(*items(6), CLOSE)) == []
    assert found(with_items(*items(6), CLOSE, warnings=(box,))) == [("HB316", 20)]


@pytest.mark.parametrize(
    ("critical", "lines"),
    [("", []), ("12", []), ("1", []), ("2", [22]), ("13", [23]), ("24", [22, 24])],
)
def test_critical_items_come_first(critical: str, lines: list[int]) -> None:
    some = [item(number, critical=str(number) in critical) for number in range(1, 5)]
    assert found(with_items(*some, CLOSE)) == [("HB317", line) for line in lines]


def test_critical_items_come_first_among_those_of_their_level() -> None:
    some = (
        item(1, critical=True),
        item(2, level=2, critical=True),
        item(3, level=2),
        item(4, critical=True),
    )
    assert found(with_items(*some, CLOSE)) == []


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ("11", []),
        ("122", []),
        ("12", [("HB322", 22)]),
        ("1212", [("HB322", 22), ("HB322", 24)]),
        ("12233", [("HB321", 24)]),
        ("122122", []),
    ],
)
def test_items_stand_on_two_levels_and_never_alone(
    levels: str, expected: list[tuple[str, int]]
) -> None:
    some = [item(number, level=int(level)) for number, level in enumerate(levels, 1)]
    assert sorted(found(with_items(*some, CLOSE)), key=lambda one: one[1]) == expected


@pytest.mark.slow
@given(st.lists(st.integers(1, 5), min_size=1, max_size=12))
def test_every_item_is_in_one_family(levels: list[int]) -> None:
    some = tuple(item(number, level=level) for number, level in enumerate(levels))
    grouped = [one for family in families(stage(*some)) for one in family]
    assert sorted(one.id for one in grouped) == sorted(one.id for one in some)
    assert all(len({one.level for one in family}) == 1 for family in families(stage(*some)))


VERBS = ("Count", "Ring", "Feed", "Proceed", "Bring", "Never sign", "Do not sign", "Set", "Shed")
NO_VERBS = ("The keys", "Keys", "Checking", "In writing", "They", "Counted", "You must", "No one")


@pytest.mark.parametrize("said", VERBS)
def test_a_verb_comes_first(said: str) -> None:
    assert ENGLISH.begins_with_a_verb(said)
    assert found(with_items(item(1, said), CLOSE)) == []


@pytest.mark.parametrize("said", set(NO_VERBS) - {"Keys"})
def test_what_is_no_verb_is_found_at_the_beginning(said: str) -> None:
    assert found(with_items(item(1, said), CLOSE)) == [("HB318", 21)]


@pytest.mark.parametrize("said", ["", "—", "“Count”", "12 keys", "ß"])
def test_what_may_be_a_verb_is_let_pass(said: str) -> None:
    assert found(with_items(item(1, said), CLOSE)) == []


@pytest.mark.parametrize(
    ("said", "evidence", "wrong"),
    [
        ("Count the keys", "12 keys", False),
        ("Count the keys", "checked", True),
        ("Count the keys", " OK. ", True),
        ("Count the keys", "as required", True),
        ("Count the keys", "checked against the list", False),
        ("Set lights as required", "", True),
        ("Keep the door checked", "", True),
        ("Check the radio", "", True),
        ("Check the radio", "channel 16", False),
    ],
)
def test_an_answer_is_a_state(said: str, evidence: str, wrong: bool) -> None:
    one = with_items(item(1, said, evidence=evidence), CLOSE)
    assert found(one) == ([("HB319", 21)] if wrong else [])


@pytest.mark.parametrize(
    ("last", "closed"),
    [
        (item(2, "Hand the book over"), True),
        (item(2, "Tell the captain", evidence="D1 filed"), True),
        (item(2, "Tell the captain", closes=True), True),
        (item(2, "Tell the captain"), False),
        (item(2, "Profile the signatory"), False),
    ],
)
def test_the_last_item_closes_the_list(last: Item, closed: bool) -> None:
    assert found(with_items(item(1), last)) == ([] if closed else [("HB320", 22)])


def test_what_closes_the_list_is_the_last() -> None:
    assert found(with_items(item(1, closes=True), CLOSE)) == [("HB320", 21)]


BRANCHES = (
    "If nobody answers, ring the bell",
    "Ring the chief; otherwise wake the mate",
    "Ring the bell, or else go to D1.4",
    "Go to D1.4",
    "Go on with step 4",
    "Go to",
)
NO_BRANCHES = ("Ask anew if the port changes", "Go to the ministry by 18.00", "Return to port")


@pytest.mark.parametrize("said", BRANCHES)
def test_a_branch_is_not_worked_from_memory(said: str) -> None:
    assert found(with_items(item(1, said), CLOSE, mode="do-confirm")) == [("HB311", 21)]
    assert "HB311" not in {code for code, _ in found(with_items(item(1, said), CLOSE))}


@pytest.mark.parametrize("said", NO_BRANCHES)
def test_what_is_no_branch_is_let_pass(said: str) -> None:
    assert not ENGLISH.branches_off(said)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"owner": ""}, ["HB312"]),
        ({"trigger": ""}, ["HB312"]),
        ({"revised": None}, ["HB323"]),
        ({"sign_off": ()}, ["HB327"]),
        ({"stages": (stage(item(1), CLOSE, declared=False),)}, ["HB310"]),
    ],
)
def test_what_a_list_must_say(change: dict[str, object], expected: list[str]) -> None:
    one = replace(DUTY, **change)  # type: ignore[arg-type]
    assert [code for code, _ in found(one)] == expected


@pytest.mark.parametrize("signers", [(), ("Captain",), ("A", "B", "C")])
def test_a_qualification_is_recommended_and_approved(signers: tuple[str, ...]) -> None:
    assert found(replace(TEST, sign_off=signers)) == [("HB327", 9)]


@pytest.mark.parametrize("name", ["kind", "standard", "reference"])
def test_a_line_to_be_signed_has_everything(name: str) -> None:
    line = replace(LINE, **{name: "" if name == "kind" else ()})  # type: ignore[arg-type]
    assert found(replace(TEST, stages=(stage(line),))) == [("HB324", 21)]


@pytest.mark.parametrize(
    ("standard", "kind", "wrong"),
    [
        ("Good enough", "performance", True),
        ("Good enough", "knowledge", False),
        ("Twice a week", "performance", False),
        ("No error of rank", "performance", False),
        ("½ of the answers", "performance", False),
    ],
)
def test_a_performance_is_measured(standard: str, kind: str, wrong: bool) -> None:
    line = replace(LINE, kind=kind, standard=(standard,))
    assert found(replace(TEST, stages=(stage(line),))) == ([("HB325", 21)] if wrong else [])


def circle(**prerequisites: str) -> list[str]:
    """Return what is said of qualifications with prerequisites."""
    lists = tuple(
        replace(TEST, id=name, place=Place(PATH, line), prerequisites=tuple(some.split()))
        for line, (name, some) in enumerate(prerequisites.items(), 1)
    )
    book = Book(Settings(), (), lists)
    return [one.message for one in lists_keep_their_rules(book) if one.code == "HB326"]


def test_prerequisites_run_in_no_circle() -> None:
    circle_of_two = "the prerequisites run in a circle: Q1 → Q2 → Q1"
    assert circle(Q1="Q2 Q3", Q2="Q3", Q3="", Q4="Q1 Q9") == []
    assert circle(Q1="Q1") == ["the prerequisites run in a circle: Q1 → Q1"]
    assert circle(Q1="Q2", Q2="Q1", Q3="Q1") == [circle_of_two]
    assert circle(Q1="Q3 Q2", Q2="Q1", Q3="Q4", Q4="Q3") == [
        circle_of_two,
        "the prerequisites run in a circle: Q3 → Q4 → Q3",
    ]


@pytest.mark.parametrize(
    ("length", "expected"), [(200, []), (201, ["HB328"]), (1000, ["HB328"]), (1001, ["HB329"])]
)
def test_an_item_is_a_line(length: int, expected: list[str]) -> None:
    one = with_items(item(1, "x" * length), CLOSE)
    assert [code for code, _ in found(one)] == expected


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("NEVER GO ALONE", False),
        ("COUNT THE KEYS OF THE GANGWAY AND THE GALLEY", True),
        ("COUNT THE KEYS of the gangway AND THE GALLEY OF IT", False),
        ("ПЕРЕСЧИТАЙ ВСЕ КЛЮЧИ ОТ ТРАПА И ОТ КАМБУЗА", True),
        ("Пересчитай все ключи от трапа и от камбуза", False),
        ("数钥匙 " * 20, False),
    ],
)
def test_capitals_are_few(said: str, wrong: bool) -> None:
    assert found(with_items(item(1, said), CLOSE)) == ([("HB331", 21)] if wrong else [])
    box = Block("note", (f"<p>{said}</p>",), Place(PATH, 15))
    assert found(with_items(item(1), CLOSE, warnings=(box,))) == ([("HB331", 15)] if wrong else [])


def test_an_action_is_upright() -> None:
    one = with_items(item(1, text=("Count <em>the</em> keys",)), CLOSE)
    assert found(one) == [("HB332", 21)]


def test_the_rules_of_words_are_silent_in_another_language() -> None:
    one = with_items(item(1, "The keys", evidence="checked"), item(2, "An den Kapitän"))
    assert {code for code, _ in found(one)} == {"HB318", "HB319", "HB320"}
    assert found(one, language="de") == []
    assert tongue("de", dict(WORDS)) == Tongue()
    german = {"rules_language": "de", "not_verbs": "der die das an"}
    assert not tongue("de-AT", german).begins_with_a_verb("An den Kapitän")


def allowing(one: Checklist, *silences: tuple[str, str, str]) -> Checklist:
    allow = [Silence(code, reason, Place(PATH, 2), where) for code, where, reason in silences]
    return replace(one, allow=tuple(allow))


LOUD = replace(
    DUTY,
    stages=(
        stage(*items(5), item(5, "The last")),
        stage(item(6, "The boat"), *items(5), CLOSE, letter="B"),
    ),
)


@pytest.mark.parametrize(
    ("silence", "expected"),
    [
        (("HB318", "", "The harbour form words it so"), []),
        (("HB318", "A", "The harbour form words it so"), [("HB318", 26)]),
        (("HB318", "D1.6", "The harbour form words it so"), [("HB318", 25)]),
        (("HB318", "", ""), [("HB333", 2), ("HB318", 25), ("HB318", 26)]),
        (("HB318", "C", "Why"), [("HB333", 2), ("HB318", 25), ("HB318", 26)]),
        (("HB313", "", "Why"), [("HB333", 2), ("HB318", 25), ("HB318", 26)]),
        (("HB302", "", "Why"), [("HB333", 2), ("HB318", 25), ("HB318", 26)]),
    ],
)
def test_a_rule_may_be_broken_with_a_reason(
    silence: tuple[str, str, str], expected: list[tuple[str, int]]
) -> None:
    assert found(allowing(LOUD, silence)) == expected


def test_only_rules_of_this_family_may_be_broken() -> None:
    assert {code for code in OF_LISTS | OF_WORDS if code not in findings.CODES} == set()
    assert {"HB302", "HB330", "HB333", "HB334", "HB335", "HB336", "HB101"} & OF_LISTS == set()


def test_a_reason_stands_in_the_list_of_a_chapter_too(make_project: MakeProject) -> None:
    chapter = """# Keys

/// checklist | K1
    owner: Duty officer
    trigger: At 22.00
    mode: read-do
    allow:
        HB323: It is part of the chapter, which has its date
        HB327 K1.1: Why
    sign-off: [Captain]
# Leaving

- [ ] **K1.1** Sign the log
///
"""
    project = make_project({"content/chapters/1.md": chapter})
    _, all_of_it = check(project)
    assert [(one.code, one.place.line) for one in all_of_it] == [("HB333", 9)]


@pytest.mark.parametrize("value", ["yes", "[HB313]", "{HB313: [a]}", "{HB313: {a: b}}"])
def test_what_is_no_exception_is_a_fault_of_the_setting(
    make_project: MakeProject, value: str
) -> None:
    text = f"---\nid: D1\nkind: duty\nallow: {value}\n---\n# T\n\n- [ ] **D1.1** Sign\n"
    project = make_project({"content/chapters/1.md": "# A\n\nB.\n", PATH: text})
    assert ("HB006", 4) in [(one.code, one.place.line) for one in check(project)[1]]


def rules() -> Iterator[Callable[..., object]]:
    yield from {rule.__name__: rule for some in LIST_RULES.values() for rule in some}.values()
    yield from ids.ID_RULES


@cache
def judged() -> tuple[tuple[Book, tuple[Finding, ...]], ...]:
    """Return the books of the cases about checklists, and what is found in them."""
    books = [read_book(path / "in")[0] for path in sorted(CASES.glob("HB3*"))]
    return tuple((book, check_book(book)) for book in books)


@pytest.mark.parametrize("rule", list(rules()), ids=lambda rule: rule.__name__)
def test_each_rule_has_a_case_that_fails_without_it(
    rule: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(check_book(book) == before for book, before in judged())
    less = {
        kind: tuple(one for one in some if one is not rule) for kind, some in LIST_RULES.items()
    }
    monkeypatch.setattr(list_rules, "LIST_RULES", less)
    fewer = {name: one for name, one in RULES.items() if one is not rule}
    monkeypatch.setattr(rules_of_books, "RULES", fewer)
    assert any(check_book(book) != before for book, before in judged())


@pytest.mark.slow
def test_the_book_that_comes_with_it_breaks_no_rule() -> None:
    _, all_of_it = check(ROOT)
    assert [one for one in all_of_it if one.severity is not Severity.NOTE] == []


@pytest.mark.slow
def test_totals_add_up_and_each_list_is_signed_off_once() -> None:
    book, _ = check(ROOT)
    units, _ = make_units(book, {}, find_templates(ROOT))
    html = "".join(unit.html for unit in units)
    for one in book.checklists:
        printed = html.partition(f'<h2 id="{one.id}">')[2].partition(f"End of {one.id}<")[0]
        own = [item.id for item in one.items()]
        assert printed.count('class="sign-off"') == 1
        assert re.findall(r'tick/(.+?)\.done"', printed) == own
        if one.kind == "qualification":
            assert f"of {len(own)}. All {len(own)} needed." in printed
            assert (printed.count("<b>Recommended</b>"), printed.count("<b>Approved</b>")) == (1, 1)
