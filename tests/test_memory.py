"""What was parsed before is not parsed again, and comes back as it was."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handbook.book.findings import Finding
from handbook.book.model import Abbr, Block, Cite, Image, Part, Ref, Section
from handbook.book.places import Place
from handbook.cache import record
from handbook.cache.memory import Memory
from handbook.cache.shelf import Shelf
from handbook.make import check

ROOT = Path(__file__).parent.parent
PLACE = Place("content/chapters/1.md", 7)

texts = st.text()
holes = st.one_of(
    texts,
    st.builds(Ref, texts, texts, st.just(PLACE)),
    st.builds(Cite, texts, texts, st.just(PLACE)),
    st.builds(Abbr, texts, st.just(PLACE)),
    st.builds(Image, texts, texts, st.just(PLACE)),
)
rich = st.lists(holes).map(tuple)
blocks = st.builds(Block, st.just("paragraph"), rich, st.just(PLACE), title=rich)
sections = st.builds(
    Section, texts, st.integers(2, 6), rich, st.lists(blocks).map(tuple), st.just(PLACE)
)
parts = st.builds(
    Part,
    st.just("chapter"),
    texts,
    rich,
    st.just(PLACE),
    review_by=st.none() | st.dates(),
    tags=st.lists(texts).map(tuple),
    sections=st.lists(sections).map(tuple),
    notes=st.lists(st.tuples(texts, rich)).map(tuple),
    numbered=st.booleans(),
)


@pytest.mark.slow
@settings(max_examples=30)
@given(parts)
def test_a_part_comes_back_from_its_record(part: Part) -> None:
    assert record.read(record.write(part)) == part


def test_lone_surrogates_come_back() -> None:
    assert record.read(record.write(("\udc80",))) == ("\udc80",)


@pytest.mark.parametrize("data", [b"{", b"\xff", b'{"a": 1}', b'{"_": "Place", "is": [1, 2, 3]}'])
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        record.read(data)


def test_what_is_no_part_of_the_model_is_not_written() -> None:
    with pytest.raises(TypeError):
        record.write(Path())


def test_a_text_is_parsed_once_and_known_to_the_next_process(tmp_path: Path) -> None:
    calls: list[str] = []

    def parse(text: str) -> tuple[str, Finding, dt.date]:
        calls.append(text)
        return text, Finding("HB001", PLACE, text), dt.date(2026, 1, 31)

    first = Memory(Shelf(tmp_path), "1")
    assert first.recall(parse, "a") == first.recall(parse, "a") == parse("a")
    assert Memory(Shelf(tmp_path), "1").recall(parse, "a") == parse("a")
    assert calls == ["a", "a", "a"]  # two of them here
    Memory(Shelf(tmp_path), "2").recall(parse, "a")
    Memory(Shelf(tmp_path), "1").recall(parse, "b")
    assert calls[3:] == ["a", "b"]


def test_a_memory_forgets_what_was_not_asked_for_and_the_shelf_does_not(tmp_path: Path) -> None:
    memory = Memory(Shelf(tmp_path))
    memory.recall(str, "a")
    memory.tidy()
    memory.recall(str, "b")
    memory.tidy()
    assert list(memory._known.values()) == ["b"]
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.slow
def test_the_whole_book_comes_back_from_the_shelf(tmp_path: Path) -> None:
    fresh = check(ROOT)
    check(ROOT, Memory(Shelf(tmp_path)))
    assert len(list(tmp_path.iterdir())) > 5
    assert check(ROOT, Memory(Shelf(tmp_path))) == fresh
