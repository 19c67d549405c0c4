"""Pictures in inks: grey where they are, converted or refused where they are not; profiles."""

import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, ImageCms

from conftest import write_files
from handbook.cache.shelf import Shelf
from handbook.machine import PROFILE, advice, look
from handbook.manuscript.profiles import fault_of
from handbook.manuscript.read import read_book
from handbook.press.pictures import Converter, ink_picture
from handbook.press.profiles import (
    FREE_CONDITION,
    Profile,
    convert,
    describe_profile,
    find_free,
    through,
)

OPEN: list[Pdf] = []
"""PDFs whose pictures are at hand: a picture goes with its PDF."""
RED, GREY = (200, 30, 30), (120, 121, 119)


@pytest.fixture(scope="session")
def profile() -> Profile:
    data = find_free()
    if data is None:
        pytest.skip(f"{PROFILE} is not installed. Type: {advice(look())}")
    return describe_profile(data, FREE_CONDITION)


def image(picture: Image.Image, *, jpeg: bool = False, **keys: Any) -> Any:
    """Return a picture as the engine puts it into a PDF."""
    pdf = Pdf.new()
    OPEN.append(pdf)
    stream = pdf.make_stream(picture.convert("RGB").tobytes())
    if jpeg:
        out = BytesIO()
        picture.save(out, "JPEG", quality=95, icc_profile=picture.info.get("icc_profile"))
        stream.write(out.getvalue(), filter=Name.DCTDecode)
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = picture.size
    stream.ColorSpace, stream.BitsPerComponent = Name.DeviceRGB, 8
    for key, value in keys.items():
        stream[f"/{key}"] = value
    return pdf.make_indirect(stream)


def plain(colour: tuple[int, int, int], size: tuple[int, int] = (4, 3)) -> Image.Image:
    return Image.new("RGB", size, colour)


def codes(picture: Any, converter: Converter | None = None) -> list[str]:
    return [code for code, _ in ink_picture(picture, converter)]


def test_a_picture_in_colour_is_refused_where_nothing_is_converted() -> None:
    picture = image(plain(RED))
    assert ink_picture(picture, None) == (("HB824", "a picture of 4 × 3 pixels is in RGB"),)


@pytest.mark.parametrize("jpeg", [False, True])
def test_a_picture_in_colour_goes_through_the_profile(profile: Profile, jpeg: bool) -> None:
    picture = image(plain(RED, (16, 16)), jpeg=jpeg)
    assert codes(picture, Converter(profile)) == []
    assert str(picture.ColorSpace) == "/DeviceCMYK"
    assert (str(picture.get("/Filter", "")) == "/DCTDecode") == jpeg
    assert _shown(picture) == pytest.approx(RED, abs=20)


def _shown(picture: Any) -> tuple[int, ...]:
    """Return the colour in the middle of a picture, as a viewer shows it."""
    pdf = OPEN[-1]
    pdf.add_blank_page(page_size=(40, 40))
    page = pdf.pages[0].obj
    page.Resources = Dictionary(XObject=Dictionary(P=picture))
    page.Contents = pdf.make_stream(b"40 0 0 40 0 0 cm /P Do")
    out = BytesIO()
    pdf.save(out)
    with pypdfium2.PdfDocument(out.getvalue()) as opened:
        shown = opened[0].render().to_pil().convert("RGB")
    return tuple(shown.tobytes()[3 * (20 * 40 + 20) :][:3])


def test_shades_of_black_stay_apart(profile: Profile) -> None:
    """Without compensation all that is darker than the ink of the press becomes one black."""
    way = through(profile)
    inks = [sum(convert((tone, tone, tone), way)) for tone in (0, 10, 20, 30)]
    assert inks == sorted(inks, reverse=True)
    assert len(set(inks)) == len(inks)


def test_a_picture_that_is_grey_in_truth_is_stored_so() -> None:
    picture = image(plain(GREY))
    assert codes(picture) == []
    assert str(picture.ColorSpace) == "/DeviceGray"
    assert picture.read_bytes() == bytes([121] * 12)


def test_a_picture_of_black_and_white_takes_a_bit_for_each_point() -> None:
    drawn = Image.new("RGB", (8, 2), (255, 255, 255))
    drawn.putpixel((0, 0), (0, 0, 0))
    picture = image(drawn)
    assert codes(picture) == []
    assert (int(picture.BitsPerComponent), picture.read_bytes()) == (1, b"\x7f\xff")


def test_what_prints_already_stays_as_it_is() -> None:
    for space in (Name.DeviceGray, Name.DeviceCMYK):
        picture = image(plain(RED), ColorSpace=space)
        before = picture.read_raw_bytes()
        assert codes(picture) == []
        assert picture.read_raw_bytes() == before
    assert codes(image(plain(RED), ImageMask=True)) == []


def test_a_transparent_picture_is_told_of_and_keeps_its_mask(profile: Profile) -> None:
    picture = image(plain(RED))
    picture.SMask = OPEN[-1].make_stream(bytes(12))
    assert codes(picture, Converter(profile)) == ["HB826"]
    assert "/SMask" in picture
    assert codes(image(plain(GREY), SMask=Dictionary())) == ["HB826"]


@pytest.mark.parametrize("space", [Name.Separation, Name.Lab, Name.DeviceN])
def test_a_picture_in_inks_of_its_own_is_refused(space: Name, profile: Profile) -> None:
    picture = image(plain(RED), ColorSpace=Array([space, Name.Gold, Name.DeviceCMYK]))
    assert codes(picture, Converter(profile)) == ["HB825"]


def test_what_was_converted_is_taken_from_the_shelf(profile: Profile, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    one, other = image(plain(RED)), image(plain(RED))
    assert codes(one, Converter(profile, shelf)) == []
    (kept,) = tmp_path.iterdir()
    shelf.put(kept.stem, bytes(48))
    assert codes(other, Converter(profile, shelf)) == []
    assert other.read_bytes() == bytes(48)
    assert one.read_bytes() != bytes(48)


@pytest.mark.slow
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_no_colour_asks_for_more_ink_than_the_profile_lays_down(colour: Any) -> None:
    data = find_free()
    if data is None:
        pytest.skip("there is no profile")
    inks = convert(colour, WAYS.setdefault("free", through(describe_profile(data, "FOGRA39"))))
    assert len(inks) == 4
    assert sum(inks) <= 3.02


WAYS: dict[str, Any] = {}


def test_the_free_profile_is_of_the_condition_it_goes_by(profile: Profile) -> None:
    assert fault_of(profile.data) == ""
    assert profile.name == "ISO Coated v2 300% (basICColor)"
    measured = profile.data[profile.data.index(b"BEGIN_DATA\n") :].decode("latin-1")
    assert "100.000\t0.000\t0.000\t0.000\t55.000\t-37.000\t-50.000" in measured


def header(space: bytes, kind: bytes) -> bytes:
    data = bytearray(struct.pack(">I", 128) + bytes(124))
    data[12:16], data[16:20], data[36:40] = kind, space, b"acsp"
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no colour profile"),
        (b"a text" * 40, "no colour profile"),
        (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), "of RGB colours"),
        (header(b"CMYK", b"link"), "not a profile of a printing press"),
        (header(b"CMYK", b"prtr"), "broken"),
    ],
)
def test_what_is_no_profile_for_print_is_said_in_words(data: bytes, says: str) -> None:
    assert says in fault_of(data)


@pytest.mark.parametrize(
    "written", ["../own.icc", "/etc/hosts", "press", "press/none.icc", "press/../../own.icc"]
)
def test_a_profile_is_looked_for_in_the_manuscript_alone(written: str, tmp_path: Path) -> None:
    settings = f'[press]\nprofile = "{written}"\ncondition = "X"\n'
    project = write_files(
        tmp_path / "book",
        {
            "content/handbook.toml": settings,
            "content/chapters/1.md": "# One\n\nText.\n",
            "content/press/own.icc": "no profile",
            "own.icc": "not in the manuscript",
        },
    )
    book, findings = read_book(project)
    assert [one.code for one in findings] == ["HB820"]
    assert book.assets == ()


def test_a_profile_that_is_a_link_out_of_the_project_is_not_opened(tmp_path: Path) -> None:
    settings = '[press]\nprofile = "own.icc"\ncondition = "X"\n'
    (tmp_path / "secret.icc").write_bytes(header(b"CMYK", b"prtr"))
    project = write_files(
        tmp_path / "book",
        {"content/handbook.toml": settings, "content/chapters/1.md": "# One\n\nText.\n"},
    )
    (project / "content" / "own.icc").symlink_to(tmp_path / "secret.icc")
    book, findings = read_book(project)
    assert [one.code for one in findings] == ["HB008"]
    assert book.assets == ()
