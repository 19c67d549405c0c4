"""Pages measured: each finding is seen on a page that is wrong, and not on one that is right."""

from dataclasses import replace
from pathlib import Path

import pytest
import weasyprint

from conftest import MakeProject
from handbook.binding.glance import glance
from handbook.binding.layout import judge
from handbook.book.findings import Exit
from handbook.book.fragments import Folios, Fragment, Unit
from handbook.book.places import Place
from handbook.make import make_at
from handbook.pages.looks import Table, Templates, find_templates, measures
from handbook.request import Request
from handbook.setting.compiler import compile_unit
from handbook.setting.workshop import freeze, open_bench, thaw

pytestmark = pytest.mark.pdf

TEMPLATES: Templates = find_templates(Path("nowhere"))
LIMITS: Table = measures(TEMPLATES, "A5")["limits"]
STYLE = """
@page { size: 100mm 100mm; margin: 15mm }
html { font: 10pt/13pt "Source Serif Pro" } body, p, h2 { margin: 0 }
h2 { font-size: 12pt } p { orphans: 1; widows: 1 }
.own { break-inside: avoid }
"""
DRAWING = (
    "<img style='width: {}mm' src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\""
    ' viewBox="0 0 100 20"><text y="15" font-size="10">Text</text></svg>\'>'
)
TURN = "<p style='break-after: page'>Page 1</p><p style='break-after: page'>Page 2</p>"
NOTE = "<div class='box own note'><p>Mind<br>this</div>"
LONG = "<p>Words that go on.</p>" * 16


def unit(html: str, style: str = "") -> Unit:
    return Unit("one", "One", f"<body>{html}</body>", STYLE + style, folios=Folios("1-"))


def found(html: str, style: str = "") -> set[str]:
    """Return the codes of what is wrong with some HTML on small pages."""
    one = unit(html, style)
    return {finding.code for finding in judge(one, compile_unit(one), LIMITS, lambda near: None)}


@pytest.mark.parametrize(
    ("code", "wrong", "right"),
    [
        (
            "HB604",
            TURN + "<p>3<div class='list'>" + LONG + "</div>",
            "<p style='break-after: page'>1<div class='list'>" + LONG + "</div>",
        ),
        (
            "HB605",
            "<p style='margin-left: -8mm'>Text</p>",
            "<p style='margin-left: -3mm'>Text</p>",
        ),
        (
            "HB606",
            "<table><tr><td><p style='width: 10mm'>Incomprehensibilities</table>",
            "<table><tr><td><p style='width: 50mm'>Incomprehensibilities</table>",
        ),
        (
            "HB606",
            "<pre>" + "code " * 20 + "</pre>",
            "<pre style='white-space: pre-wrap'>" + "code " * 20 + "</pre>",
        ),
        (
            "HB607",
            "<p>A line</p><div class='own' style='height: 68mm'>Text</div>",
            LONG + LONG,
        ),
        (
            "HB608",
            "<div style='height: 57mm'>Text</div><h2>Heading</h2>" + LONG,
            "<div style='height: 52mm'>Text</div><h2>Heading</h2>" + LONG,
        ),
        ("HB609", "<p style='font-size: 8pt'>Text", "<p style='font-size: 8.5pt'>Text"),
        ("HB609", DRAWING.format(20), DRAWING.format(40)),
        ("HB609", "<pre style='font-size: 7pt'>Code", "<pre style='font-size: 8pt'>Code"),
        ("HB610", "<p style='color: #777'>Text", "<p style='color: #767676'>Text"),
        (
            "HB610",
            "<div class='list'><p style='color: #5f5f5f'>Text",
            "<div class='list'><p style='color: #585858'>Text",
        ),
        (
            "HB610",
            "<div style='background: #555'><p><b>Text",
            "<div style='background: #555'><p style='color: #fff'><b>Text",
        ),
        (
            "HB611",
            "<p>Only these words, Constantinopolitansintheircapitalcity too",
            "<p>Only these words, <br>and others of no more than common length, in a paragraph",
        ),
        (
            "HB612",
            TURN + "<p>3<div class='list'><div class='stage'>" + LONG + "</div></div>",
            TURN + "<p>3<div class='list'><div class='stage'>" + LONG[:60] + "</div></div>" + LONG,
        ),
        (
            "HB613",
            "<div style='height: 62mm'>Text</div><div class='box own warning'><p>Mind</div>" + LONG,
            "<div style='height: 57mm'>Text</div><div class='box own warning'><p>Mind</div>" + LONG,
        ),
        (
            "HB613",
            "<div style='height: 65mm'>Text</div>" + NOTE,
            "<p style='break-after: page'>Page 1</p><div style='height: 65mm'>Text</div>" + NOTE,
        ),
    ],
)
def test_what_is_wrong_with_a_page_is_found(code: str, wrong: str, right: str) -> None:
    assert code in found(wrong)
    assert code not in found(right)


def test_a_justified_line_counts_as_it_would_be_ragged() -> None:
    words = "<p>Only these words, Constantinopolitansintheircapitalcity too"
    assert "HB611" in found(words, "p { text-align: justify }")


def test_an_address_may_break_where_it_can() -> None:
    assert "HB611" not in found("<p>Only these words, https://example.org/a/long/address/of/it/all")


@pytest.mark.parametrize("blank", ["_" * 40, "…………" * 6 + "\u200b", "." * 40])
def test_a_blank_to_write_in_is_as_long_as_it_is(blank: str) -> None:
    assert "HB611" not in found(f"<p>Only these words are here: {blank} and the hour")


def test_an_address_that_is_printed_breaks_at_its_hyphens() -> None:
    text = "example.org/a-long-and-winding-constantinopolitans-intheircapitalcitytoo-and-more-of-it"
    assert "HB611" not in found(f"<p>See <span class='address'>{text}</span>")


def test_small_signs_above_the_line_are_no_small_type() -> None:
    assert found("<p>Text<sup style='font-size: 6pt'>2</sup>") == set()


def test_a_break_on_purpose_leaves_a_page_as_empty_as_it_likes() -> None:
    assert found("<p style='break-after: page'>A line</p>" + LONG) == set()


def test_a_finding_says_where_and_how_much() -> None:
    one = unit("<h2 id='here'>Heading</h2><p style='margin-left: -8mm'>Text</p>")
    limits = {**LIMITS, "over": 20}
    (finding,) = judge(one, compile_unit(one), limits, {"here": Place("a.md", 7)}.get)
    assert finding.place == Place("a.md", 7)
    assert finding.message.startswith("page 1-1, at 7, ")
    assert finding.message.endswith(" mm: “Text” is 7.0 mm from the trim, less than 9")


def test_what_was_measured_is_kept_with_the_fragment() -> None:
    fragment = compile_unit(unit("<p style='margin-left: -8mm'>Text</p>"))
    kept = thaw(freeze(fragment))
    assert kept.sights == fragment.sights
    assert kept.sights
    assert replace(kept, sights=()) == replace(fragment, sights=())
    assert isinstance(kept, Fragment)


@pytest.mark.parametrize("size", ["A5", "A6", "half-letter", "A4", "Letter"])
def test_every_size_of_page_has_limits(size: str) -> None:
    assert measures(TEMPLATES, size)["limits"].keys() == LIMITS.keys()


def test_a_build_says_what_is_wrong_with_its_pages(make_project: MakeProject) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="20mm" viewBox="0 0 100 20">'
        '<text y="15" font-size="2">Text</text></svg>'
    )
    text = "Call whoever must know of it, by the means that was agreed, and write down the hour"
    items = "".join(f"- [ ] **D1.{number}** {text}\n" for number in range(1, 6))
    listed = (
        "---\nid: D1\nkind: duty\nowner: The watch\ntrigger: At 22.00\nmode: read-do\n---\n"
        f"# Handover\n\n{items}"
    )
    chapter = "# One\n\n## Two {#two}\n\nText.\n\n![A drawing](../art/one.svg)\n"
    project = make_project(
        {
            "content/chapters/1.md": chapter,
            "content/art/one.svg": drawing,
            "content/checklists/D1.md": listed,
        }
    )
    with open_bench(project, lambda name: None) as bench:
        report = make_at(bench, Request(project, project / "build", jobs=1))
    assert report.status is Exit.FINE, report.findings
    (finding,) = (one for one in report.findings if "HB604" < one.code < "HB620")
    assert finding.code == "HB609"
    assert finding.place == Place("content/chapters/1.md", 3)
    assert "“A drawing” is set in 5.67 pt, where 8 is least for a drawing" in finding.message


def pdf_of(html: str) -> bytes:
    return bytes(weasyprint.HTML(string=f"<style>{STYLE}</style>{html}").write_pdf())


@pytest.mark.parametrize(
    ("code", "wrong", "right"),
    [
        ("HB605", "<p style='margin-left: -18mm'>Text", "<p style='margin-left: -14mm'>Text"),
        ("HB609", "<p style='font-size: 5.4pt'>Text", "<p style='font-size: 5.6pt'>Text"),
        ("HB609", DRAWING.format(10), DRAWING.format(20)),
    ],
)
def test_a_pdf_from_anywhere_is_looked_at(code: str, wrong: str, right: str) -> None:
    (finding,) = glance(pdf_of(wrong), ["iv"], "a.pdf")
    assert finding.code == code
    assert finding.place == Place("a.pdf")
    assert finding.message.startswith("page iv: “T")
    assert list(glance(pdf_of(right), ["iv"], "a.pdf")) == []
