"""Pages in inks: every operator, wherever it stands; overprint for black text and nothing else."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from handbook.pages.looks import TemplateFault, Templates, find_templates, inks
from handbook.press.colours import BLACK, Ink, Palette, Screen, named, screen
from handbook.press.inks import Fault, Inking, is_flat
from handbook.press.operators import OVER, UNDER

GREEN: Screen = (15, 74, 63)
TABLE: Mapping[Screen, Ink] = {
    (22, 22, 22): BLACK, GREEN: (0.85, 0.45, 0.7, 0.48), (255, 255, 255): (0, 0, 0, 0),
}  # fmt: skip
PALETTE = Palette(TABLE)
PRINTED = r"[\d.]+ [\d.]+ [\d.]+ [\d.]+ [kK]"
OF_SCREENS = re.compile(r"(?<![\w/])(rg|RG|g|G|sh|/DeviceRGB|/DeviceGray)(?!\w)")


def pdf_of(content: str, **resources: Any) -> Pdf:
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(100, 100))
    page = pdf.pages[0].obj
    page.Contents = pdf.make_stream(content.encode())
    page.Resources = Dictionary(**resources)
    return pdf


def form(pdf: Pdf, content: str, **keys: Any) -> Any:
    made = pdf.make_stream(content.encode())
    made.Type, made.Subtype, made.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
    for key, value in {"Resources": Dictionary(), **keys}.items():
        made[f"/{key}"] = value
    return made


def inked(pdf: Pdf, palette: Palette = PALETTE) -> tuple[str, tuple[Fault, ...]]:
    """Return the content of the first page, re-inked, and its faults."""
    page = pdf.pages[0].obj
    faults = Inking(pdf, palette, lambda image: ()).ink_page(page)
    return page.Contents.read_bytes().decode().replace("\n", " "), faults


def after(content: str, **resources: Any) -> str:
    """Return what becomes of a page, without the black that every page begins with."""
    text, faults = inked(pdf_of(content, **resources))
    assert faults == ()
    return text.removeprefix("0 0 0 1 k 0 0 0 1 K ").strip()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("0.058824 0.290196 0.247059 rg", "0.85 0.45 0.7 0.48 k"),
        ("0.058824 0.290196 0.247059 RG", "0.85 0.45 0.7 0.48 K"),
        ("0 g", "0 0 0 1 k"),
        ("1 G", "0 0 0 0 K"),
        ("0.5 g", "0 0 0 0.498 k"),
        ("0.4314 0.4314 0.4314 rg", "0 0 0 0.5686 k"),
        ("0 0 1 0 k", "0 0 1 0 k"),
        ("/DeviceRGB cs 0.086275 0.086275 0.086275 sc", "0 0 0 1 k 0 0 0 1 k"),
        ("/DeviceGray CS 1 SCN", "0 0 0 1 K 0 0 0 0 K"),
        ("/DeviceCMYK cs 0 1 0 0 scn", "/DeviceCMYK cs 0 1 0 0 scn"),
        ("/Span <</MCID 3>> BDC 1 w EMC", "1 w"),
    ],
)  # fmt: skip
def test_each_operator_becomes_ink(content: str, expected: str) -> None:
    assert after(content) == expected


COLOURS = st.sampled_from(sorted(TABLE)) | st.integers(0, 255).map(lambda one: (one, one, one))
PAINT = st.sampled_from(("0 0 9 9 re f", "0 0 m 9 9 l S", "BT (x) Tj ET", "0 0 9 9 re W n"))


@st.composite
def contents(draw: st.DrawFn) -> str:
    """Draw a content stream whose states are well nested."""
    parts: list[str] = []
    depth = 0
    for _ in range(draw(st.integers(1, 12))):
        red, green, blue = (one / 255 for one in draw(COLOURS))
        step = draw(st.integers(0, 4))
        if step == 0:
            parts.append("q")
            depth += 1
        elif step == 1 and depth:
            parts.append("Q")
            depth -= 1
        elif step == 2:
            parts.append(draw(PAINT))
        else:
            parts.append(f"{red:.6f} {green:.6f} {blue:.6f} {'rg' if step == 3 else 'RG'}")
    return " ".join((*parts, *(["Q"] * depth)))


@given(contents())
def test_no_colour_of_a_screen_is_left_and_nothing_is_lost(content: str) -> None:
    made = after(content)
    assert not OF_SCREENS.search(made)
    plain = re.sub(rf"/OPo\w+ gs|{PRINTED}", "", made)
    before = re.sub(r"[\d.]+ [\d.]+ [\d.]+ (rg|RG)", "", content)
    assert plain.split() == before.split()
    assert len(re.findall(PRINTED, made)) == len(re.findall(r"rg|RG", content))


@given(contents())
def test_black_text_prints_over_and_nothing_else_does(content: str) -> None:
    """A model of the graphics state: a stack of fill and overprint, and what is painted with."""
    kept: list[tuple[str, bool]] = []
    fill, over, path_begun = "0 0 0 1", False, False
    for match in re.finditer(rf"({PRINTED})|/(OPon|OPoff) gs|(\S+)", after(content)):
        ink, state, token = match.groups()
        if ink and ink.endswith("k"):
            fill = ink.removesuffix(" k")
        elif state:
            assert not path_begun, "a state was set within a path"
            over = state == "OPon"
        elif token == "q":
            kept.append((fill, over))
        elif token == "Q":
            fill, over = kept.pop()
        elif token == "Tj":
            assert over == (fill == "0 0 0 1")
        elif token in ("f", "S"):
            assert not over
        path_begun = (path_begun or token in ("re", "m")) and token not in ("f", "S", "n")


@pytest.mark.parametrize(
    ("content", "prints_over"),
    [
        ("0 0 0 1 k BT (x) Tj ET", True),
        ("0 0 0 0 k BT (x) Tj ET", False),
        ("0 0 0 0.78 k BT (x) Tj ET", False),
        ("0.85 0.45 0.7 0.48 k BT (x) Tj ET", False),
        ("0 0 0 1 k 0 1 0 0 K BT 2 Tr (x) Tj ET", False),
        ("0 0 0 1 k 0 0 0 1 K BT 2 Tr (x) Tj ET", True),
        ("q 0 1 0 0 k Q BT (x) Tj ET", True),
        ("/Pattern cs /P scn BT (x) Tj ET", False),
    ],
)
def test_overprint_goes_by_the_colour_that_text_is_painted_in(
    content: str, prints_over: bool
) -> None:
    pdf = pdf_of(content)
    cell = form(pdf, "", PatternType=1)
    pdf.pages[0].obj.Resources.Pattern = Dictionary(P=cell)
    text, _ = inked(pdf)
    assert (f"{OVER} gs" in text) == prints_over


def test_overprint_ends_before_what_is_not_text() -> None:
    pdf = pdf_of("BT (a) Tj ET 1 0 0 1 0 0 cm 0 0 m 5 5 l S BT (b) Tj ET /F Do")
    pdf.pages[0].obj.Resources.XObject = Dictionary(F=form(pdf, "0 g BT (c) Tj ET"))
    text, _ = inked(pdf)
    order = re.findall(rf"{OVER}|{UNDER}|Tj|S|Do| m", text)
    assert order == [OVER, "Tj", UNDER, " m", "S", OVER, "Tj", UNDER, "Do"]


def test_states_are_there_with_the_right_mode() -> None:
    pdf = pdf_of("BT (a) Tj ET 0 0 5 5 re f")
    inked(pdf)
    states = pdf.pages[0].obj.Resources.ExtGState
    over, under = (
        {key: one[key] for key in ("/OP", "/op", "/OPM")} for one in (states[OVER], states[UNDER])
    )
    assert over == {"/OP": True, "/op": True, "/OPM": 1}
    assert under == {"/OP": False, "/op": False, "/OPM": 0}


def test_forms_in_forms_are_inked_once() -> None:
    pdf = pdf_of("/A Do /A Do")
    inner = pdf.make_indirect(form(pdf, "0 g 0 0 5 5 re f"))
    outer = form(pdf, "1 g /B Do", Resources=Dictionary(XObject=Dictionary(B=inner)))
    pdf.pages[0].obj.Resources.XObject = Dictionary(A=pdf.make_indirect(outer))
    assert inked(pdf)[1] == ()
    made = pdf.pages[0].obj.Resources.XObject.A
    assert made.read_bytes().split() == b"0 0 0 0 k /B Do".split()
    assert made.Resources.XObject.B.read_bytes().split()[:5] == b"0 0 0 1 k".split()


def test_a_form_that_draws_itself_ends() -> None:
    pdf = pdf_of("/A Do")
    loop = pdf.make_indirect(form(pdf, "0 g /A Do"))
    loop.Resources = Dictionary(XObject=Dictionary(A=loop))
    pdf.pages[0].obj.Resources.XObject = Dictionary(A=loop)
    assert inked(pdf)[1] == ()


def test_patterns_and_shadings_are_inked() -> None:
    pdf = pdf_of("/Pattern cs /Cell scn 0 0 9 9 re f /Blend scn 0 0 9 9 re f /Sweep sh")
    ends = [
        Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[1, 1, 1], C1=[0, 0, 0]),
        Dictionary(FunctionType=2, Domain=[0, 1], N=1),
    ]
    for end in ends[1:]:
        end.C0, end.C1 = Array([0.0862745] * 3), Array([one / 255 for one in GREEN])
    stitched = Dictionary(
        FunctionType=3, Domain=[0, 1], Functions=ends, Bounds=[0.5], Encode=[0, 1]
    )
    sweep = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Function=stitched)
    plain = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Function=ends[1])
    blend = Dictionary(PatternType=2, Shading=pdf.make_indirect(plain))
    resources = pdf.pages[0].obj.Resources
    resources.Pattern = Dictionary(Cell=form(pdf, "0 G 0 0 m 9 9 l S", PatternType=1), Blend=blend)
    resources.Shading = Dictionary(Sweep=pdf.make_indirect(sweep))
    assert inked(pdf)[1] == ()
    kept = pdf.pages[0].obj.Resources
    assert kept.Pattern.Cell.read_bytes().split()[:5] == b"0 0 0 1 K".split()
    assert kept.Pattern.Blend.Shading.ColorSpace == "/DeviceCMYK"
    assert [float(one) for one in kept.Shading.Sweep.Function.Functions[0].C1] == [0, 0, 0, 1]
    assert [float(one) for one in kept.Shading.Sweep.Function.Functions[1].C1] == list(TABLE[GREEN])


def test_a_soft_mask_is_light_and_no_ink() -> None:
    pdf = pdf_of("/Soft gs 0 g 0 0 9 9 re f")
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    mask = form(pdf, "1 0 0 rg 0 0 9 9 re f 1 g", Group=group)
    soft = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=pdf.make_indirect(mask)))
    pdf.pages[0].obj.Resources.ExtGState = Dictionary(Soft=soft)
    text, faults = inked(pdf)
    page = pdf.pages[0].obj
    made = page.Resources.ExtGState.Soft.SMask.G
    assert faults == ()
    assert made.read_bytes().split()[:2] == [b"0.3", b"g"]
    assert str(made.Group.CS) == "/DeviceGray"
    assert str(page.Group.CS) == "/DeviceCMYK"
    assert text.startswith("0 0 0 1 k")


def test_groups_of_the_screen_become_groups_of_the_press() -> None:
    pdf = pdf_of("/A Do")
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True)
    pdf.pages[0].obj.Resources.XObject = Dictionary(A=form(pdf, "0 g", Group=group))
    inked(pdf)
    assert pdf.pages[0].obj.Resources.XObject.A.Group.CS == "/DeviceCMYK"


def test_groups_are_left_out_where_nothing_is_see_through() -> None:
    pdf = pdf_of("/A Do")
    drawn = form(pdf, "/Half gs 0 g", Group=Dictionary(S=Name.Transparency, CS=Name.DeviceRGB))
    drawn.Resources = Dictionary(ExtGState=Dictionary(Half=Dictionary(ca=1)))
    page = pdf.pages[0].obj
    page.Resources.XObject = Dictionary(A=pdf.make_indirect(drawn))
    assert is_flat(pdf)
    Inking(pdf, PALETTE, lambda image: (), is_flat(pdf)).ink_page(page)
    assert "/Group" not in page.Resources.XObject.A
    assert "/Group" not in page
    for key, value in (("/ca", 0.5), ("/BM", Name.Multiply), ("/SMask", Dictionary())):
        drawn.Resources.ExtGState.Half = Dictionary({key: value})
        assert not is_flat(pdf)


def faults(content: str, **resources: Any) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in inked(pdf_of(content, **resources))[1]]


def test_a_colour_that_the_table_lacks_is_refused_by_name_or_converted() -> None:
    assert faults("1 0 0 rg 1 0 0 rg") == [("HB823", "#ff0000 is not in the table of inks")]
    pdf = pdf_of("1 0 0 rg")
    text, none = inked(pdf, Palette(TABLE, lambda colour: (0, 1, 1, 0)))
    assert none == ()
    assert "0 1 1 0 k" in text


def test_what_no_plate_prints_is_found() -> None:
    spot = Array([Name.Separation, Name.Gold, Name.DeviceCMYK, Dictionary()])
    found = faults("/S cs 1 scn", ColorSpace=Dictionary(S=spot))
    assert found == [("HB825", "a colour is in Separation Gold, which is no ink of the press")]
    lab = Array([Name.Lab, Dictionary()])
    assert "Lab" in faults("/L cs 1 1 1 scn", ColorSpace=Dictionary(L=lab))[0][1]
    assert "layer" in faults("/OC /Hidden BDC 0 0 9 9 re f EMC")[0][1]
    assert "operators" in faults("BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI")[0][1]
    sampled = Dictionary(FunctionType=0, Domain=[0, 1])
    odd = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Function=sampled)
    assert "gradient" in faults("/X sh", Shading=Dictionary(X=odd))[0][1]


def test_resources_that_a_page_does_not_use_are_left_out() -> None:
    pdf = pdf_of("/A Do")
    forms = Dictionary(A=form(pdf, "0 g"), B=form(pdf, "1 0 0 rg"))
    pdf.pages[0].obj.Resources = Dictionary(XObject=forms, ColorSpace=Dictionary())
    assert inked(pdf)[1] == ()
    kept = pdf.pages[0].obj.Resources
    assert list(kept.XObject.keys()) == ["/A"]
    assert "/ColorSpace" not in kept


def test_the_book_has_an_ink_for_each_colour() -> None:
    table = inks(find_templates(Path("nowhere")))
    assert table[(22, 22, 22)] == BLACK
    assert table[(255, 255, 255)] == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "row",
    [
        '[red]\nscreen = "red"\npress = [0, 0, 0, 0]',
        '[red]\nscreen = "#ff0000"\npress = [0, 0, 0]',
        '[red]\nscreen = "#ff0000"\npress = [0, 0, 0, 101]',
        '[red]\nscreen = "#161616"\npress = [0, 100, 0, 0]',
    ],
)
def test_a_table_of_inks_that_cannot_be_is_a_fault_of_the_templates(row: str) -> None:
    templates = find_templates(Path("nowhere"))
    with pytest.raises(TemplateFault):
        inks(Templates(templates.files, {"colours.toml": row}))


def test_colours_go_by_the_names_of_style_sheets() -> None:
    assert named(GREEN) == "#0f4a3f"
    assert screen(1) == (255, 255, 255)
    assert screen(2, -1, 0.5) == (255, 0, 128)


def plate(pdf: Pdf, name: str, folder: Path) -> Image.Image:
    """Return a plate of the first page as Ghostscript makes it."""
    gs = shutil.which("gs")
    if not gs:
        pytest.skip("Ghostscript is not installed")
    pdf.save(folder / "in.pdf")
    command = [gs, "-q", "-dBATCH", "-dNOPAUSE", "-dOverprint=/enable", "-sDEVICE=tiffsep", "-r72"]
    subprocess.run([*command, f"-o{folder}/out.tif", folder / "in.pdf"], check=True)
    with Image.open(folder / f"out({name}).tif") as picture:
        return picture.convert("L")


@pytest.mark.slow
@pytest.mark.parametrize(("ink", "below"), [("0 g", 0.5), ("1 g", 0), ("0.5 g", 0)])
def test_on_the_plates_black_text_stands_on_what_is_below_it(
    ink: str, below: float, tmp_path: Path
) -> None:
    """A bar of cyan, and a letter on it that is a square."""
    pdf = pdf_of(f"0.5 0 0 0 k 0 0 100 100 re f {ink} BT /F 40 Tf 30 30 Td <00> Tj ET")
    pdf.pages[0].obj.Resources.Font = Dictionary(F=_square(pdf))
    inked(pdf)
    cyan = plate(pdf, "Cyan", tmp_path).tobytes()
    middle, corner = (1 - cyan[100 * at + at] / 255 for at in (50, 5))
    assert middle == pytest.approx(below, abs=0.02)
    assert corner == pytest.approx(0.5, abs=0.02)


def _square(pdf: Pdf) -> Any:
    """Return a typeface whose one letter fills its square; of type 3, so that it needs no file."""
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 1000, 1000],
            FontMatrix=[0.001, 0, 0, 0.001, 0, 0], FirstChar=0, LastChar=0, Widths=[1000],
            Encoding=Dictionary(Type=Name.Encoding, Differences=[0, Name.a]),
            CharProcs=Dictionary(a=pdf.make_stream(b"1000 0 0 0 1000 1000 d1 0 0 1000 1000 re f")),
            Resources=Dictionary(),
        )
    )  # fmt: skip
