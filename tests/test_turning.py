"""Drawings on small pages: what could not be read upright is turned, and nothing else."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.book.model import Asset
from handbook.manuscript.drawings import inspect_svg
from handbook.pages.looks import bound, find_templates, measures
from handbook.pages.turning import turned

SIZES = {
    name: bound(measures(find_templates(Path("nowhere")), name), "thick")
    for name in ("A5", "A6", "half-letter", "A4", "Letter")
}


def drawing(width: float, height: float, type_size: float, unit: str = "mm") -> Asset:
    data = (
        f'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="{width}{unit}"'
        f' height="{height}{unit}" viewBox="0 0 {width} {height}" fill="#161616">\n'
        f'<text x="1" y="5" font-size="{type_size}">Text</text>\n</svg>\n'
    ).encode()
    return Asset("art/one.svg", data, sha256(data).hexdigest())


def test_what_is_too_small_upright_is_turned() -> None:
    asset = drawing(106, 60, 2.9)
    small = turned(asset, SIZES["A6"])
    assert b'width="60.00mm" height="106.00mm" viewBox="0 0 60 106"' in small.data
    assert b'<g transform="matrix(0 -1 1 0 0 106)">' in small.data
    assert small.sha256 == sha256(small.data).hexdigest()
    assert inspect_svg(small.data).fault == ""
    assert turned(asset, SIZES["A5"]) is asset


@pytest.mark.parametrize(
    "asset",
    [
        drawing(106, 60, 3.3),
        drawing(106, 126, 2.9),
        drawing(60, 20, 2.9),
        drawing(106, 60, 2.9, "em"),
        Asset("art/one.png", b"\x89PNG", ""),
        Asset("art/two.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
    ],
)
def test_what_can_be_read_or_would_not_grow_stays_upright(asset: Asset) -> None:
    assert turned(asset, SIZES["A6"]) is asset


@given(st.sampled_from(sorted(SIZES)), st.integers(20, 300), st.integers(20, 300))
def test_turning_never_makes_a_drawing_smaller(size: str, width: int, height: int) -> None:
    asset = drawing(width, height, 1)
    result = turned(asset, SIZES[size])
    page = SIZES[size]
    measure = page["width"] - page["inner"] - page["outer"] - page["hang"]
    most = page["height"] - page["top"] - page["bottom"] - page["caption"]

    def scale(data: bytes) -> float:
        found = re.search(rb'width="([\d.]+)mm" height="([\d.]+)mm"', data)
        assert found
        return min(1.0, float(measure / float(found[1])), float(most / float(found[2])))

    assert result is asset or scale(result.data) > scale(asset.data)
