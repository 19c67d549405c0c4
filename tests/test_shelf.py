"""The shelf: losing any of it costs time, never truth."""

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.book.fragments import Anchor, FontUse, Fragment
from handbook.cache.shelf import Shelf
from handbook.setting.workshop import freeze, thaw

FRAGMENT = Fragment(
    b"%PDF-1.7 pages",
    3,
    419.53,
    595.28,
    (Anchor("names", 1, 40.0, 52.5),),
    (FontUse("ABCDEF", "Serif", "Source Serif", "00", 900, -300, 4, ((7, 512.5, "é"),)),),
    ("something to look at",),
)
BODY = freeze(FRAGMENT)


def test_what_is_put_comes_back_the_same(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "made")
    shelf.put("key", BODY)
    assert shelf.take("key") == BODY
    assert thaw(BODY) == FRAGMENT


def test_nothing_comes_back_under_another_key(tmp_path: Path) -> None:
    Shelf(tmp_path).put("key", BODY)
    assert Shelf(tmp_path).take("other") is None


@given(st.integers(0), st.integers(1, 255))
def test_a_damaged_byte_is_noticed(place: int, change: int) -> None:
    def damage(data: bytes) -> bytes:
        some = bytearray(data)
        some[place % len(some)] ^= change
        return bytes(some)

    assert _taken_after(damage) is None


@given(st.integers(0))
def test_half_an_entry_is_noticed(length: int) -> None:
    assert _taken_after(lambda data: data[: length % len(data)]) is None


def _taken_after(damage: Callable[[bytes], bytes]) -> bytes | None:
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        shelf.put("key", BODY)
        (path,) = Path(folder).iterdir()
        path.write_bytes(damage(path.read_bytes()))
        return shelf.take("key")


@pytest.mark.parametrize("data", [b"", b"\0" * 8, freeze(FRAGMENT)[:20], b"\0" * 7 + b"\2[]"])
def test_what_is_no_fragment_is_not_taken_for_one(data: bytes) -> None:
    with pytest.raises(ValueError):
        thaw(data)


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    Shelf(tmp_path).put("size", BODY)
    (entry,) = tmp_path.iterdir()
    size = entry.stat().st_size
    entry.unlink()
    shelf = Shelf(tmp_path, limit=2 * size)
    for number, key in enumerate(("old", "middle", "new")):
        shelf.put(key, BODY)
        stamp = 1_000_000_000 * (number + 1)
        _set_time(tmp_path / f"{key}.made", stamp)
    shelf.trim()
    assert shelf.take("old") is None
    assert shelf.take("middle") and shelf.take("new")


def test_clearing_leaves_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("key", BODY)
    shelf.clear()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_keeps_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    shelf = Shelf(tmp_path / "file" / "made")
    shelf.put("key", BODY)
    shelf.remember({"unit": {"text": "1"}})
    assert shelf.take("key") is None
    assert shelf.recall() == {}


def _set_time(path: Path, stamp: int) -> None:
    os.utime(path, ns=(stamp, stamp))
