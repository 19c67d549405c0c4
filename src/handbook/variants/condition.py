"""Conditions: for which variants of a book a thing is meant.

    condition := and ("or" and)*
    and       := unary ("and" unary)*
    unary     := "not" unary | "(" condition ")" | atom
    atom      := NAME | NAME "=" VALUE | NAME "!=" VALUE | NAME "in" "(" VALUE ("," VALUE)* ")"

Names are those of the declared axes, values those of the axis; a plain tag has no values.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handbook.book.findings import did_you_mean

KEYWORDS = frozenset({"and", "or", "not", "in"})
_TOKEN = re.compile(r"\s*([A-Za-z0-9][\w.-]*|!=|[=(),]|\S)", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_SIGNS = frozenset({"!=", "=", "(", ")", ","})
_END = "the end"
LONGEST = 400
"""Characters."""
_DEEPEST = 40
"""Brackets and `not` inside each other."""

Axes = Mapping[str, tuple[str, ...]]
"""Values of each axis, in order; none of a plain tag."""
Given = Mapping[str, str]
"""What a variant says: the value of each of its axes, empty for a plain tag."""


class ConditionFault(ValueError):  # noqa: N818  # a fault of a text, caught at once
    """A condition that cannot be read: what is wrong, with its column, and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Is:
    """The axis has one of some values; without values: the tag is set."""

    axis: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """Something does not hold."""

    inner: "Condition"


@dataclass(frozen=True, slots=True)
class Both:
    """Two things hold, or with `either` one of them at least."""

    left: "Condition"
    right: "Condition"
    either: bool = False


Condition = Is | Not | Both


def holds(condition: Condition, given: Given) -> bool:
    """Tell whether a condition holds for a variant."""
    if isinstance(condition, Is):
        there = condition.axis in given
        return there and (not condition.values or given[condition.axis] in condition.values)
    if isinstance(condition, Not):
        return not holds(condition.inner, given)
    left = holds(condition.left, given)
    if left is condition.either:
        return left
    return holds(condition.right, given)


def write(condition: Condition) -> str:
    """Return a condition as text, with no more brackets than it needs."""
    if isinstance(condition, Not):
        inner = condition.inner
        return f"not {_bracketed(inner, isinstance(inner, Both))}"
    if isinstance(condition, Both):
        word = "or" if condition.either else "and"
        left, right = condition.left, condition.right
        in_left = isinstance(left, Both) and left.either and not condition.either
        in_right = isinstance(right, Both) and (not condition.either or right.either)
        return f"{_bracketed(left, in_left)} {word} {_bracketed(right, in_right)}"
    if len(condition.values) > 1:
        return f"{condition.axis} in ({', '.join(condition.values)})"
    return "=".join((condition.axis, *condition.values))


def _bracketed(condition: Condition, needed: bool) -> str:
    return f"({write(condition)})" if needed else write(condition)


def parse(text: str, axes: Axes | None) -> Condition:
    """Return the condition that a text states; raise `ConditionFault` for anything else.

    `a != b` comes as `not a=b`. Columns count from 1. Without axes any name and value will do,
    as in the record of an edition, where they were judged.
    """
    if len(text) > LONGEST:
        raise ConditionFault(f"longer than {LONGEST} characters")
    parser = _Parser(text, axes)
    condition = parser.either(0)
    if (word := parser.next()) != _END:
        raise parser.fault(f"'{word}' left over")
    return condition


def _is_known(word: str) -> bool:
    return word in _SIGNS or _NAME.fullmatch(word) is not None


class _Parser:
    """Goes through the words of a condition from left to right."""

    def __init__(self, text: str, axes: Axes | None) -> None:
        found = list(_TOKEN.finditer(text))
        self.words = [one[1] for one in found] + [_END]
        self.columns = [one.start(1) + 1 for one in found] + [len(text) + 1]
        self.axes = axes
        odd = (at for at, word in enumerate(self.words[:-1]) if not _is_known(word))
        self.place = next(odd, 0)
        if not _is_known(self.next()) and self.next() != _END:
            raise self.fault(f"'{self.next()}' not understood")

    def next(self) -> str:
        """Return the word to be read now; brackets aside, the end is no word of a text."""
        return self.words[self.place]

    def fault(self, message: str, hint: str = "") -> ConditionFault:
        """Return a fault at the word to be read now."""
        return ConditionFault(f"column {self.columns[self.place]}: {message}", hint)

    def take(self, *wanted: str) -> bool:
        """Take the next word if it is one of those wanted."""
        there = self.next() in wanted and self.place + 1 < len(self.words)
        self.place += there
        return there

    def need(self, sign: str) -> None:
        """Take a sign that must come now."""
        if not self.take(sign):
            raise self.fault(f"expected '{sign}', found {self._found()}")

    def _found(self) -> str:
        return _END if self.place + 1 == len(self.words) else f"'{self.next()}'"

    def either(self, depth: int) -> Condition:
        """Read what `or` joins."""
        return self._joined("or", lambda: self._joined("and", lambda: self._unary(depth)))

    def _joined(self, word: str, inner: Callable[[], Condition]) -> Condition:
        condition = inner()
        while self.take(word):
            condition = Both(condition, inner(), either=word == "or")
        return condition

    def _unary(self, depth: int) -> Condition:
        if depth > _DEEPEST:
            raise self.fault("nested too deeply")
        if self.take("not"):
            return Not(self._unary(depth + 1))
        if self.take("("):
            condition = self.either(depth + 1)
            self.need(")")
            return condition
        return self._atom()

    def _atom(self) -> Condition:
        axis = self._name("a name")
        known = self._known(axis)
        if self.take("="):
            return Is(axis, (self._value(axis, known),))
        if self.take("!="):
            return Not(Is(axis, (self._value(axis, known),)))
        if self.take("in"):
            return Is(axis, self._values(axis, known))
        if known:
            raise ConditionFault(f"'{axis}' needs a value", f"it has {', '.join(known)}")
        return Is(axis)

    def _known(self, axis: str) -> tuple[str, ...] | None:
        """Return the values of an axis; None where any will do."""
        if self.axes is None or axis in self.axes:
            return self.axes[axis] if self.axes is not None else None
        self.place -= 1
        raise self.fault(f"no axis '{axis}'", did_you_mean(axis, self.axes))

    def _values(self, axis: str, known: tuple[str, ...] | None) -> tuple[str, ...]:
        self.need("(")
        values = [self._value(axis, known)]
        while self.take(","):
            values.append(self._value(axis, known))
        self.need(")")
        return tuple(values)

    def _value(self, axis: str, known: tuple[str, ...] | None) -> str:
        value = self._name("a value")
        if known is None or value in known:
            return value
        self.place -= 1
        if not known:
            raise self.fault(f"'{axis}' takes no value")
        raise self.fault(f"'{axis}' has no value '{value}'", did_you_mean(value, known))

    def _name(self, what: str) -> str:
        word = self.next()
        ends = self.place + 1 == len(self.words)
        if ends or word in KEYWORDS or word in _SIGNS:
            raise self.fault(f"expected {what}, found {self._found()}")
        self.place += 1
        return word
