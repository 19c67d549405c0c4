"""What a print shop would send back: a good file broken in one way gives just that finding."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Permissions, String

from handbook.book.findings import CODES, Severity
from handbook.cli import main
from handbook.machine import advice, look
from handbook.preflight.check import RULES, judge, preflight
from handbook.preflight.plates import Plates
from handbook.preflight.reading import read_press_file
from handbook.preflight.walk import OPERATORS
from handbook.preflight.wanted import Wanted
from press_files import (
    BLACK,
    BLEED,
    TRIM,
    add,
    box,
    good,
    grey_picture,
    mm,
    profile,
    saved,
    separation,
    size,
    text,
)

A5 = Wanted("file.pdf", TRIM, text=dict.fromkeys("1234", "handbook"), multiple=4)
Mutate = Callable[[Pdf], object]

INLINE = (
    f"q {size(20)} 0 0 {size(20)} {mm(40, 120)} cm"
    " BI /W 240 /H 1 /BPC 8 /CS /RGB ID " + "a" * 720 + " EI Q"
).replace("0 0 56.693", "0 0 0.2")
PLACED = f"q {size(20)} 0 0 {size(20)} {mm(40, 120)} cm /Q Do Q"
"""A second picture, of 20 mm."""


def found(data: bytes, wanted: Wanted = A5, plates: bool = False) -> dict[str, list[str]]:
    """Return the messages of all findings, by code."""
    codes: dict[str, list[str]] = {}
    for finding in preflight(data, wanted, plates):
        codes.setdefault(finding.code, []).append(finding.message)
    return codes


def page(pdf: Pdf) -> Any:
    return pdf.pages[0].obj


def put(name: str, value: object) -> Mutate:
    """Return what sets an entry of the first page, by its path."""

    def mutate(pdf: Pdf) -> None:
        *path, last = name.split("/")
        node = page(pdf)
        for step in path:
            node = node[f"/{step}"]
        node[f"/{last}"] = value

    return mutate


def draw(content: str, **resources: object) -> Mutate:
    """Return what paints more on the first page, with more resources."""

    def mutate(pdf: Pdf) -> None:
        for name, value in resources.items():
            kind, key = name.split("_")
            things = page(pdf).Resources.get(f"/{kind}", Dictionary())
            things[f"/{key}"] = value(pdf) if callable(value) else value
            page(pdf).Resources[f"/{kind}"] = things
        add(pdf, content)

    return mutate


def form(content: str, **more: object) -> Callable[[Pdf], Any]:
    """Return a form that is as large as the page."""

    def make(pdf: Pdf) -> object:
        return pdf.make_stream(
            content.encode(), Type=Name.XObject, Subtype=Name.Form,
            BBox=Array([0, 0, 1000, 1000]), Resources=page(pdf).Resources, **more,
        )  # fmt: skip

    return make


def picture(**more: Any) -> Callable[[Pdf], object]:
    return lambda pdf: pdf.make_indirect(grey_picture(pdf, **more))


def transparent_png(pdf: Pdf) -> object:
    mask = pdf.make_indirect(grey_picture(pdf))
    return pdf.make_indirect(grey_picture(pdf, space=Name.DeviceCMYK, SMask=mask))


def tiling(content: str) -> Callable[[Pdf], object]:
    return lambda pdf: pdf.make_stream(
        content.encode(), Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
        BBox=Array([0, 0, 9, 9]), XStep=9, YStep=9, Resources=Dictionary(),
    )  # fmt: skip


def shading(pdf: Pdf) -> Dictionary:
    tint = Dictionary(
        FunctionType=2, N=1, Domain=Array([0, 1]), C0=Array([0, 0, 0]), C1=Array([1, 1, 1])
    )
    return Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 99, 99]), Function=tint
    )


def soft_mask(pdf: Pdf) -> Dictionary:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    make = form(f"1 g {box(0, 0, 50, 50)} f", Group=group)
    return Dictionary(Type=Name.ExtGState, SMask=Dictionary(S=Name.Luminosity, G=make(pdf)))


def intent(**more: object) -> Mutate:
    def mutate(pdf: Pdf) -> None:
        for key, value in more.items():
            pdf.Root.OutputIntents[0][f"/{key}"] = value

    return mutate


def header(kind: bytes) -> Mutate:
    return lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.write(profile(kind))


def xmp(key: str, value: str) -> Mutate:
    def mutate(pdf: Pdf) -> None:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
            said[key] = value

    return mutate


def root(name: str, value: object) -> Mutate:
    return lambda pdf: pdf.Root.__setitem__(f"/{name}", value)


def link(pdf: Pdf) -> None:
    rect = corners(50, 60, 60, 70)
    page(pdf).Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect)])


def without_file(pdf: Pdf) -> None:
    del page(pdf).Resources.Font.F.FontDescriptor.FontFile2


def without_content(pdf: Pdf) -> None:
    page(pdf).Contents = pdf.make_stream(b"")


def corners(left: float, low: float, right: float, high: float) -> Array:
    """Return a box, in mm from the lower left corner of the trim, as a PDF has it."""
    return Array([float(value) for value in mm(left, low, right, high).split()])


GOOD = saved(good(1))
ANY = Wanted("file.pdf", TRIM)
BOX = box(30, 150, 20, 20)
SPOT = separation("Gold", 0, 0.2, 0.8, 0.1)
BLACK_SPOT = separation("Black", 0, 0, 0, 1)
LAB = Array([Name.Lab, Dictionary(WhitePoint=Array([0.96, 1, 0.82]))])
RGB_SPOT = Array([BLACK_SPOT[0], BLACK_SPOT[1], Name.DeviceRGB, BLACK_SPOT[3]])
PALETTE = Array([Name.Indexed, Name.DeviceRGB, 1, String("abcdef")])
LINE = f"{mm(20, 160)} m {mm(90, 160)} l S"
GREEN = "0.8 0.4 0.6 0.4 k"
AT_THE_TRIM = f"0.5 0 0 0 k {box(0, 50, 10, 20)} f"
RED_TILES = tiling("1 0 0 rg 0 0 9 9 re f")
RGB_GROUP = form("", Group=Dictionary(S=Name.Transparency, CS=Name.DeviceRGB))
THIN = Dictionary(ca=0.5)
MULTIPLY = Dictionary(BM=Name.Multiply)
HALF = Dictionary(op=True, OP=True, OPM=0)


def word(points: float) -> str:
    """Return the operators of a word in the colour that is set."""
    return f"BT /F {points} Tf 1 0 0 1 {mm(30, 90)} Tm (handbook) Tj ET"


def spoil_profile(pdf: Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile.write(b"x" * 200)


CANARIES: tuple[tuple[str, str, Mutate], ...] = (
    ("HB851", "no TrimBox", lambda pdf: page(pdf).__delitem__("/TrimBox")),
    ("HB851", "lie in each other", put("BleedBox", corners(-3, -3, 190, 213))),
    ("HB851", "/Rotate 90", put("Rotate", 90)),
    ("HB851", "/UserUnit 2", put("UserUnit", 2)),
    ("HB851", "CropBox", put("CropBox", corners(-3, -3, 151, 213))),
    ("HB851", "ArtBox", put("ArtBox", corners(0, 0, 148, 210))),
    ("HB852", "147.0 × 210.0 mm", put("TrimBox", corners(1, 0, 148, 210))),
    ("HB853", "2.0 mm, not 3", put("BleedBox", corners(-3, -2, 151, 213))),
    ("HB854", "no PDF/X", xmp("{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion", "")),
    ("HB854", "title", xmp("dc:title", "Another")),
    ("HB854", "trapping", xmp("pdf:Trapped", "True")),
    ("HB856", "no output intents", lambda pdf: pdf.Root.__delitem__("/OutputIntents")),
    ("HB856", "“prtrRGB ”", header(b"prtrRGB ")),
    ("HB856", "names no printing condition", intent(OutputConditionIdentifier=String(""))),
    ("HB856", "not an ICC profile", spoil_profile),
    ("HB857", "a form", root("AcroForm", Dictionary())),
    ("HB857", "layers", root("OCProperties", Dictionary())),
    ("HB857", "scripts", root("OpenAction2", Dictionary(S=Name.JavaScript, JS=String("")))),
    ("HB857", "files attached", root("Names", Dictionary(EmbeddedFiles=Dictionary()))),
    ("HB857", "(Link) on the page: page 1, at 50.0, 60.0 mm", link),
    ("HB857", "transfer curve", put("Resources/ExtGState/On/TR", Name.Identity)),
    ("HB857", "halftone phase", put("Resources/ExtGState/On/HTP", Array([0, 0]))),
    ("HB858", "an area in DeviceRGB 1 0 0: page 1, at 30.0, 150.0", draw(f"1 0 0 rg {BOX} f")),
    ("HB858", "a line in DeviceRGB 1 0 0", draw(f"1 0 0 RG 1 w {LINE}")),
    ("HB858", "text in DeviceGray 0", draw(f"0 g /On gs {word(9)}")),
    ("HB858", "an area in Lab", draw(f"/L cs 50 0 0 sc {BOX} f", ColorSpace_L=LAB)),
    ("HB858", "stands for DeviceRGB", draw(f"/S cs 1 scn {BOX} f", ColorSpace_S=RGB_SPOT)),
    ("HB858", "a picture in DeviceRGB", draw(PLACED, XObject_Q=picture(space=Name.DeviceRGB))),
    ("HB858", "a palette of DeviceRGB", draw(PLACED, XObject_Q=picture(space=PALETTE))),
    ("HB858", "a picture in DeviceRGB", draw(INLINE)),
    ("HB858", "a shading in DeviceRGB", draw(f"q {BOX} W n /S sh Q", Shading_S=shading)),
    ("HB858", "an area in DeviceRGB", draw("/X Do", XObject_X=form(f"1 0 0 rg {BOX} f"))),
    ("HB858", "an area in DeviceRGB", draw(f"/Pattern cs /T scn {BOX} f", Pattern_T=RED_TILES)),
    ("HB858", "a group that is blended in DeviceRGB", draw("/X Do", XObject_X=RGB_GROUP)),
    ("HB859", "“Gold”", draw(f"/S cs 1 scn {BOX} f", ColorSpace_S=SPOT)),
    ("HB860", "7 pt in 4 inks", draw(f"{GREEN} {word(7)}")),
    ("HB861", "text in rich black of 150 %", draw(f"0.5 0 0 1 k {word(12)}")),
    ("HB861", "an area in rich black of 290 %", draw(f"0.7 0.6 0.6 1 k {BOX} f")),
    ("HB861", "a line in rich black", draw(f"0.5 0 0 1 K 1 w {LINE}")),
    ("HB862", "page 1, at 30.0, 90.0 mm", draw(f"{BLACK} {word(9)}")),
    ("HB862", "does not overprint", draw(f"/Half gs {BLACK} {word(9)}", ExtGState_Half=HALF)),
    ("HB863", "text in white", draw(f"/On gs 0 0 0 0 k {word(9)}")),
    ("HB864", "a line of 0.00 pt", draw(f"{BLACK} 0 w {LINE}")),
    ("HB864", "a line of 0.20 pt", draw(f"q 0.5 0 0 0.5 0 0 cm {BLACK} 0.4 w {LINE} Q")),
    ("HB864", "a line of 0.30 pt, tinted", draw(f"0 0 0 0.5 K 0.3 w {LINE}")),
    ("HB864", "an area of 0.20 pt", draw(f"{BLACK} {mm(30, 150)} 90 0.2 re f")),
    ("HB864", "an area of 0.20 pt", draw(f"{BLACK} 200 450 90 50 re 200 450.2 90 49.8 re f*")),
    ("HB865", "a picture of 72 dots", draw(PLACED, XObject_Q=picture(side=57))),
    ("HB865", "a picture of 500 dots", draw(PLACED, XObject_Q=picture(side=394, bits=1))),
    ("HB866", "a picture of 199 dots", draw(PLACED, XObject_Q=picture(side=157))),
    ("HB866", "a picture of 599 dots", draw(PLACED, XObject_Q=picture(side=472, bits=1))),
    ("HB869", "ABCDEF+Test is not embedded: pages 1–4", without_file),
    ("HB870", "a picture that lets through", draw(PLACED, XObject_Q=transparent_png)),
    ("HB870", "an area that lets through", draw(f"/T gs {GREEN} {BOX} f", ExtGState_T=THIN)),
    ("HB870", "an area that lets through", draw(f"/D gs {GREEN} {BOX} f", ExtGState_D=MULTIPLY)),
    ("HB871", "page 1", without_content),
    ("HB872", "on the left and does not fill the bleed: page 1, at 0.0, 50.0", draw(AT_THE_TRIM)),
    ("HB873", "text less than 3 mm from the trim: page 1, at 2.", draw(text(2.5, 150))),
    ("HB873", "text cut by the trim", draw(text(-3, 150))),
    ("HB874", "text less than 5 mm from the trim: page 1, at 4.", draw(text(4.5, 150))),
    ("HB877", "q without Q", draw("q")),
    ("HB877", "Q without q", draw("Q")),
    ("HB877", "unknown operator xyz", draw("1 xyz")),
    ("HB877", "operator cm with the wrong operands", draw("1 0 0 cm")),
    ("HB877", "operator Do with the wrong operands", draw("/Nothing Do")),
    ("HB878", "a line on every plate", draw(f"/All CS 1 SCN 1 w {LINE}")),
)  # fmt: skip


def test_a_good_file_has_no_findings() -> None:
    assert found(saved(good())) == {}


@pytest.mark.parametrize(("code", "message", "break_it"), CANARIES)
def test_a_file_broken_in_one_way_gives_just_that_finding(
    code: str, message: str, break_it: Mutate
) -> None:
    pdf = good()
    break_it(pdf)
    codes = found(saved(pdf), ANY)
    assert set(codes) == {code}
    assert [one for one in codes[code] if message not in one] == []


WANTED: tuple[tuple[str, str, Wanted], ...] = (
    ("HB852", "should be 210.0 × 297.0 mm: pages 1–4", Wanted(trim=(210, 297))),
    ("HB853", "3.0 mm, not 5: pages 1–4", Wanted(bleed=5)),
    ("HB855", "in the other file: pages 1–4", Wanted(text=dict.fromkeys("1234", "manual"))),
    ("HB855", "missing: 1, first 5", Wanted(text=dict.fromkeys("12345", "handbook"))),
    ("HB875", "text in the 35 mm that the binding needs: pages 1, 3", Wanted(holes=35)),
    ("HB875", "the binding needs: page 1", Wanted(glue=35)),
    ("HB876", "4 pages; the binding takes 8", Wanted(multiple=8)),
)


@pytest.mark.parametrize(("code", "message", "wanted"), WANTED)
def test_a_file_that_is_not_what_was_asked_for(code: str, message: str, wanted: Wanted) -> None:
    codes = found(saved(good()), wanted)
    assert set(codes) == {code}
    assert [one for one in codes[code] if message not in one] == []


def test_the_label_of_a_thumb_tab_may_stand_near_the_trim() -> None:
    pdf = good()
    add(pdf, f"{GREEN} {box(-BLEED, 150, 18 + BLEED, 11)} f {text(4, 153, 6)}")
    assert found(saved(pdf), ANY) == {}


def test_a_spot_that_was_asked_for_is_none_to_find() -> None:
    pdf = good()
    draw(f"/S cs 1 scn {BOX} f", ColorSpace_S=SPOT)(pdf)
    assert found(saved(pdf), Wanted(spots=frozenset({"Gold"}))) == {}


def test_a_file_that_cannot_be_read_says_why() -> None:
    data = saved(good())
    locked = saved(good(), encryption=Encryption(owner="o", user="u", R=4))
    assert found(data[: len(data) // 2])["HB850"][0].startswith("it is damaged")
    assert found(b"no PDF")["HB850"][0].startswith("it is damaged")
    assert found(locked) == {"HB850": ["it needs a password"]}
    assert found(saved(Pdf.new())) == {"HB850": ["it has no pages"]}


def test_a_file_that_opens_without_a_password_but_is_encrypted_is_refused() -> None:
    data = saved(good(), encryption=Encryption(owner="o", R=4, allow=Permissions(extract=False)))
    assert found(data) == {"HB857": ["the file is encrypted"]}


def test_every_rule_has_a_canary() -> None:
    plates = {"HB867", "HB868", "HB879"}
    seen = {code for code, _, _ in CANARIES} | {code for code, _, _ in WANTED} | plates
    assert seen == set(RULES)
    assert set(RULES) | {"HB850"} == {code for code in CODES if "HB850" <= code <= "HB879"}


@pytest.fixture
def ghostscript() -> None:
    """Fail without Ghostscript: what it measures is not skipped."""
    if shutil.which("gs") is None:
        pytest.fail(f"Ghostscript is not installed. Type: {advice(look())}")


def test_plates_of_a_good_file_are_those_that_were_painted(ghostscript: None) -> None:
    assert found(saved(good()), plates=True) == {}


def test_too_much_ink_is_found_where_it_is(ghostscript: None) -> None:
    pdf = good()
    draw(f"1 1 1 0.2 k {BOX} f")(pdf)
    codes = found(saved(pdf), plates=True)
    assert set(codes) == {"HB867"}
    assert codes["HB867"][0].startswith("320 % of ink, more than 300: page 1, at ")


def test_a_plate_is_told_once_with_what_was_painted_on_it(ghostscript: None) -> None:
    pdf = good()
    draw(f"/S cs 1 scn {BOX} f", ColorSpace_S=SPOT)(pdf)
    codes = found(saved(pdf), plates=True)
    assert set(codes) == {"HB859"}
    assert len(codes["HB859"]) == 1


def test_without_ghostscript_it_is_said_what_was_not_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    codes = found(saved(good()), plates=True)
    assert codes == {"HB879": ["not measured, the plates: Ghostscript is not there"]}


def test_errors_forbid_and_notes_do_not() -> None:
    notes = {code for code in RULES if CODES[code].severity is Severity.NOTE}
    assert notes == {"HB870", "HB871", "HB879"}


THINGS = "/F /P /All /On /Nothing 0 1 -3.5 1e9 (x) [ ] << >> /DeviceRGB /Pattern BI ID EI true \0 %"
TOKENS = st.sampled_from([*OPERATORS, *THINGS.split()])


@pytest.mark.slow
@given(st.lists(TOKENS, max_size=30))
@settings(max_examples=150)
def test_whatever_a_page_holds_is_walked_to_its_end(tokens: list[str]) -> None:
    pdf = good(1)
    add(pdf, " ".join(tokens))
    assert set(found(saved(pdf), Wanted())) <= set(CODES)


@given(st.data())
@settings(max_examples=60)
def test_a_damaged_file_is_a_finding_and_not_an_exception(data: st.DataObject) -> None:
    whole = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    assert set(found(bytes(whole), Wanted())) <= set(CODES)
    assert set(found(bytes(whole[:cut]), Wanted())) <= set(CODES)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["Contents", "Resources", "TrimBox", "MediaBox", "BleedBox", "Annots"]
)
@pytest.mark.parametrize("value", [7, Name.X, String("x"), Array([1, 2]), Dictionary()])
def test_an_entry_of_the_wrong_kind_is_a_finding(name: str, value: object) -> None:
    pdf = good(1)
    page(pdf)[f"/{name}"] = value
    assert set(found(saved(pdf), Wanted())) <= set(CODES)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["Font", "XObject", "ColorSpace", "ExtGState"])
@pytest.mark.parametrize("value", [7, Name.X, String("x"), Array([1, 2]), Dictionary()])
def test_a_resource_of_the_wrong_kind_is_a_finding(kind: str, value: object) -> None:
    pdf = good(1)
    for name in page(pdf).Resources[f"/{kind}"].as_dict():
        page(pdf).Resources[f"/{kind}"][name] = value
    assert set(found(saved(pdf), Wanted())) <= set(CODES)


def test_a_form_is_judged_on_every_page_and_in_every_state() -> None:
    pdf = good()
    shared = form(f"1 0 0 rg {BOX} f")(pdf)
    plain = form(f"{BOX} f")(pdf)
    for number in (0, 2):
        pdf.pages[number].obj.Resources.XObject = Dictionary(S=shared, P=plain)
    add(pdf, "/S Do", 0)
    add(pdf, "q 0.5 0 0 0.5 0 0 cm 0 0 0 1 k /P Do Q /S Do", 2)
    assert found(saved(pdf))["HB858"][0].count("pages 1, 3") == 1
    add(pdf, "0 1 0 rg /P Do", 0)
    assert any("page 1" in one for one in found(saved(pdf))["HB858"])


def test_forms_within_themselves_come_to_an_end() -> None:
    pdf = good(1)
    make = form("/X Do /X Do")(pdf)
    page(pdf).Resources.XObject.X = make
    make.Resources = page(pdf).Resources
    add(pdf, "/X Do")
    codes = found(saved(pdf), ANY)
    assert codes["HB877"] == ["forms within forms without end: page 1"]
    assert codes["HB879"][0] == ("not measured, the trim and the plates: a page has no end")


def test_colour_on_the_plates_of_a_black_page_is_found() -> None:
    pdf = good(1)
    page(pdf).Contents = pdf.make_stream(text().encode())
    seen = read_press_file(saved(pdf), plates=False)
    assert judge(seen, Wanted()) == ()
    plates = Plates(("Cyan", "Black"), 10.0, 10.0, (0, 0, 11, 11))
    (finding,) = judge(replace(seen, sheets=(replace(seen.sheets[0], plates=plates),)), Wanted())
    assert (finding.code, finding.place.line) == ("HB868", 1)
    assert finding.message == "black alone, but cyan on its plates: page 1"


def test_a_page_with_no_colour_has_black_alone_on_its_plates(ghostscript: None) -> None:
    pdf = good(1)
    page(pdf).Contents = pdf.make_stream((text() + PLACED.replace("/Q", "/P")).encode())
    (sheet,) = read_press_file(saved(pdf), plates=True).sheets
    assert sheet.plates is not None
    assert sheet.plates.inks == ("Black",)


def test_findings_name_all_pages_and_the_first_place() -> None:
    pdf = good(9)
    for number in (0, 1, 2, 5, 8, 8):
        add(pdf, f"1 0 0 rg {BOX} f", number)
    assert found(saved(pdf), ANY) == {
        "HB858": [
            "an area in DeviceRGB 1 0 0: pages 1–3, 6, 9,"
            " first at 30.0, 150.0 mm, 20.0 × 20.0 mm large, 6 times"
        ]
    }


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["proof", "--press", *map(str, arguments)])


@pytest.mark.slow
def test_the_command_says_what_it_found_and_fails(tmp_path: Path, ghostscript: None) -> None:
    whole, broken = tmp_path / "whole.pdf", tmp_path / "broken.pdf"
    pdf = good()
    whole.write_bytes(saved(pdf))
    add(pdf, f"1 0 0 rg {BOX} f", 2)
    broken.write_bytes(saved(pdf))
    fine = run(whole, "--binding", "saddle", "--like", whole)
    assert fine.exit_code == 0
    assert "bleed      3 mm\n" in fine.stdout
    failed = run(broken, "--json")
    assert failed.exit_code == 4
    told = json.loads(failed.stdout)
    assert (told["pages"], told["bleed"], told["trims"]) == (4, 3.0, [[148.0, 210.0]])
    (finding,) = told["findings"]
    assert (finding["code"], finding["line"]) == ("HB858", 3)
    assert run(whole, "--ink-limit", 200).exit_code == 4


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    file = tmp_path / "file.pdf"
    file.write_bytes(b"no PDF")
    assert run(file).exit_code == 4
    assert run(file, "--binding", "glue").exit_code == 2
    assert run(file, "--like", file).exit_code == 1
    assert CliRunner().invoke(main, ["proof", str(file), "--binding", "ring"]).exit_code == 2
