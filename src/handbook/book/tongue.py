"""What rules look for in the words of a book: tables of one language, kept with the words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")


@dataclass(frozen=True, slots=True)
class Tongue:
    """Words of the book's language, small; all empty when the tables are for another one."""

    not_verbs: frozenset[str] = frozenset()
    """What an instruction does not begin with: articles, pronouns, prepositions."""
    not_verb_endings: tuple[str, ...] = ()
    verbs_after_all: frozenset[str] = frozenset()
    """Verbs that end as if they were none: bring, feed."""
    empty_answers: frozenset[str] = frozenset()
    """What an answer says that says no state."""
    empty_endings: tuple[str, ...] = ()
    """What an item ends with that says no state."""
    looks: frozenset[str] = frozenset()
    """Verbs that ask for a look, and not for a state."""
    closings: frozenset[str] = frozenset()
    """What the last item does, or has done to the list."""
    conditions: frozenset[str] = frozenset()
    """First words of an item that holds in one case alone."""
    branches: tuple[str, ...] = ()
    """What begins the other case."""
    jumps: tuple[str, ...] = ()
    """What sends the reader to another item, whose number follows."""
    measures: frozenset[str] = frozenset()
    """Words that measure, beside figures."""
    abbreviations: frozenset[str] = frozenset()
    """What ends with a point that ends no sentence."""
    amounts: tuple[str, ...] = ()
    """What follows a figure that somebody must have counted: `per cent`, `million`."""
    empty_links: frozenset[str] = frozenset()
    """Words of a link that do not say where it leads: `here`."""

    def begins_with_a_verb(self, text: str) -> bool:
        """Tell whether nothing speaks against a verb at the beginning."""
        first = (words_in(text) or [""])[0]
        if first in self.verbs_after_all:
            return True
        return first not in self.not_verbs and not _ends(first, self.not_verb_endings)

    def asks_for_a_look(self, text: str) -> bool:
        """Tell whether an item begins with `check` or the like."""
        return bool(self.looks & set(words_in(text)[:1]))

    def says_no_state(self, answer: str) -> bool:
        """Tell whether an answer is `checked` or the like, and nothing else."""
        return " ".join(words_in(answer)) in self.empty_answers

    def ends_without_a_state(self, text: str) -> bool:
        """Tell whether an item ends with `as required` or the like."""
        return _ends(" ".join(words_in(text)), tuple(f" {one}" for one in self.empty_endings))

    def closes(self, text: str) -> bool:
        """Tell whether a text signs, files or hands over; always where no words are known."""
        return not self.closings or bool(self.closings & set(words_in(text)))

    def branches_off(self, text: str) -> bool:
        """Tell whether an item holds in one case alone, or leads to another item."""
        words = words_in(text)
        said = f" {' '.join(words)} "
        onward = "|".join(re.escape(jump) for jump in self.jumps)
        return (
            bool(self.conditions & set(words[:1]))
            or any(f" {branch} " in said for branch in self.branches)
            or bool(onward and re.search(rf" (?:{onward}) (?:[^\W\d]{{1,2}} )?(?:\d|$)", said))
        )

    def measures_something(self, text: str) -> bool:
        """Tell whether a standard can be measured; always where no words are known."""
        numbers = any(char.isnumeric() for char in text)
        return numbers or not self.measures or bool(self.measures & set(words_in(text)))


def words_in(text: str) -> list[str]:
    """Return the words of a text, small, without what stands between them."""
    return _WORD.findall(text.casefold())


def _ends(text: str, endings: tuple[str, ...]) -> bool:
    return bool(endings) and text.endswith(endings)


def speaks(language: str, words: Mapping[str, str]) -> bool:
    """Tell whether the tables among the words of the templates are for a language."""
    return language.casefold().partition("-")[0] == words.get("rules_language", "").casefold()


def tongue(language: str, words: Mapping[str, str]) -> Tongue:
    """Return the tables among the words of the templates, if they are for the book's language."""
    if not speaks(language, words):
        return Tongue()

    def single(key: str) -> frozenset[str]:
        return frozenset(words.get(key, "").split())

    def phrases(key: str) -> tuple[str, ...]:
        several = (" ".join(one.split()) for one in words.get(key, "").split(","))
        return tuple(phrase for phrase in several if phrase)

    return Tongue(
        single("not_verbs"),
        tuple(sorted(single("not_verb_endings"))),
        single("verbs_after_all"),
        frozenset(phrases("empty_answers")),
        phrases("empty_endings"),
        single("looks"),
        single("closings"),
        single("conditions"),
        phrases("branches"),
        phrases("jumps"),
        single("measures"),
        single("abbreviations"),
        phrases("amounts"),
        frozenset(phrases("empty_links")),
    )
