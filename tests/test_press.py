"""The body for the print shop: the same pages as the download, in inks, with marks, as PDF/X-4."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from conftest import PdfBytes, write_files
from handbook.binding.joining import Piece, count_pages, with_blanks
from handbook.binding.proof import CHECKS
from handbook.book.findings import Exit
from handbook.book.fragments import Folios, Fragment
from handbook.machine import PROFILE, advice, find_tool, look
from handbook.make import make_at
from handbook.manuscript.settings import PAGE_SIZES
from handbook.pages.looks import find_templates, inks
from handbook.press.operators import OVER
from handbook.request import ALL, Report, Request
from handbook.setting.workshop import open_bench

pytestmark = [pytest.mark.pdf, pytest.mark.slow]

TEMPLATES = find_templates(Path("nowhere"))
DATED = '[edition]\nid = "2"\ndate = 2026-11-22\n'
FILES: Mapping[str, str | bytes] = {
    "content/handbook.toml": f'title = "Small"\nslug = "small"\n{DATED}',
    "content/chapters/1.md": "# One\n\nSee [](#D1.1) and [a site](https://example.org).\n\n"
    "![a black square](art/square.svg)\n",
    "content/chapters/2.md": "# Two\n\n" + "A paragraph of some length.\n\n" * 60,
    "content/art/square.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='60'>"
    "<rect width='90' height='60'/></svg>",
    "content/checklists/D1.md": "---\nid: D1\nkind: duty\nowner: A\ntrigger: B\n"
    "sign-off: [A]\n---\n# List\n\n- [ ] **D1.1** Moor the ship\n    A | now | note\n",
}
RED = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
    "<rect width='9' height='9' fill='red'/></svg>"
)


@dataclass(frozen=True)
class Built:
    report: Report
    files: Mapping[str, bytes]


def build(folder: Path, files: Mapping[str, str | bytes], *products: str) -> Built:
    project = write_files(folder, {**FILES, **files})
    with open_bench(project, lambda name: None) as bench:
        request = Request(project, project / "build", jobs=1, products=products)
        report = make_at(bench, request)
    made = {one.name: PdfBytes((report.folder / one.file).read_bytes()) for one in report.products}
    return Built(report, made)


@pytest.fixture(scope="module", autouse=True)
def profile() -> None:
    if not find_tool(PROFILE):
        pytest.skip(f"{PROFILE} is not installed. Type: {advice(look())}")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a small book as download and for the press."""
    built = build(tmp_path_factory.mktemp("press"), {}, "download", "press")
    assert built.report.status is Exit.FINE, built.report.findings
    return built


@cache
def texts(data: bytes) -> dict[str, list[str]]:
    """Return the words of each page, by its label."""
    with pypdfium2.PdfDocument(data) as pdf:
        return {
            pdf.get_page_label(number): page.get_textpage().get_text_range().split()
            for number, page in enumerate(pdf)
        }


@pytest.fixture
def press(small: Built) -> Any:
    with pikepdf.open(BytesIO(small.files["press"])) as pdf:
        yield pdf


def test_every_page_says_what_the_download_says(small: Built) -> None:
    ours, theirs = texts(small.files["press"]), texts(small.files["download"])
    assert set(theirs) - set(ours) == {"Cover"}
    assert {label: ours[label] for label in theirs if label in ours} == {
        label: words for label, words in theirs.items() if label != "Cover"
    }


def test_pages_that_the_download_leaves_out_say_that_they_are_blank(small: Built) -> None:
    ours, theirs = texts(small.files["press"]), texts(small.files["download"])
    blanks = [words for label, words in ours.items() if label not in theirs]
    assert blanks
    assert {" ".join(words) for words in blanks} == {"This page is intentionally blank."}


def test_odd_folios_are_on_the_right(small: Built) -> None:
    for number, label in enumerate(texts(small.files["press"]), 1):
        folio = re.search(r"\d+$", label)
        assert not folio or int(folio[0]) % 2 == number % 2, label
    assert len(texts(small.files["press"])) % 2 == 0


def test_boxes_nest_and_the_trim_is_the_page(press: Any) -> None:
    for page in press.pages:
        trim, bleed, media = (
            [float(x) for x in page.obj[k]] for k in ("/TrimBox", "/BleedBox", "/MediaBox")
        )
        assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx([419.53, 595.28], abs=0.01)
        assert [one - other for one, other in zip(trim, bleed, strict=True)] == pytest.approx(
            [8.504, 8.504, -8.504, -8.504], abs=0.01
        )
        assert media[0] < bleed[0]
        assert media[3] > bleed[3]
        assert {"/CropBox", "/ArtBox", "/Rotate", "/UserUnit", "/Annots"}.isdisjoint(
            page.obj.keys()
        )


def test_the_file_is_what_pdf_x_4_asks_for(small: Built, press: Any) -> None:
    assert small.files["press"].startswith(b"%PDF-1.6")
    (intent,) = press.Root.OutputIntents
    assert str(intent.S) == "/GTS_PDFX"
    assert str(intent.OutputConditionIdentifier) == "FOGRA39"
    assert str(intent.RegistryName) == "http://www.color.org"
    profile = intent.DestOutputProfile
    assert (int(profile.N), profile.read_bytes()[12:20]) == (4, b"prtrCMYK")
    with press.open_metadata() as xmp:
        assert xmp["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
        assert xmp["pdf:Trapped"] == "False"
        assert xmp["dc:title"] == str(press.docinfo.Title)
        assert xmp["xmp:CreateDate"] == xmp["xmp:MetadataDate"] == "2026-11-22T00:00:00Z"
        assert xmp["xmpMM:DocumentID"].startswith("uuid:")
        assert xmp["xmpMM:RenditionClass"] == "default"
    assert str(press.docinfo.Trapped) == "/False"
    assert str(press.docinfo.CreationDate) == str(press.docinfo.ModDate) == DATE
    assert "/ID" in press.trailer


def test_nothing_is_left_of_what_a_screen_can_do(press: Any) -> None:
    for key in ("/AcroForm", "/Outlines", "/StructTreeRoot", "/MarkInfo", "/Names", "/OpenAction",
                "/OCProperties", "/ViewerPreferences"):  # fmt: skip
        assert key not in press.Root
    said = b"".join(
        one.read_bytes() for one in press.objects
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form"
    )  # fmt: skip
    assert b"BDC" not in said


DATE = "D:20261122000000+00'00"
OPERATOR = re.compile(rb"(?<![\w/])(rg|RG|g|G|cs|sh)\s")


def test_every_colour_is_an_ink(press: Any) -> None:
    for one in press.objects:
        if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Form":
            assert not OPERATOR.search(one.read_bytes())
        if isinstance(one, pikepdf.Dictionary):
            assert str(one.get("/CS", "")) != "/DeviceRGB"
            assert str(one.get("/ColorSpace", "")) != "/DeviceRGB"
    for page in press.pages:
        content = b"".join(one.read_bytes() for one in page.obj.Contents)
        assert not OPERATOR.search(content)


def test_on_paper_there_are_the_inks_of_the_table_and_no_others(
    small: Built, tmp_path: Path
) -> None:
    """Every dot of every page, as Ghostscript inks it; black may stand on a tint."""
    gs = shutil.which("gs")
    if not gs:
        pytest.skip("Ghostscript is not installed")
    with pikepdf.open(BytesIO(small.files["press"])) as pdf:
        for page in pdf.pages:
            page.obj.MediaBox = page.obj.BleedBox
        pdf.save(tmp_path / "bare.pdf")
    command = [gs, "-q", "-dBATCH", "-dNOPAUSE", "-dUsePDFX3Profile", "-sDEVICE=tiff32nc", "-r72"]
    subprocess.run([*command, f"-o{tmp_path}/%d.tif", tmp_path / "bare.pdf"], check=True)
    table = {tuple(round(255 * one) for one in ink) for ink in inks(TEMPLATES).values()}
    coloured = {ink[:3] for ink in table if any(ink[:3])}
    pages = sorted(tmp_path.glob("*.tif"))
    assert len(pages) == len(texts(small.files["press"]))
    plain = 0
    for path in pages:
        with Image.open(path) as picture:
            found: set[Any] = {colour for _, colour in picture.getcolors(1 << 24) or ()}
        for cyan, magenta, yellow, _ in found:
            near = [max(abs(a - b) for a, b in zip((cyan, magenta, yellow), ink, strict=True))
                    for ink in (*coloured, (0, 0, 0))]  # fmt: skip
            assert min(near) <= 1, path.name
        plain += not any(any(colour[:3]) for colour in found)
    assert plain >= 1


def test_black_text_prints_over(press: Any) -> None:
    content = b"".join(one.read_bytes() for one in press.pages[4].obj.Contents).decode()
    assert f"{OVER} gs" in content


def test_the_same_book_gives_the_same_bytes(small: Built, tmp_path: Path) -> None:
    again = build(tmp_path / "again", {}, "press")
    assert again.files["press"] == small.files["press"]


def test_qpdf_finds_no_fault(small: Built, tmp_path: Path) -> None:
    (tmp_path / "press.pdf").write_bytes(small.files["press"])
    run = subprocess.run(
        ["qpdf", "--check", tmp_path / "press.pdf"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_boxes_to_tick_are_drawn_by_the_page_itself(small: Built) -> None:
    """Where the download has a field to tick, both files draw the same frame without it."""
    with pikepdf.open(BytesIO(small.files["download"])) as pdf:
        ticks = [
            [float(one) for one in widget.Rect]
            for page in pdf.pages
            for widget in page.obj.get("/Annots", [])
            if str(widget.get("/FT", "")) == "/Btn"
        ]
    assert ticks
    pages = [_trimmed(small.files[name], "D-2") for name in ("download", "press")]
    for left, bottom, right, top in ticks:
        box = (left - 1, pages[0].height / 4 - top - 1, right + 1, pages[0].height / 4 - bottom + 1)
        x, y, to_x, to_y = (4 * one for one in box)
        frames = [page.crop((x, y, to_x, to_y)) for page in pages]
        dark = [sum(one.point(lambda tone: tone < 128).tobytes()) for one in frames]
        assert dark[0] > 2 * frames[0].width
        assert dark[1] == pytest.approx(dark[0], rel=0.1)


def _trimmed(data: bytes, label: str) -> Image.Image:
    """Return a page to its trim, four points of the picture in one, without its fields."""
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.obj.MediaBox = page.obj.get("/TrimBox", page.obj.MediaBox)
        out = BytesIO()
        pdf.save(out)
    with pypdfium2.PdfDocument(out.getvalue()) as pdf:
        number = [pdf.get_page_label(one) for one in range(len(pdf))].index(label)
        picture: Image.Image = pdf[number].render(scale=4, may_draw_forms=False).to_pil()
    return picture.convert("L")


def findings(built: Built) -> list[str]:
    return [one.code for one in built.report.findings]


def test_a_foreign_colour_is_refused_with_its_page_or_converted(tmp_path: Path) -> None:
    refused = build(tmp_path / "refused", {"content/art/square.svg": RED}, "press")
    (found,) = [one for one in refused.report.findings if one.code == "HB823"]
    assert refused.report.status is Exit.FINDINGS
    assert found.message == "page 1-1: #ff0000 is not in the table of inks"
    assert found.place.path == "content/chapters/1.md"
    settings = f'{FILES["content/handbook.toml"]!s}[press]\nother-colours = "convert"\n'
    taken = {"content/art/square.svg": RED, "content/handbook.toml": settings}
    assert "HB823" not in findings(build(tmp_path / "taken", taken, "press"))


@pytest.mark.parametrize(
    ("mode", "colour", "convert", "expected"),
    [
        ("RGB", (200, 30, 30), False, ["HB824"]),
        ("RGBA", (200, 30, 30, 90), False, ["HB824"]),
        ("RGBA", (200, 30, 30, 90), True, ["HB826"]),
        ("RGB", (90, 90, 90), False, []),
    ],
)
def test_pictures_are_refused_converted_or_grey(
    mode: str, colour: Any, convert: bool, expected: list[str], tmp_path: Path
) -> None:
    out = BytesIO()
    Image.new(mode, (60, 40), colour).save(out, "PNG")
    files: dict[str, str | bytes] = {
        "content/art/photo.png": out.getvalue(),
        "content/chapters/1.md": "# One\\n\\n![a plain photograph](art/photo.png)\n".replace(
            "\\n", "\n"
        ),
    }
    if convert:
        settings = f'{FILES["content/handbook.toml"]!s}[press]\nother-colours = "convert"\n'
        files["content/handbook.toml"] = settings
    built = build(tmp_path / "book", files, "press")
    assert [code for code in findings(built) if code.startswith("HB82")] == expected


def test_an_ink_that_the_paper_does_not_take_is_found(tmp_path: Path) -> None:
    settings = f"{FILES['content/handbook.toml']!s}[press]\nink-limit = 240\n"
    built = build(tmp_path / "book", {"content/handbook.toml": settings}, "press")
    (found,) = [one for one in built.report.findings if one.code == "HB828"]
    assert found.message == "#0f4a3f asks for 248 % of ink, and the paper takes 240 %"


def test_without_a_date_the_press_warns(tmp_path: Path) -> None:
    undated = {"content/handbook.toml": 'title = "Small"\n'}
    built = build(tmp_path / "book", undated, "press")
    assert built.report.status is Exit.FINE
    assert "HB827" in findings(built)


def test_the_printers_own_profile_is_embedded_with_its_condition(tmp_path: Path) -> None:
    own = Path(find_tool(PROFILE)).read_bytes()
    settings = (
        f"{FILES['content/handbook.toml']!s}"
        '[press]\nprofile = "press/own.icc"\ncondition = "FOGRA99"\nmarks = "none"\n'
    )
    files: dict[str, str | bytes] = {
        "content/handbook.toml": settings,
        "content/press/own.icc": own,
    }
    built = build(tmp_path / "book", files, "press")
    with pikepdf.open(BytesIO(built.files["press"])) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.OutputConditionIdentifier) == "FOGRA99"
        page = pdf.pages[0].obj
        assert [float(x) for x in page.MediaBox] == pytest.approx([float(x) for x in page.BleedBox])


def test_without_the_free_profile_a_finding_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handbook.pressroom.find_free", lambda: None)
    built = build(tmp_path / "book", {}, "press")
    (found,) = [one for one in built.report.findings if one.code == "HB820"]
    assert built.report.status is Exit.FINDINGS
    assert "scribus-data" in found.hint


def test_all_is_every_product_that_there_is_matter_for(tmp_path: Path) -> None:
    built = build(tmp_path / "book", {}, ALL)
    assert built.report.status is Exit.FINE, built.report.findings
    names = {one.name for one in built.report.products}
    assert {"download", "press", "data"} <= names
    assert "cards" not in names


BLANK = Fragment(b"", 1, 0, 0)


def piece(start: int, pages: int, prefix: str = "", style: str = "D") -> Piece:
    return Piece("", replace(BLANK, pages=pages), Folios(prefix, style, start))


@pytest.mark.parametrize(
    ("pieces", "multiple", "starts"),
    [
        ([piece(1, 2), piece(1, 2, "2-")], 2, [1, 1]),
        ([piece(1, 1), piece(1, 2, "2-")], 2, [1, 2, 1]),
        ([piece(1, 3)], 4, [1, 4]),
        ([piece(1, 1)], 4, [1, 2, 3, 4]),
        ([piece(2, 2)], 2, [1, 2, 4]),
        ([], 4, []),
    ],
)
def test_blanks_go_where_print_has_a_page(
    pieces: list[Piece], multiple: int, starts: list[int]
) -> None:
    made = with_blanks(pieces, BLANK, multiple)
    assert [one.folios.start for one in made] == starts
    assert count_pages(made) % multiple == 0


def test_the_back_of_a_page_without_a_number_has_a_label_of_its_own() -> None:
    _, back = with_blanks([piece(1, 1, "Cover", "")], BLANK)
    assert (back.folios.prefix, back.folios.style, back.folios.start) == ("Cover ", "D", 2)


def test_a_product_for_the_press_is_proved_as_one() -> None:
    assert CHECKS["press"] != CHECKS["download"]


@pytest.mark.parametrize("size", PAGE_SIZES)
def test_preflight_has_nothing_against_pages_of_any_size(size: str, tmp_path: Path) -> None:
    labels = {f"content/chapters/{n}.md": f"# Chapter {n}\n\nText.\n" for n in range(3, 12)}
    settings = f'{FILES["content/handbook.toml"]!s}[page]\nsize = "{size}"\n'
    built = build(tmp_path, {**labels, "content/handbook.toml": settings}, "press")
    assert built.report.status is Exit.FINE, built.report.findings
    assert [code for code in findings(built) if code >= "HB850"] == []


def test_a_picture_of_72_dots_an_inch_builds_nothing(tmp_path: Path) -> None:
    out = BytesIO()
    Image.linear_gradient("L").resize((300, 200)).save(out, "PNG")
    chapter = "# One\n\n![a plain photograph](art/photo.png)\n"
    files: Mapping[str, str | bytes] = {
        "content/art/photo.png": out.getvalue(),
        "content/chapters/1.md": chapter,
    }
    built = build(tmp_path, files, "press")
    assert built.report.status is Exit.PROOF
    (found,) = [one for one in built.report.findings if one.code >= "HB850"]
    assert found.code == "HB865"
    assert re.match(r"a picture of \d+ dots an inch, not 150: page \d+, at ", found.message)
