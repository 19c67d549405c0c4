"""Conditions: what they mean, what is said of wrong ones, and that they are read as written."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from handbook.variants.condition import (
    Both,
    Condition,
    ConditionFault,
    Is,
    Not,
    holds,
    parse,
    write,
)

AXES = {"post": ("capital", "port"), "role": ("attache", "assistant"), "family": ()}
FULL = {"post": "capital", "role": "attache", "family": ""}
ASSISTANT = {"post": "capital", "role": "assistant"}
PORT = {"post": "port", "role": "attache", "family": ""}
NOTHING: dict[str, str] = {}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("family", "yes no yes no"),
        ("not family", "no yes no yes"),
        ("post=capital", "yes yes no no"),
        ("post in (capital, port) and family", "yes no yes no"),
        ("role=assistant or family", "yes yes yes no"),
        ("not (role=assistant or family)", "no no no yes"),
        ("post != port and role=attache", "yes no no no"),
        ("post=capital and family or role=assistant", "yes yes no no"),
        ("not not family", "yes no yes no"),
        ("post in (port)", "no no yes no"),
        ("post != port", "yes yes no yes"),
    ],
)
def test_a_condition_holds_for_some_variants(text: str, meant: str) -> None:
    condition = parse(text, AXES)
    said = [holds(condition, one) for one in (FULL, ASSISTANT, PORT, NOTHING)]
    assert said == [word == "yes" for word in meant.split()]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "column 1: expected a name, found the end", ""),
        ("post", "'post' needs a value", "it has capital, port"),
        ("famly", "column 1: no axis 'famly'", 'did you mean "family"?'),
        ("post=lake", "column 6: 'post' has no value 'lake'", ""),
        ("post=captal", "column 6: 'post' has no value 'captal'", 'did you mean "capital"?'),
        ("family=yes", "column 8: 'family' takes no value", ""),
        ("post=capital family", "column 14: 'family' left over", ""),
        ("(family", "column 8: expected ')', found the end", ""),
        ("a;b", "column 2: ';' not understood", ""),
        ("family and", "column 11: expected a name, found the end", ""),
        ("family and or", "column 12: expected a name, found 'or'", ""),
        ("post in capital", "column 9: expected '(', found 'capital'", ""),
        ("post in (capital port)", "column 18: expected ')', found 'port'", ""),
        ("post in ()", "column 10: expected a value, found ')'", ""),
        ("not", "column 4: expected a name, found the end", ""),
        ("Family", "column 1: no axis 'Family'", 'did you mean "family"?'),
        ("(" * 60 + "family" + ")" * 60, "column 42: nested too deeply", ""),
        ("__import__", "column 1: '_' not understood", ""),
    ],
)
def test_a_wrong_condition_says_where_and_what_may_be_meant(
    text: str, message: str, hint: str
) -> None:
    with pytest.raises(ConditionFault) as raised:
        parse(text, AXES)
    assert (raised.value.message, raised.value.hint) == (message, hint)


ATOMS = some.one_of(
    some.just(Is("family")),
    some.lists(some.sampled_from(AXES["post"]), min_size=1, max_size=3).map(
        lambda values: Is("post", tuple(values))
    ),
    some.sampled_from(AXES["role"]).map(lambda value: Is("role", (value,))),
)
CONDITIONS: some.SearchStrategy[Condition] = some.recursive(
    ATOMS,
    lambda inner: some.one_of(
        inner.map(Not), some.builds(Both, inner, inner, either=some.booleans())
    ),
    max_leaves=12,
)


@given(CONDITIONS)
def test_what_is_written_is_read_as_it_was(condition: Condition) -> None:
    assert parse(write(condition), AXES) == condition


@given(some.text(alphabet="abfamily post=!(),in not or and;\n", max_size=40))
def test_any_text_is_a_condition_or_a_fault(text: str) -> None:
    try:
        parse(text, AXES)
    except ConditionFault as fault:
        assert fault.message
