"""The book of this repository against a copy of it that an editor has been at."""

import re
import shutil
import time
from pathlib import Path

import pytest

from handbook.book.model import Book
from handbook.editions.adopt import record_of
from handbook.editions.changes import apply, compare
from handbook.editions.record import read_record, write_record
from handbook.manuscript.read import read_book
from records import RULES

ROOT = Path(__file__).parent.parent
PLAIN_LINES = re.compile(r"(?<=\n\n)[A-Z][^\[\](){}*<>|:#\n]+\n[^\[\](){}*<>|:#\n]+\n(?=\n)")
"""A paragraph of two lines with no markup in it."""

pytestmark = pytest.mark.slow


def paragraphs(folder: Path) -> list[tuple[Path, str]]:
    return [
        (path, one[0])
        for path in sorted(folder.glob("*.md"))
        for one in PLAIN_LINES.finditer(path.read_text(encoding="utf-8"))
        if ", " in one[0]
    ]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def swap_sections(path: Path) -> tuple[str, str]:
    """Exchange the third and the fourth section of a chapter, and return their ids."""
    text = path.read_text(encoding="utf-8")
    head, *sections = re.split(r"(?m)^(?=## )", text)
    sections[2], sections[3] = sections[3], sections[2]
    path.write_text(head + "".join(sections), encoding="utf-8")
    names = [re.search(r"\{#([\w-]+)", one) for one in sections[2:4]]
    assert all(names)
    return tuple(one[1] for one in names if one)  # type: ignore[return-value]


def later(path: Path) -> tuple[str, str]:
    """Return a line of a table of data, and the same with another year in it."""
    lines = path.read_text(encoding="utf-8").split("\n")
    line = next(line for line in lines if line.startswith("status = ") and "parties" in line)
    return line, re.sub(r"[0-9]+(?= parties)", "999", line)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Book, dict[str, str]]:
    """Return the book, the edited book, and what is expected of each, by what was done."""
    project = tmp_path_factory.mktemp("book")
    shutil.copytree(ROOT / "content", project / "content")
    content = project / "content"
    done = {"moved": " ".join(swap_sections(content / "chapters/05-getting-there.md"))}

    items = next((content / "checklists").glob("D4-*.md"))
    lines = items.read_text(encoding="utf-8").split("\n")
    places = [place for place, line in enumerate(lines) if line.startswith("- [ ] **D4.")]
    first, gone = places[3], places[5]
    lines[first] = re.sub(r"(\*\*D4\.\d+\*\*) \w+", r"\1 Refuse", lines[first])
    done["item changed"] = lines[first].split("**")[1]
    done["item deleted"] = lines[gone].split("**")[1]
    lines[gone] = "- [ ] **D4.99** Weigh the mail by hand {every=1w}"
    items.write_text("\n".join(lines), encoding="utf-8")

    edit(content / "data/regimes.toml", *later(content / "data/regimes.toml"))

    (one, reworded), (two, point), (three, gone_text), (four, kept), *_ = paragraphs(
        content / "chapters"
    )
    words = reworded.split(" ")
    done["reworded"] = " ".join([*words[:4], "no", *words[4:]])
    edit(one, reworded, done["reworded"])
    done["punctuation"] = point.replace(", ", " ", 1)
    edit(two, point, done["punctuation"])
    done["deleted"] = gone_text
    edit(three, gone_text + "\n", "")
    done["new"] = "Nothing like this paragraph stood in the book before; it is about kites."
    edit(four, kept, kept + "\n" + done["new"] + "\n")
    return read_book(ROOT)[0], read_book(project)[0], done


def test_each_edit_is_found_and_nothing_else(edited: tuple[Book, Book, dict[str, str]]) -> None:
    before, after, done = edited
    old = record_of(before, RULES).record
    new = record_of(after, RULES, old).record
    changes = compare(old, new, RULES)
    assert apply(old, changes) == new
    found = {one.id: one.verdict.word for one in changes.changes}
    plain = {" ".join(one.new_text.split()): one.verdict.word for one in changes.changes}
    plain |= {" ".join(one.old_text.split()): one.verdict.word for one in changes.changes}
    assert found.pop(done["item changed"]) == "changed"
    assert found.pop(done["item deleted"]) == "deleted"
    assert found.pop("D4.99") == "new"
    assert plain[" ".join(done["reworded"].split())] == "changed"
    assert plain[" ".join(done["punctuation"].split())] == "editorial"
    assert plain[" ".join(done["deleted"].split())] == "deleted"
    assert plain[done["new"]] == "new"
    moved = [name for name, verdict in found.items() if verdict == "moved"]
    assert len(moved) == 1
    assert moved[0] in done["moved"].split()
    assert sum(name.startswith("tab-regimes:") for name in found) == 1
    assert len(changes.changes) == 9


def test_two_editions_are_compared_in_less_than_a_second(
    edited: tuple[Book, Book, dict[str, str]],
) -> None:
    old = record_of(edited[0], RULES).record
    new = record_of(edited[1], RULES, old).record
    one, other = write_record(old), write_record(new)
    started = time.process_time()
    changes = compare(read_record(one), read_record(other), RULES)
    assert time.process_time() - started < 1
    assert len(changes.changes) == 9


def test_the_book_itself_is_a_record_that_is_read_again(
    edited: tuple[Book, Book, dict[str, str]],
) -> None:
    record = record_of(edited[0], RULES).record
    assert read_record(write_record(record)) == record
    assert compare(record, record, RULES).changes == ()
    again = record_of(edited[0], RULES, record).record
    assert again == record


@pytest.mark.parametrize("case", sorted((ROOT / "tests/cases").iterdir()), ids=lambda one: one.name)
def test_a_manuscript_that_is_wrong_becomes_a_record_all_the_same(case: Path) -> None:
    book, _ = read_book(case / "in")
    old = record_of(book, RULES).record
    assert read_record(write_record(old)) == old
    if all(item.id for one in book.checklists for item in one.items()):  # or it is not known again
        assert record_of(book, RULES, old).record == old
    other, _ = read_book(ROOT / "tests/cases/HB101-missing-reference/in")
    new = record_of(other, RULES, old).record
    assert apply(old, compare(old, new, RULES)) == new
