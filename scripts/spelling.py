"""Check the spelling of the book: its words against British English and its own list.

Prints file, line, word and what may be meant, and returns 1 when a word is in neither. The own
list, content/data/words.txt, has a word a line, sorted; one in small letters may also begin with a
capital.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from handbook.book.model import Book
from handbook.book.places import Place
from handbook.book.prose import passages, texts_of
from handbook.machine import advice, find_tool, look
from handbook.manuscript.read import read_book

ROOT = Path(__file__).parent.parent
OWN = "content/data/words.txt"
DICTIONARY = "en_GB"
MOST_MEANT = 5
PLAIN = str.maketrans("’‑", "'-")

WORD = re.compile(r"(?<![\w@/.])[^\W\d_]+(?:['’‑-][^\W\d_]+)*(?![\w@/]|\.\w)")
FOREIGN = re.compile(r'<(\w+)[^>]*\blang="(?!en\b)[^"]*"[^>]*>.*?</\1>', re.DOTALL)
ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+")
LABEL = re.compile(r"<(?:text|tspan|title|desc)\b[^>]*>([^<]+)")


def main() -> int:
    """Return 1 when a word of the book is unknown, or the own list out of order."""
    if not all(map(find_tool, ("hunspell", f"hunspell/{DICTIONARY}.dic"))):
        print(
            f"Hunspell or its dictionary is missing, and no spelling is checked: {advice(look())}"
        )
        return 1 if os.environ.get("CI") else 0
    own = (ROOT / OWN).read_text(encoding="utf-8").split("\n")[:-1]
    met = words_of(read_book(ROOT)[0])
    unknown = meant({word for word in met if not known(word, frozenset(own))})
    for word, place in sorted(met.items(), key=lambda one: one[1]):
        if word in unknown:
            print(f'{exactly(place, word)}: "{word}": {", ".join(unknown[word]) or "?"}')
    in_order = sorted(set(own), key=lambda word: (word.casefold(), word))
    if own != in_order:
        print(f"{OWN}: the words are not in order")
    for word in sorted(idle(own, met)):
        print(f'{OWN}: "{word}" is in the book no more')
    return 1 if unknown or own != in_order else 0


def words_of(book: Book) -> dict[str, Place]:
    """Return each word of a book as it is written, and where it is met first."""
    met: dict[str, Place] = {}
    for text, place in texts(book):
        for word in WORD.findall(ADDRESS.sub(" ", text)):
            word = word.translate(PLAIN)
            if not word.removesuffix("'s").isupper():
                met.setdefault(word, place)
    return met


def texts(book: Book) -> Iterator[tuple[str, Place]]:
    """Yield everything that is printed, but for titles of sources and words of other languages."""
    settings = Place("content/handbook.toml")
    for text in (book.settings.title, book.settings.subtitle, *book.settings.legal):
        yield text, settings
    for one in passages(book):
        yield from ((text, one.place) for text in texts_of(FOREIGN.sub(" ", one.html)))
    for part in book.parts:
        yield from ((text, part.place) for text in (part.purpose, part.owner, part.short_title))
    for listed in book.checklists:
        said = listed.owner, listed.trigger, *listed.sign_off
        yield from ((text, listed.place) for text in said)
    yield from ((source.note, source.place) for source in book.sources)
    for asset in book.assets:
        if asset.name.endswith(".svg"):
            drawing = asset.data.decode("utf-8", "replace")
            yield from ((text, Place(f"content/{asset.name}")) for text in LABEL.findall(drawing))


def known(word: str, own: frozenset[str]) -> bool:
    """Tell whether the own list has a word, with or without a capital or a genitive."""
    bare = word.removesuffix("'s")
    return bool({word, bare, word[:1].lower() + word[1:], bare[:1].lower() + bare[1:]} & own)


def meant(words: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the words that the dictionary does not have, each with those that may be meant."""
    asked = sorted(words)
    given = "".join(f"^{word}\n" for word in asked)
    command = ["hunspell", "-a", "-i", "UTF-8", "-d", DICTIONARY]
    run = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    answers = run.stdout.partition("\n")[2].split("\n\n")
    found = {}
    for word, answer in zip(asked, answers, strict=False):
        if any(line[:1] in "&#" for line in answer.split("\n") if line):
            nearest = answer.partition(": ")[2].split(", ")[:MOST_MEANT]
            found[word] = tuple(one.strip() for one in nearest if one.strip())
    return found


def exactly(place: Place, word: str) -> Place:
    """Return the line on which a word stands, as far as it is found after the block's first."""
    file = ROOT / place.path
    lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
    seek = re.compile(rf"(?<!\w){re.escape(word).replace(chr(39), '[’' + chr(39) + ']')}(?!\w)")
    first = max(place.line - 1, 0)
    found = (number for number in range(first, len(lines)) if seek.search(lines[number]))
    return Place(place.path, next(found, first) + 1)


def idle(own: list[str], met: Mapping[str, Place]) -> set[str]:
    """Return the words of the own list that the book does without."""
    return {word for word in own if not any(known(one, frozenset({word})) for one in met)}


if __name__ == "__main__":
    sys.exit(main())
