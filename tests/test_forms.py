"""The lists as a form: named for ever, filled in real readers, collected exactly."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selenium.webdriver import Chrome

from conftest import MakeProject, PdfBytes, write_files
from handbook.binding.answers import fill
from handbook.binding.facts import read_facts
from handbook.binding.transfer import carried_values, transfer
from handbook.book.form import Field
from handbook.book.settings import Edition, Settings
from handbook.collect import COLUMNS, as_csv, as_json, collect
from handbook.make import make_at
from handbook.request import Report, Request
from handbook.setting.workshop import open_bench
from pdfjs import viewing

pytestmark = pytest.mark.pdf

TARGET = 18.0
"""Points, 24 CSS pixels: what a target measures, or the room around it (WCAG 2.2, 2.5.8)."""

LIST = """---
id: D1
kind: duty
owner: Officer
trigger: Arrival
mode: read-do
sign-off: [Captain]
revised: 2026-11-22
---
# Harbour

## A. Ashore

- [ ] **D1.1** Moor <the> “ship” {critical}
      Officer | at once | lines
- [ ] **D1.2** Call the pilot
      Officer | hour 1 | log
- [ ] **D1.10** Sign off
      Officer | hour 2 | signature
"""
QUALIFICATION = """---
id: Q1
kind: qualification
owner: Candidate
trigger: Nomination
sign-off: [Mate, Captain]
revised: 2026-11-22
---
# Knots

- [ ] **Q1.1** Tie a bowline {kind=performance}
      Ten seconds | [](#tides)
- [ ] **Q1.2** Name six knots {kind=knowledge}
      All six | [](#tides)
"""
FILES = {
    "content/handbook.toml": 'title = "Pilots"\nslug = "pilots"\n[edition]\nid = "2026.1"\n'
    'date = 2026-11-22\nsupersedes = "2025.1"\n',
    "content/chapters/1.md": "# Harbour\n\n## Tides {#tides}\n\nText.\n\n"
    "/// show-checklist | D1\n///\n",
    "content/checklists/D1.md": LIST,
    "content/checklists/Q1.md": QUALIFICATION,
}
D1 = ("D1.1", "D1.2", "D1.10")


def build(project: Path, carry: Path | None = None) -> Report:
    request = Request(project, project / "build", jobs=1, carry=carry)
    with open_bench(project, lambda name: None) as bench:
        return make_at(bench, request)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the download of a small book."""
    project = write_files(tmp_path_factory.mktemp("forms"), FILES)
    report = build(project)
    assert not report.status, report.findings
    return PdfBytes((report.folder / report.products[0].file).read_bytes())


@cache
def fields(data: bytes) -> Mapping[str, Field]:
    return {field.name: field for field in read_facts(data).fields}


def test_every_box_and_cell_is_a_field_named_by_its_permanent_id(blank: bytes) -> None:
    names = set(fields(blank))
    assert {f"{item}.{part}" for item in D1 for part in ("done", "initials", "date")} <= names
    assert {f"Q1.{n}.{part}" for n in (1, 2) for part in ("done", "initials", "date")} <= names
    assert {"D1.remarks", "D1.signed.1.name", "D1.signed.1.signature", "D1.signed.1.date"} <= names
    assert {"Q1.holder", "Q1.post", "Q1.signed.2.signature"} <= names


def test_fields_are_a_real_hierarchy_without_a_period_in_a_name(blank: bytes) -> None:
    with pikepdf.open(BytesIO(blank)) as pdf:
        roots = list(pdf.Root.AcroForm.Fields)
        assert [str(root.T) for root in roots] == ["D1", "Q1"]
        names = [str(node.T) for root in roots for node in _below(root)]
        assert names and not any("." in name for name in names)
        assert "/NeedAppearances" not in pdf.Root.AcroForm


def _below(node: Any) -> Iterator[Any]:
    if "/T" in node:
        yield node
        for kid in node.get("/Kids", []):
            yield from _below(kid)


def test_a_list_that_is_shown_twice_is_one_set_of_fields(blank: bytes) -> None:
    assert [len(fields(blank)[f"{item}.done"].places) for item in D1] == [2, 2, 2]
    assert len(fields(blank)["D1.remarks"].places) == 1


def test_a_tooltip_says_id_and_text(blank: bytes) -> None:
    assert fields(blank)["D1.1.done"].label == "D1.1 Moor <the> “ship”"
    assert fields(blank)["D1.1.date"].label.startswith("D1.1 Moor <the> “ship”: ")
    assert all(field.label for field in fields(blank).values())


def test_each_widget_is_in_a_form_tag_and_tabbed_in_the_order_of_reading(blank: bytes) -> None:
    with pikepdf.open(BytesIO(blank)) as pdf:
        tree = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        widgets = 0
        for page in pdf.pages:
            for annotation in page.get("/Annots", []):
                if annotation.Subtype == "/Widget":
                    widgets += 1
                    assert page.Tabs == "/S"
                    assert tree[int(annotation.StructParent)].S == "/Form"
                    assert set(annotation.AP.N.keys()) == {"/Off", "/Yes"} or "/V" not in annotation
        assert widgets == sum(len(field.places) for field in fields(blank).values())


def test_a_box_can_be_hit_by_a_finger(blank: bytes) -> None:
    middles = [
        (page, (left + right) / 2, (bottom + top) / 2)
        for field in fields(blank).values()
        if field.kind == "Btn"
        for page, (left, bottom, right, top) in field.places
    ]
    for page, x, y in middles:
        near = [(a, b) for other, a, b in middles if other == page and (a, b) != (x, y)]
        assert all(max(abs(x - a), abs(y - b)) >= TARGET for a, b in near)


def test_a_rectangle_is_the_printed_box(blank: bytes) -> None:
    ((page, rect), *_) = fields(blank)["D1.2.done"].places
    document = pypdfium2.PdfDocument(blank)
    image = document[page - 1].render(scale=8).to_pil().convert("L")
    height = document[page - 1].get_height()
    left, bottom, right, top = rect
    assert right - left == pytest.approx(4.8 / 25.4 * 72, abs=0.1)
    for x, y in (
        ((left + right) / 2, bottom + 0.4),
        ((left + right) / 2, top - 0.4),
        (left + 0.4, (bottom + top) / 2),
        (right - 0.4, (bottom + top) / 2),
    ):
        assert image.getpixel((round(x * 8), round((height - y) * 8))) < 128, "ink on every edge"
    inside = image.getpixel((round((left + right) * 4), round((height - (bottom + top) / 2) * 8)))
    assert inside > 200


texts = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=40
)


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(D1), st.tuples(st.booleans(), texts, texts)), texts)
def test_what_is_filled_in_is_collected_exactly(
    blank: bytes, said: dict[str, tuple[bool, str, str]], remarks: str
) -> None:
    values = {"D1.remarks": remarks}
    for item, (done, date, initials) in said.items():
        values |= {f"{item}.done": "Yes"} if done else {}
        values |= {f"{item}.date": date, f"{item}.initials": initials}
    rows, findings = collect({"a.pdf": fill(blank, values)}, None)
    assert findings == ()
    by_item = {row["item"]: row for row in rows}
    for item in D1:
        done, date, initials = said.get(item, (False, "", ""))
        row = by_item[item]
        assert (row["ticked"], row["date"], row["initials"]) == (
            "yes" if done else "no", date, initials,
        )  # fmt: skip
    assert by_item.get("D1", {}).get("remarks", "") == remarks
    assert json.loads(as_json(rows)) == [dict(row) for row in rows]


def test_filling_the_same_gives_the_same_bytes(blank: bytes) -> None:
    values = {"D1.1.done": "Yes", "D1.1.date": "21 Jan 2027"}
    assert fill(blank, values) == fill(blank, values) != blank


def test_no_cell_of_the_table_is_a_formula(blank: bytes) -> None:
    bad = "=cmd|' /C calc'!A0"
    rows, _ = collect({"a.pdf": fill(blank, {"D1.1.initials": bad, "D1.2.date": "+1"})}, None)
    table = as_csv(rows)
    assert table.splitlines()[0] == ",".join(COLUMNS)
    assert f"'{bad}" in table and ",'+1," in table and f",{bad}" not in table
    assert bad in as_json(rows)


class _Reader:
    """PDFium, the engine of Chromium's own reader, with somebody at the mouse and the keys."""

    def __init__(self, data: bytes) -> None:
        self.document = pypdfium2.PdfDocument(data)
        self.document.init_forms()
        self.form = self.document.formenv.raw
        self.pages: dict[int, Any] = {}

    def click(self, field: Field) -> Any:
        number, (left, bottom, right, top) = field.places[0]
        if number not in self.pages:
            self.pages[number] = self.document[number - 1]
        page = self.pages[number]
        middle = (left + right) / 2, (bottom + top) / 2
        pdfium.FORM_OnMouseMove(self.form, page.raw, 0, *middle)
        pdfium.FORM_OnLButtonDown(self.form, page.raw, 0, *middle)
        pdfium.FORM_OnLButtonUp(self.form, page.raw, 0, *middle)
        return page.raw

    def write(self, field: Field, text: str) -> None:
        page = self.click(field)
        for letter in text:
            pdfium.FORM_OnChar(self.form, page, ord(letter), 0)
        pdfium.FORM_ForceToKillFocus(self.form)

    def saved(self) -> bytes:
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()


def test_pdfium_fills_the_form_and_it_is_collected(blank: bytes) -> None:
    reader = _Reader(blank)
    found = fields(blank)
    reader.click(found["D1.1.done"])
    reader.write(found["D1.1.date"], "21 Jan 2027")
    reader.write(found["D1.1.initials"], "ÉM")
    reader.click(found["Q1.2.done"])
    reader.write(found["D1.remarks"], "No pilot = no port, (yet)")
    _assert_collected(reader.saved())


def _assert_collected(data: bytes) -> None:
    rows, findings = collect({"a.pdf": data}, None)
    assert findings == ()
    by_item = {row["item"]: row for row in rows}
    one = by_item["D1.1"]
    assert (one["ticked"], one["date"], one["initials"]) == ("yes", "21 Jan 2027", "ÉM")
    assert by_item["D1"]["remarks"] == "No pilot = no port, (yet)"
    assert [item for item, row in by_item.items() if row["ticked"] == "yes"] == ["D1.1", "Q1.2"]
    assert {row["edition"] for row in rows} == {"2026.1"}


@pytest.mark.slow
def test_pdf_js_in_chromium_fills_the_form_and_it_is_collected(
    blank: bytes, browser: Chrome, tmp_path: Path
) -> None:
    with viewing(blank, browser, tmp_path) as page:
        page.tick("D1.1.done")
        page.write("D1.1.date", "21 Jan 2027")
        page.write("D1.1.initials", "ÉM")
        page.tick("Q1.2.done")
        page.write("D1.remarks", "No pilot = no port, (yet)")
        _assert_collected(page.saved())


def test_files_that_are_no_filled_form_are_named_and_the_rest_is_read(blank: bytes) -> None:
    locked = BytesIO()
    with pikepdf.open(BytesIO(blank)) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    empty = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(empty)
    bare = BytesIO()
    with pikepdf.open(BytesIO(blank)) as pdf:
        del pdf.Root.AcroForm
        for page in pdf.pages:
            if "/Annots" in page:
                del page.Annots
        pdf.save(bare)
    rows, findings = collect(
        {
            "text.pdf": b"no PDF",
            "half.pdf": blank[: len(blank) // 3],
            "locked.pdf": locked.getvalue(),
            "empty.pdf": empty.getvalue(),
            "bare.pdf": bare.getvalue(),
            "good.pdf": blank,
        },
        None,
    )
    codes = {finding.place.path: finding.code for finding in findings}
    assert codes.pop("half.pdf") in ("HB701", "HB703", "HB704")
    assert codes == {
        "text.pdf": "HB701", "locked.pdf": "HB702", "empty.pdf": "HB703", "bare.pdf": "HB704",
    }  # fmt: skip
    assert {row["file"] for row in rows} == {"good.pdf"}


def test_a_form_of_another_book_is_left_out_and_of_an_unknown_edition_is_taken(
    blank: bytes,
) -> None:
    def codes(settings: Settings) -> tuple[list[str], int]:
        rows, findings = collect({"a.pdf": blank}, settings)
        return [finding.code for finding in findings], len(rows)

    assert codes(Settings(slug="pilots", edition=Edition("2026.1"))) == ([], 5)
    assert codes(Settings(slug="pilots", edition=Edition("2027.1", supersedes="2026.1")))[0] == []
    assert codes(Settings(slug="pilots", edition=Edition("2028.1"))) == (["HB705"], 5)
    assert codes(Settings(slug="doctors")) == (["HB703"], 0)


def field(name: str, label: str, value: str = "") -> Field:
    return Field(name, "Btn" if name.endswith(".done") else "Tx", label, value, ())


OLD = (
    field("D1.1.done", "D1.1 Moor", "Yes"),
    field("D1.1.date", "D1.1 Moor: Date", "1 May"),
    field("D1.2.done", "D1.2 Call", "Yes"),
    field("D1.3.done", "D1.3 Leave", "Yes"),
    field("D1.signed.1.name", "D1 Captain: Name", "A"),
    field("D2.1.done", "D2.1 Stay", "Yes"),
    field("D2.signed.1.name", "D2 Captain: Name", "B"),
    field("D2.remarks", "D2 Remarks", "none"),
)
NEW = (
    field("D1.1.done", "D1.1 Moor"),
    field("D1.1.date", "D1.1 Moor: Date"),
    field("D1.2.done", "D1.2 Call twice"),
    field("D1.4.done", "D1.4 Wash"),
    field("D1.signed.1.name", "D1 Captain: Name"),
    field("D2.1.done", "D2.1 Stay"),
    field("D2.signed.1.name", "D2 Captain: Name"),
    field("D2.remarks", "D2 Remarks"),
)


def test_the_transfer_table_tells_same_changed_new_and_deleted_apart() -> None:
    table = transfer(OLD, NEW)
    assert {row.item: row.verdict for row in table} == {
        "D1.1": "same", "D1.2": "changed", "D1.4": "new", "D2.1": "same", "D1.3": "deleted",
    }  # fmt: skip
    assert table[0].answers == {"done": "Yes", "date": "1 May"}
    assert table[-1].answers == {"done": "Yes"}, "what was signed is not lost, but said"


def test_only_what_is_the_same_is_carried_and_a_sign_off_only_with_its_whole_list() -> None:
    assert carried_values(transfer(OLD, NEW), OLD, NEW) == {
        "D1.1.done": "Yes", "D1.1.date": "1 May",
        "D2.1.done": "Yes", "D2.signed.1.name": "B", "D2.remarks": "none",
    }  # fmt: skip


@given(st.data())
def test_a_form_carried_into_its_own_edition_is_the_same(data: st.DataObject) -> None:
    names = [f"D{n}.{m}" for n in range(1, 4) for m in range(1, 4)]
    ticked = data.draw(st.sets(st.sampled_from(names)))
    old = [field(f"{name}.done", f"{name} x", "Yes" if name in ticked else "Off") for name in names]
    table = transfer(old, old)
    assert {row.verdict for row in table} == {"same"}
    assert carried_values(table, old, old) == {f"{name}.done": "Yes" for name in ticked}


def test_a_filled_form_is_carried_over_into_the_next_edition(
    blank: bytes, make_project: MakeProject, tmp_path: Path
) -> None:
    changed = LIST.replace("Call the pilot", "Call the pilot twice").replace("D1.10", "D1.3")
    toml = FILES["content/handbook.toml"].replace("2026.1", "2027.1").replace("2025.1", "2026.1")
    project = make_project(
        {**FILES, "content/handbook.toml": toml, "content/checklists/D1.md": changed}
    )
    done = {f"{item}.done": "Yes" for item in (*D1, "Q1.1")}
    filled = tmp_path / "martin.pdf"
    filled.write_bytes(fill(blank, {**done, "D1.1.initials": "ÉM", "D1.signed.1.name": "Cpt"}))
    report = build(project, filled)
    assert not report.status, report.findings
    verdicts = {row.item: row.verdict for row in report.transfer}
    assert verdicts["D1.2"] == "changed" and verdicts["D1.3"] == "new"
    assert verdicts["D1.10"] == "deleted" and verdicts["Q1.1"] == "same"
    (item,) = report.products
    assert report.folder == project / "build" / "carried" / "martin"
    answers = {
        one.name: one.value
        for one in read_facts((report.folder / item.file).read_bytes()).fields
        if one.answered
    }
    assert answers == {"D1.1.done": "Yes", "D1.1.initials": "ÉM", "Q1.1.done": "Yes"}
    blank_again = (project / "build" / "2027.1" / "pilots-2027.1-download.pdf").read_bytes()
    assert not [one for one in read_facts(blank_again).fields if one.answered]


def test_the_edition_mark_stands_opposite_to_the_folio_on_every_page(blank: bytes) -> None:
    labels = read_facts(blank).labels
    document = pypdfium2.PdfDocument(blank)
    seen = set()
    for page, label in zip(document, labels, strict=True):
        text = page.get_textpage()
        width = page.get_width()
        left, right = (
            text.get_text_bounded(start, 10, end, 45)
            for start, end in ((0, width / 2), (width / 2, width))
        )
        if "Pilots" in left + right:
            number = int(label.rpartition("-")[2]) if label[-1].isdigit() else 0
            assert not number or ("Pilots" in left) == (number % 2 == 1), label
            assert not number or (label in (right if number % 2 else left)), label
            seen.add(number % 2)
    assert seen == {0, 1}
