"""Change pages: what to take out and put in, by the cases of section 5 of the reference."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.editions.packet import (
    Leaf,
    Packet,
    Page,
    effective,
    file,
    instruct,
    leaves,
    next_label,
)

ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


def pages(book: str) -> list[Page]:
    """Return `front abc, 1 abX` as pages: each letter is the content of one."""
    made = []
    for unit in filter(None, book.split(", ")):
        name, contents = unit.split(" ")
        for number, content in enumerate(contents, 1):
            label = ROMAN[number - 1] if name == "front" else f"{name}-{number}"
            made.append(Page(name, label, content))
    return made


def book(text: str) -> tuple[Leaf, ...]:
    return leaves(pages(text))


CASES = (
    ("front abcd, 1 abcd, 2 abcdef", "front abcd, 1 abcd, 2 abXdef", "2-3/2-4 > 2-3/2-4", 1, 7),
    ("1 abcd", "1 abcX", "1-3/1-4 > 1-3/1-4", 1, 2),
    ("1 abcd, 2 abcd, 3 ab", "1 abcd, 2 aXYZW, 3 ab", "2-1 to 2-4 > 2-1 to 2-5/(2-6 blank)", 3, 6),
    ("2 abcde", "2 abcdef", "2-5/(2-6 blank) > 2-5/2-6", 1, 3),
    ("2 abcdef, 3 ab", "2 abcX, 3 ab", "2-3 to 2-6 > 2-3/2-4", 1, 3),
    ("2 abcdef", "2 abcde", "2-5/2-6 > 2-5/(2-6 blank)", 1, 3),
    ("1 ab, 2 ab, A ab", "1 ab, 2 ab, 3 abc, A ab", " > 3-1 to 3-3/(3-4 blank) after 2-2", 2, 5),
    ("1 ab, A abc, B ab", "1 ab, A abc", "B-1/B-2 > ", 0, 3),
    ("1 abc", "1 abc", "", 0, 2),
    ("front ab, 1 ab", "front aXcd, 1 XY", "i/ii > i to iv; 1-1/1-2 > 1-1/1-2", 3, 3),
    ("2 abcdefgh", "2 aXcdefgY", "2-1/2-2 > 2-1/2-2; 2-7/2-8 > 2-7/2-8", 2, 4),
    ("2 abcd, 3 a", "2 X, 3 a", "2-1 to 2-4 > 2-1/(2-2 blank)", 1, 2),
)


@pytest.mark.parametrize(("old", "new", "expected", "sheets", "finished"), CASES)
def test_the_instructions_are_those_that_a_filer_expects(
    old: str, new: str, expected: str, sheets: int, finished: int
) -> None:
    packet = instruct(book(old), book(new))
    assert told(packet) == expected
    assert (packet.inserted, packet.leaves) == (sheets, finished)
    assert packet.leaves == len(book(old)) - packet.removed + packet.inserted
    assert file(book(old), packet) == book(new)


def told(packet: Packet) -> str:
    return "; ".join(
        f"{one.removed} > {one.inserted}" + f" after {one.after}" * bool(one.after)
        for one in packet.instructions
    )


def test_a_point_page_goes_where_its_number_says() -> None:
    old = [Page("4", f"4-{n}", letter) for n, letter in enumerate("abcdefgh", 1)]
    point = [Page("4", "4-6.1", "Y"), Page("4", "4-6.2", "", blank=True)]
    new = [*old[:5], Page("4", "4-6", "X"), *point, *old[6:]]
    packet = instruct(leaves(old), leaves(new))
    assert told(packet) == "4-5/4-6 > 4-5 to 4-6.1/(4-6.2 blank)"
    assert (packet.inserted, packet.leaves) == (2, 5)


EDITIONS = (
    "front abcd, 1 abcdef, 2 abcde, A abc",
    "front aXcY, 1 abcdef, 2 abQRST, A abc",
    "front aXZW, 1 abKdef, 2 abQRST, 3 ab",
)


PACKETS = (
    (0, 1, "i to iv > i to iv; 2-3 to 2-5/(2-6 blank) > 2-3 to 2-6", 4),
    (
        1,
        2,
        "iii/iv > iii/iv; 1-3/1-4 > 1-3/1-4; A-1 to A-3/(A-4 blank) > ;  > 3-1/3-2 after 2-6",
        3,
    ),
)


@pytest.mark.parametrize(("old", "new", "expected", "sheets"), PACKETS)
def test_three_editions_in_a_row(old: int, new: int, expected: str, sheets: int) -> None:
    packet = instruct(book(EDITIONS[old]), book(EDITIONS[new]))
    assert told(packet) == expected
    assert packet.inserted == sheets


def test_one_who_missed_an_edition_gets_both() -> None:
    packet = instruct(book(EDITIONS[0]), book(EDITIONS[2]))
    assert (packet.inserted, packet.leaves) == (6, 9)
    assert file(book(EDITIONS[0]), packet) == book(EDITIONS[2])


def test_the_list_of_effective_pages_says_since_when_each_is_as_it_is() -> None:
    listed: tuple[Page, ...] = ()
    for number, text in enumerate(EDITIONS, 1):
        listed = effective(pages(text), str(number), listed)
    told = " ".join(f"{page.label}:{page.since}" for page in listed)
    assert told == (
        "i:1 ii:2 iii:3 iv:3 1-1:1 1-2:1 1-3:3 1-4:1 1-5:1 1-6:1"
        " 2-1:1 2-2:1 2-3:2 2-4:2 2-5:2 2-6:2 3-1:3 3-2:3"
    )


UNITS = st.dictionaries(
    st.sampled_from(("front", "1", "2", "3", "A", "B")),
    st.text(alphabet="abX", min_size=1, max_size=7),
    max_size=6,
)


@settings(max_examples=150)
@given(UNITS, UNITS)
def test_who_follows_the_instructions_has_the_new_book(
    old: dict[str, str], new: dict[str, str]
) -> None:
    one, other = (book(", ".join(f"{k} {v}" for k, v in some.items())) for some in (old, new))
    packet = instruct(one, other)
    assert file(one, packet) == other
    assert packet.leaves == len(one) - packet.removed + packet.inserted
    assert (packet.instructions == ()) == (one == other)


@given(UNITS)
def test_no_leaf_is_issued_that_is_in_the_book(units: dict[str, str]) -> None:
    old = book(", ".join(f"{k} {v}" for k, v in units.items()))
    new = tuple(Leaf(leaf.front, Page(leaf.back.unit, leaf.back.label, "Z")) for leaf in old[:1])
    packet = instruct(old, (*new, *old[1:]))
    assert packet.inserted <= 1


def test_instructions_for_another_book_are_refused() -> None:
    packet = instruct(book("1 abcd"), book("1 abXd"))
    with pytest.raises(ValueError, match="list"):
        file(book("1 abYd"), packet)


@pytest.mark.parametrize(
    ("label", "following"), [("4-7", "4-8"), ("4-9", "4-10"), ("iii", "iv"), ("4-6.1", "4-6.2")]
)
def test_a_blank_back_has_the_next_label(label: str, following: str) -> None:
    assert next_label(label) == following
