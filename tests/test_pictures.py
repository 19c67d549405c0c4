"""Picture bytes to what they are, and drawings to what they would load."""

import base64
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from handbook.book.findings import Finding
from handbook.book.places import Place
from handbook.manuscript import drawings, pictures
from handbook.manuscript.drawings import inspect_svg
from handbook.manuscript.pictures import Picture, inspect

HERE = Place("content/chapters/01-first.md", 7)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
)


def bitmap(form: str, size: tuple[int, int] = (4, 3)) -> bytes:
    """Return a small picture in a format of Pillow's."""
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, form)
    return out.getvalue()


def bomb(side: int) -> bytes:
    """Return a PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def svg(inside: str = "", attributes: str = "") -> bytes:
    return SVG.format(attributes, inside).encode()


def codes(data: bytes, name: str) -> list[str]:
    return [finding.code for finding in inspect(data, name, HERE)[1]]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_bitmap_has_a_kind_and_a_size(form: str) -> None:
    assert inspect(bitmap(form), "art/x.img", HERE) == (Picture(form.lower(), 4, 3), ())


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"not a picture", b"\x89PNG\r\n\x1a\n\0\0"])
def test_bytes_that_are_no_picture_are_a_finding(data: bytes) -> None:
    expected = Finding("HB402", HERE, '"art/x.png" is broken or not a picture')
    assert inspect(data, "art/x.png", HERE) == (None, (expected,))


def test_a_picture_that_breaks_off_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as the engine leaves it
    noise = Image.effect_noise((64, 64), 80)
    out = BytesIO()
    noise.save(out, "PNG")
    assert codes(out.getvalue()[:-900], "x.png") == ["HB402"]


def test_formats_that_the_engine_does_not_know_are_a_finding() -> None:
    assert codes(bitmap("BMP"), "x.bmp") == codes(bitmap("TIFF"), "x.tif") == ["HB402"]


@pytest.mark.parametrize("side", [10_000, 20_000, 2**31 - 1])
def test_a_picture_that_unfolds_to_fill_the_memory_is_refused_unopened(side: int) -> None:
    (finding,) = inspect(bomb(side), "x.png", HERE)[1]
    assert (finding.code, "too large" in finding.message) == ("HB402", True)


def test_an_ending_that_lies_about_a_drawing_is_a_finding() -> None:
    assert codes(svg(), "x.png") == codes(bitmap("PNG"), "x.svg") == ["HB402"]


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="40" height="30.5px"', (40, 30.5)),
        ('viewBox="0 0 12,8"', (12, 8)),
        ('width="100%" viewBox="0 0 12 8"', (12, 8)),
        ("", (0, 0)),
    ],
)
def test_a_drawing_has_the_size_that_it_says(attributes: str, size: tuple[float, float]) -> None:
    picture, findings = inspect(svg("", attributes), "x.svg", HERE)
    assert (picture, findings) == (Picture("svg", *size), ())


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<rect onclick='alert(1)'/>",
        "<image href='http://example.org/x.png'/>",
        "<image xlink:href='../../secret.png'/>",
        "<image href=' file:///etc/passwd'/>",
        "<use href='other.svg#part'/>",
        "<image href='data:image/svg+xml;base64,AAAA'/>",
        "<g xml:base='http://example.org/'/>",
        "<rect fill='url(http://example.org/x.svg#p)'/>",
        "<rect style='fill: url(\"x.svg#p\")'/>",
        "<style>@import 'x.css';</style>",
        "<style><![CDATA[ rect { fill: URL( x.svg ) } ]]></style>",
        "<style>rect { fill: u\\72 l(http://example.org/) }</style>",
        "<style>\\40 import 'x.css'</style>",
        "<foreignObject><iframe xmlns='http://www.w3.org/1999/xhtml' src='x'/></foreignObject>",
        "<?xml-stylesheet href='x.css'?>",
    ],
)
def test_a_drawing_that_loads_or_runs_something_is_a_finding(inside: str) -> None:
    assert set(codes(svg(inside), "x.svg")) == {"HB405"}


@pytest.mark.parametrize(
    "inside",
    [
        "<defs><g id='a'/></defs><use href='#a'/><use xlink:href='#a'/>",
        "<a href='https://example.org/'><rect fill='url(#a)' style='mask: url( \"#m\" )'/></a>",
        "<style>rect { fill: url('#a') } @font-face { src: url(data:font/x) }</style>",
        "<rect transform='rotate(3) translate(1, 2)'/>",
        "<image href='data:image/png;base64,{}'/>".format(base64.b64encode(bitmap("PNG")).decode()),
    ],
)
def test_a_drawing_may_use_what_it_carries_within_itself(inside: str) -> None:
    assert codes(svg(inside), "x.svg") == []


def test_a_picture_within_a_drawing_is_looked_at_too() -> None:
    carried = base64.b64encode(bomb(20_000)).decode()
    assert codes(svg(f"<image href='data:image/png;base64,{carried}'/>"), "x.svg") == ["HB402"]


@pytest.mark.parametrize(
    "text",
    [
        "<svg/>",
        "<html><body/></html>",
        "<svg xmlns='http://www.w3.org/2000/svg'><g></svg>",
        "<?xml version='1.0' encoding='utf-7'?><svg xmlns='http://www.w3.org/2000/svg'/>",
        "<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
        "<svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        "<!DOCTYPE svg [<!ENTITY % a SYSTEM 'http://example.org/x'> %a;]>"
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_a_drawing_that_cannot_be_trusted_to_parse_is_a_finding(text: str) -> None:
    assert codes(text.encode(), "x.svg") == ["HB402"]


def test_the_document_type_that_drawing_programs_write_does_no_harm() -> None:
    kind = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    assert codes(b"\xef\xbb\xbf" + kind.encode() + svg(), "x.svg") == []


def test_a_drawing_too_deep_to_draw_is_a_finding() -> None:
    depth = drawings.DEEPEST
    assert codes(svg("<g>" * depth + "</g>" * depth), "x.svg") == ["HB402"]
    assert codes(svg("<g>" * (depth - 1) + "</g>" * (depth - 1)), "x.svg") == []


def test_a_drawing_that_unfolds_without_end_is_a_finding() -> None:
    doubling = "<g id='g0'><rect/></g>" + "".join(
        f"<g id='g{n}'><use href='#g{n - 1}'/><use href='#g{n - 1}'/></g>" for n in range(1, 30)
    )
    assert codes(svg(doubling), "x.svg") == ["HB402"]
    assert codes(svg("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"), "x.svg")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_inspection(data: bytes) -> None:
    for name in ("x.png", "x.svg"):
        picture, findings = inspect(data, name, HERE)
        assert (picture is None) == bool(findings)


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_markup_breaks_the_inspection(inside: str, attributes: str) -> None:
    assert inspect_svg(svg(inside, attributes)) is not None


def test_the_limit_lets_a_page_at_press_resolution_through() -> None:
    a5_at_1200_dpi = (5.83 * 1200) * (8.27 * 1200)
    assert a5_at_1200_dpi < pictures.MOST_PIXELS
