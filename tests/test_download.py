"""The download as a listener, a search and an archive find it; each demand seen to fail."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Name, Pdf, String

from conftest import PdfBytes, write_files
from handbook.binding.facts import Facts, read_facts
from handbook.binding.proof import MOST_BYTES, prove
from handbook.book.model import Term
from handbook.book.places import Place
from handbook.make import make_at
from handbook.pages.legible import in_their_tongues, with_addresses
from handbook.request import Request
from handbook.setting.workshop import open_bench

pytestmark = pytest.mark.pdf

FILES = {
    "content/handbook.toml": 'title = "Small"\nlanguage = "en-GB"\nkeywords = ["posts", "lists"]\n'
    'licence = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"\n'
    "[numbering]\nparagraphs = true\n",
    "content/data/glossary.toml": '[[term]]\nid = "nv"\nterm = "note verbale"\nlang = "fr"\n'
    'text = "A letter in the third person."\n',
    "content/art/square.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='60'>"
    "<rect width='90' height='60'/></svg>",
    "content/chapters/1.md": "# One\n\n## First {#a}\n\nSend a note verbale[^1] as in "
    "[the guide](https://example.org/guide/) and [](#b) and [](#D1.1).\n\n"
    "[^1]: It is not signed.\n\n![a black square, wider than high](art/square.svg)\n\n"
    '<table><thead><tr><th colspan="2">Both</th></tr><tr><th>Left</th><th>Right</th></tr></thead>'
    "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>\n\n## Second {#b}\n\n"
    + "A paragraph of some length, that is here to be read in order.\n\n"
    * 40,
    "content/checklists/D1.md": "---\nid: D1\nkind: duty\nowner: A\ntrigger: B\n---\n# List\n\n"
    "- [ ] **D1.1** Moor the ship\n    A | now | note\n",
}


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the download of a small book."""
    project = write_files(tmp_path_factory.mktemp("download"), FILES)
    with open_bench(project, lambda name: None) as bench:
        report = make_at(bench, Request(project, project / "build", jobs=1))
    assert not report.status, report.findings
    return PdfBytes((report.folder / report.products[0].file).read_bytes())


@cache
def facts(data: bytes) -> Facts:
    return read_facts(data, thorough=True)


def faults(found: Facts) -> list[str]:
    return [f"{one.code} {one.message}" for one in prove(found, "x.pdf")]


def elements(pdf: Pdf, kind: str) -> list[Any]:
    found, stack = [], [pdf.Root.StructTreeRoot.K[0]]
    while stack:
        one = stack.pop()
        found += [one] * bool(f"/{kind}" == one.S)
        stack += [
            kid for kid in one.get("/K", []) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid
        ]
    return found


def test_the_proof_finds_nothing_wrong_even_when_it_is_thorough(blank: bytes) -> None:
    assert faults(facts(blank)) == []


def test_the_file_says_what_it_is_about_and_what_others_may_do_with_it(blank: bytes) -> None:
    assert facts(blank).says["keywords"] == "posts; lists"
    assert facts(blank).says["licence"].startswith("CC BY 4.0")
    with Pdf.open(BytesIO(blank)) as pdf:
        xmp = pdf.open_metadata()
        assert set(xmp["dc:subject"]) == {"posts", "lists"}
        assert xmp["xmpRights:WebStatement"] == "https://creativecommons.org/licenses/by/4.0/"
        assert pdf.docinfo["/Keywords"] == "posts; lists"


def test_folios_in_print_are_the_labels(blank: bytes) -> None:
    found = facts(blank)
    printed = [
        (label, folio) for label, folio in zip(found.labels, found.folios, strict=True) if folio
    ]
    assert len(printed) >= len(found.labels) - 2, "all but the covers"
    assert all(label == folio for label, folio in printed)


def test_terms_of_other_languages_are_spoken_in_them(blank: bytes) -> None:
    assert facts(blank).tags.languages == {"fr": 2}, "in the text and in the glossary"


def test_a_note_follows_its_call_which_is_a_link_to_it(blank: bytes) -> None:
    with Pdf.open(BytesIO(blank)) as pdf:
        (call,), (note,) = elements(pdf, "Reference"), elements(pdf, "Note")
        kids = [kid.objgen for kid in call.P.K if isinstance(kid, pikepdf.Dictionary)]
        assert kids[kids.index(call.objgen) + 1] == note.objgen
        (link,) = call.K
        annotation = link.K[-1].Obj
        assert annotation.Dest == note.ID and "It is not signed." in str(annotation.Contents)
        left, bottom, right, top = map(float, annotation.Rect)
        assert 0 < left < right < 420 and 200 < bottom < top < 595


def test_cells_name_all_their_heads(blank: bytes) -> None:
    with Pdf.open(BytesIO(blank)) as pdf:
        names = pikepdf.NameTree(pdf.Root.StructTreeRoot.IDTree)
        assert list(names) == sorted(names)
        cells = [cell for cell in elements(pdf, "TD") if len(cell.A.get("/Headers", ())) == 2]
        assert cells
        for cell in cells:
            assert all(names[str(head)].S == "/TH" for head in cell.A.Headers)


def test_links_say_what_they_lead_to(blank: bytes) -> None:
    with Pdf.open(BytesIO(blank)) as pdf:
        says = {
            str(one.Dest): str(one.Contents)
            for page in pdf.pages
            for one in page.get("/Annots", [])
            if "/Dest" in one
        }
    assert says["D1.1"] == "D1.1 Moor the ship"
    assert says["b"].split() == ["1.2", "Second"]


def test_addresses_are_printed_where_words_hide_them(blank: bytes) -> None:
    assert with_addresses('<a href="https://a.org/b/">it</a>').endswith(
        '(<span class="address">a.org/b</span>)'
    )
    for plain in ('<a href="https://a.org/b">a.org/b</a>', '<a href="#x">it</a>'):
        assert with_addresses(plain) == plain
    reading = facts(blank).reading
    assert reading is not None and not reading.unprinted


TERMS = (Term("nv", "note verbale", (), Place(""), lang="fr"), Term("x", "plain", (), Place("")))


@given(
    st.lists(
        st.sampled_from(["note verbale", "Note  verbale", "notes", "<b>", "</b>", "&amp;", "x"])
    )
)
def test_marking_tongues_changes_no_word(pieces: list[str]) -> None:
    html = "<body>" + " ".join(pieces) + "</body>"
    marked = in_their_tongues(html, TERMS)
    assert marked.replace('<span lang="fr">', "").replace("</span>", "") == html
    assert marked.count("lang=") == sum(piece.lower().startswith("note ") for piece in pieces)


def _folio(pdf: Pdf) -> None:
    for label in list(pdf.Root.PageLabels.Nums)[1::2]:
        label.P = String("Z-")


def _head(pdf: Pdf) -> None:
    del elements(pdf, "TH")[0].A["/Scope"]


def _lost(pdf: Pdf) -> None:
    next(one for one in elements(pdf, "TD") if "/Headers" in one.A).A.Headers = [String("nobody")]


def _note(pdf: Pdf) -> None:
    del elements(pdf, "Note")[0]["/ID"]


def _moved(pdf: Pdf) -> None:
    elements(pdf, "Figure")[0].A.BBox = [0, 0, 10, 10]


def _mute(pdf: Pdf) -> None:
    elements(pdf, "Figure")[0].Alt = String("square.svg")


def _silent(pdf: Pdf) -> None:
    del elements(pdf, "Figure")[0]["/Alt"]


def _folded(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        next(item for item in outline.root if item.children).is_closed = False


def _mode(pdf: Pdf) -> None:
    pdf.Root.PageMode = Name.UseNone


def _terse(pdf: Pdf) -> None:
    link = next(one for page in pdf.pages for one in page.get("/Annots", []) if "/Dest" in one)
    link.Contents = String("5-3")


def _address(pdf: Pdf) -> None:
    link = next(one for page in pdf.pages for one in page.get("/Annots", []) if "/A" in one)
    link.A.URI = String("https://elsewhere.org/")


def _machine(pdf: Pdf) -> None:
    with pdf.open_metadata() as xmp:
        xmp["dc:publisher"] = ["/".join(("", "home", "somebody", "book"))]


def _order(pdf: Pdf) -> None:
    chapter = max((one for one in elements(pdf, "Part")), key=lambda one: len(one.K))
    chapter.K = pikepdf.Array(reversed(list(chapter.K)))


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_folio, "HB601 page"),
        (_head, "HB601 1 head cells"),
        (_lost, "HB601 1 cells name a head"),
        (_note, "HB601 1 footnotes"),
        (_moved, "HB601 a picture on page"),
        (_silent, "HB601 a picture on page"),
        (_mute, "HB621 the picture on page"),
        (_folded, "HB601 bookmark"),
        (_mode, "HB601 readers are not told to show the bookmarks"),
        (_terse, "HB623 1 links"),
        (_address, "HB601 a link leads to https://elsewhere.org/"),
        (_machine, "HB601 the publisher of the file names a folder"),
        (_order, "HB601 75% of the text"),
    ],
)
def test_each_defect_is_found(blank: bytes, spoil: Callable[[Pdf], None], fault: str) -> None:
    with Pdf.open(BytesIO(blank)) as pdf:
        spoil(pdf)
        out = BytesIO()
        pdf.save(out)
    found = faults(read_facts(out.getvalue(), thorough=True))
    assert [one for one in found if one.startswith(fault)], found


def test_a_file_too_large_to_mail_is_told(blank: bytes) -> None:
    large = replace(facts(blank), bytes=MOST_BYTES + 1)
    assert faults(large) == ["HB622 the file has 5.0 MB"]
