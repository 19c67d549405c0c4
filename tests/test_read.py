"""The manuscript, from a folder to a book."""

import datetime as dt
import os
import shutil
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from conftest import MakeProject
from handbook.book.findings import Finding
from handbook.book.model import Book, Image
from handbook.book.places import Place
from handbook.book.references import plain
from handbook.book.resolve import resolve
from handbook.book.rules import RULES, check_book
from handbook.book.settings import Settings
from handbook.manuscript import folder
from handbook.manuscript.art import possible_names
from handbook.manuscript.read import read_book

FIRST = "content/chapters/01-first.md"
PLAIN = "# First steps\n\nText.\n"
GATE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>'


def titles(book: Book) -> list[str]:
    return [plain("".join(map(str, part.title))) for part in book.parts]


def found(findings: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(one.code, one.place.path, one.place.line) for one in findings]


def pictures(book: Book) -> list[str]:
    """Return the sources of the pictures in the blocks of the parts."""
    return [
        piece.source
        for part in book.parts
        for block in part.all_blocks()
        for piece in block.body
        if isinstance(piece, Image)
    ]


def test_a_folder_of_plain_markdown_is_a_book(make_project: MakeProject) -> None:
    project = make_project(
        {FIRST: PLAIN, "content/chapters/02-second.md": "# Second thoughts\n\n## On\n\nMore.\n"}
    )
    book, findings = read_book(project)
    assert findings == ()
    assert titles(book) == ["First steps", "Second thoughts"]
    assert [part.id for part in book.parts] == ["first", "second"]
    assert book.parts[1].sections[0].id == "second--on"
    assert (book.settings.title, book.settings.page) == (Settings().title, Settings().page)
    assert dict(book.settings.words)["chapter"] == "Chapter"
    assert (book.checklists, book.terms, book.sources, book.assets) == ((), (), (), ())


def test_the_order_is_that_of_the_paths_whatever_the_folder_says(
    make_project: MakeProject,
) -> None:
    names = ["b.md", "a/z.md", "a.md", "10.md", "9.md", "a/b/c.md", "B.md", "ä.md"]
    project = make_project({f"content/chapters/{name}": f"# T\n\n{name}\n" for name in names})
    book, _ = read_book(project)
    paths = [part.place.path.removeprefix("content/chapters/") for part in book.parts]
    assert paths == ["10.md", "9.md", "B.md", "a.md", "a/b/c.md", "a/z.md", "b.md", "ä.md"]


def test_front_matter_chapters_and_appendices_stand_in_printing_order(
    make_project: MakeProject,
) -> None:
    project = make_project(
        {
            "content/back/a.md": "# Forms\n\nx\n",
            FIRST: PLAIN,
            "content/front/z.md": "# How to use\n\nx\n",
            "content/chapters/.hidden.md": "# No\n",
            "content/chapters/.git/x.md": "# No\n",
            "content/chapters/picture.png": b"",
        }
    )
    book, findings = read_book(project)
    assert [part.role for part in book.parts] == ["front", "chapter", "appendix"]
    assert titles(book) == ["How to use", "First steps", "Forms"]
    assert findings == ()


def test_front_matter_fills_the_fields_of_a_part(make_project: MakeProject) -> None:
    text = (
        "---\nid: start\nshort: Start\npurpose: To begin\nowner: The watch\nreview-by: 2027-11-22\n"
        "tags: [a, b]\nchecklists: D1\nnumbered: no\ntitle: Not this\n---\n\n# First *steps*\n\nx\n"
    )
    book, findings = read_book(make_project({FIRST: text}))
    (part,) = book.parts
    assert findings == ()
    assert (part.id, part.short_title, part.purpose, part.owner) == (
        "start",
        "Start",
        "To begin",
        "The watch",
    )
    assert part.review_by == dt.date(2027, 11, 22)
    assert (part.tags, part.checklists, part.numbered) == (("a", "b"), ("D1",), False)
    assert (part.title, part.place) == (("First <em>steps</em>",), Place(FIRST, 13))


def test_the_title_in_the_front_matter_stands_in_for_a_heading(
    make_project: MakeProject,
) -> None:
    book, findings = read_book(make_project({FIRST: "---\ntitle: A & B\n---\nText.\n"}))
    assert (book.parts[0].title, findings) == (("A &amp; B",), ())


def test_a_file_without_any_title_goes_by_its_name(make_project: MakeProject) -> None:
    project = make_project({"content/chapters/05-getting_there-fast.md": "Text.\n"})
    book, findings = read_book(project)
    assert titles(book) == ["Getting there fast"]
    assert [finding.code for finding in findings] == ["HB104"]


@pytest.mark.parametrize(
    ("paths", "ids"),
    [
        (["05-getting-there.md"], ["getting-there"]),
        (["01.md", "2.md"], ["chapter-01", "chapter-2"]),
        (["Café_Órder.md"], ["cafe-order"]),
        (["手册.md"], ["手册"]),
        (["a/intro.md", "b/intro.md"], ["intro", "b-intro"]),
        (["01-a.md", "02-a.md", "03-a.md"], ["a", "a-2", "a-3"]),
        (["!.md"], ["chapter"]),
    ],
)
def test_a_part_without_an_id_goes_by_its_file(
    paths: list[str], ids: list[str], make_project: MakeProject
) -> None:
    project = make_project({f"content/chapters/{path}": PLAIN for path in paths})
    book, findings = read_book(project)
    assert [part.id for part in book.parts] == ids
    assert (*findings, *check_book(book)) == ()


def test_an_id_that_an_author_gave_is_left_to_what_has_it(make_project: MakeProject) -> None:
    project = make_project(
        {FIRST: PLAIN, "content/chapters/02-b.md": "# B\n\n## Steps {#first}\n\nx\n"}
    )
    book, _ = read_book(project)
    assert (book.parts[0].id, book.parts[1].sections[0].id) == ("first-2", "first")


def test_a_slug_takes_no_id_from_a_part(make_project: MakeProject) -> None:
    book, _ = read_book(make_project({FIRST: PLAIN, "content/chapters/02.md": "# B\n\n## First\n"}))
    assert [book.parts[0].id, book.parts[1].sections[0].id] == ["first", "chapter-02--first"]


def test_line_ends_and_a_byte_order_mark_make_no_difference(make_project: MakeProject) -> None:
    text = "---\nowner: x\n---\n# First\n\n## Two {#two}\n\nText\nmore.\n"
    unix = read_book(make_project({FIRST: text}))
    windows = read_book(
        make_project({FIRST: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()})
    )
    old_mac = read_book(make_project({FIRST: text.replace("\n", "\r")}))
    assert unix == windows == old_mac
    assert unix[0].parts[0].sections[0].place == Place(FIRST, 6)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"# T\n\ncaf\xe9\n", 3),
        (b"\xef\xbb\xbf# T\n\xff", 2),
        ("# T\n\nText\n".encode("utf-16"), 1),
    ],
)
def test_text_that_is_not_utf_8_is_found_with_its_line(
    data: bytes, line: int, make_project: MakeProject
) -> None:
    _, findings = read_book(make_project({FIRST: data}))
    assert ("HB002", FIRST, line) in found(findings)


def test_one_bad_file_hides_nothing_of_the_others(make_project: MakeProject) -> None:
    project = make_project(
        {
            "content/handbook.toml": "title = \n",
            "content/data/glossary.toml": "x = 1\n[[term]]\n",
            "content/data/sources.toml": '[[source]]\nid = "a"\ntitle = "A"\nadress = "x"\n',
            FIRST: b"\xff",
            "content/chapters/02-b.md": "---\n[\n---\n# B\n\n## x {#same}\n\ny {#same}\n",
            "content/chapters/03-c.md": "# C\n\n![A gate](gate.svg)\n",
            "content/checklists/D1.md": "# D1\n",
        }
    )
    book, findings = read_book(project)
    assert {one[0:2] for one in found(findings)} >= {
        ("HB003", "content/handbook.toml"),
        ("HB005", "content/data/glossary.toml"),
        ("HB010", "content/data/glossary.toml"),
        ("HB005", "content/data/sources.toml"),
        ("HB002", FIRST),
        ("HB004", "content/chapters/02-b.md"),
        ("HB401", "content/chapters/03-c.md"),
    }
    assert len(book.parts) == 3
    assert [one.code for one in check_book(book) if one.code == "HB102"] == ["HB102"]


def test_what_stands_in_the_data_files_is_in_the_book(make_project: MakeProject) -> None:
    project = make_project(
        {
            FIRST: PLAIN,
            "content/data/glossary.toml": '[[term]]\nterm = "duty officer"\nabbr = "DO"\n'
            'text = "Leads the *watch*."\nsee = ["watch"]\n\n[[term]]\nid = "watch"\n'
            'term = "watch"\nlang = "en"\n',
            "content/data/sources.toml": '[[source]]\nid = "vcdr"\ntitle = "Vienna Convention"\n'
            'short = "VCDR"\ndated = 1961-04-18\nchecked = "2026-02-15"\n'
            'address = "https://x.org"\n\n[[source]]\nid = "b"\ntitle = "B"\ndated = 1961\n',
        }
    )
    book, findings = read_book(project)
    assert findings == ()
    assert [(one.id, one.term, one.abbr, one.place.line) for one in book.terms] == [
        ("do", "duty officer", "DO", 1),
        ("watch", "watch", "", 7),
    ]
    assert book.terms[0].text == ("Leads the <em>watch</em>.",)
    vcdr, second = book.sources
    assert (vcdr.short, vcdr.dated, vcdr.checked) == ("VCDR", "1961-04-18", dt.date(2026, 2, 15))
    assert (second.short, second.dated, second.place.line) == ("B", "1961", 9)


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("id = 'a'\ntitle = 'A'\nadress = 'x'", ("HB005", 4)),
        ("id = 'a'\ntitle = 'A'\naddress = 'www.x.org'", ("HB006", 4)),
        ("id = 'a'\ntitle = 'A'\ndated = 'long ago'", ("HB006", 4)),
        ("id = 'a'\ntitle = 'A'\ndated = '1961-13'", ("HB006", 4)),
        ("id = 'a'", ("HB010", 1)),
        ("id = ''\ntitle = 'A'", ("HB010", 1)),
    ],
)
def test_a_faulty_source_is_found_with_its_line(
    entry: str, fault: tuple[str, int], make_project: MakeProject
) -> None:
    project = make_project({FIRST: PLAIN, "content/data/sources.toml": f"[[source]]\n{entry}\n"})
    assert [(code, line) for code, _, line in found(read_book(project)[1])] == [fault]


def test_checklists_stand_in_the_order_of_their_ids(make_project: MakeProject) -> None:
    text = "---\nid: {}\nkind: duty\nowner: x\ntrigger: y\n---\n# T\n\n- [ ] **{}.1** Do\n"
    names = ["D10", "D2", "Q1", "D1"]
    files = {f"content/checklists/{name}.md": text.format(name, name) for name in names}
    book, findings = read_book(make_project({FIRST: PLAIN, **files}))
    assert findings == ()
    assert [one.id for one in book.checklists] == ["D1", "D2", "D10", "Q1"]


@pytest.mark.parametrize(
    ("written", "file", "names"),
    [
        ("x.png", "chapters/a.md", ("chapters/x.png", "x.png")),
        ("../art/x.png", "chapters/a.md", ("art/x.png",)),
        ("art/./y/../x.png", "chapters/b/a.md", ("chapters/b/art/x.png", "art/x.png")),
        ("..\\art\\x%20y.png", "chapters/a.md", ("art/x y.png", "art/x%20y.png")),
        ("100%.png", "a.md", ("100%.png",)),
        ("../../x.png", "chapters/a.md", ()),
        ("%2e%2e/%2e%2e/x.png", "chapters/a.md", ()),
        ("/etc/x.png", "chapters/a.md", ()),
        ("C:\\x.png", "chapters/a.md", ()),
        ("..\\..\\x.png", "chapters/a.md", ()),
    ],
)
def test_the_address_of_a_picture_leads_inside_the_manuscript_or_nowhere(
    written: str, file: str, names: tuple[str, ...]
) -> None:
    assert possible_names(written, file) == names


def test_a_picture_is_found_from_its_file_and_from_content(make_project: MakeProject) -> None:
    text = "# T\n\n![a](../art/gate.svg)\n\n![b](art/gate.svg)\n\n![c](own.svg?raw=true)\n"
    project = make_project(
        {FIRST: text, "content/art/gate.svg": GATE, "content/chapters/own.svg": GATE}
    )
    book, findings = read_book(project)
    assert findings == ()
    assert pictures(book) == ["art/gate.svg", "art/gate.svg", "chapters/own.svg"]
    assert [(asset.name, asset.data) for asset in book.assets] == [
        ("art/gate.svg", GATE.encode()),
        ("chapters/own.svg", GATE.encode()),
    ]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("art/gaet.svg", "HB401"),
        ("ART/gate.svg", "HB401"),
        ("https://example.org/gate.svg", "HB404"),
        ("file:///etc/passwd", "HB404"),
        ("//example.org/gate.svg", "HB404"),
        ("../../../etc/passwd", "HB404"),
        ("/etc/passwd", "HB404"),
        ("handbook.toml", "HB402"),
    ],
)
def test_a_picture_that_is_not_to_be_had_is_a_finding(
    address: str, code: str, make_project: MakeProject
) -> None:
    files = {FIRST: f"# T\n\n![a]({address})\n", "content/art/gate.svg": GATE}
    book, findings = read_book(make_project({**files, "content/handbook.toml": ""}))
    assert found(findings) == [(code, FIRST, 3)]
    assert book.assets == ()


def test_a_missing_picture_is_guessed_at(make_project: MakeProject) -> None:
    project = make_project({FIRST: "# T\n\n![a](art/gaet.svg)\n", "content/art/gate.svg": GATE})
    assert read_book(project)[1][0].hint == 'did you mean "art/gate.svg"?'


def test_fonts_of_the_manuscript_are_assets(make_project: MakeProject) -> None:
    project = make_project({FIRST: PLAIN, "content/art/fonts/Own.otf": b"OTTO...."})
    book, findings = read_book(project)
    assert ([asset.name for asset in book.assets], findings) == (["art/fonts/Own.otf"], ())


links = pytest.mark.skipif(os.name == "nt", reason="links take a right of their own there")


@links
def test_a_link_out_of_the_project_is_never_followed(
    make_project: MakeProject, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("# Secret\n\nsecret\n", encoding="utf-8")
    out = BytesIO()
    Pillow.new("RGB", (2, 2)).save(out, "PNG")
    (outside / "secret.png").write_bytes(out.getvalue())
    project = make_project({FIRST: "# T\n\n![a](art/secret.png)\n", "content/art/x.txt": ""})
    content = project / "content"
    (content / "chapters/02.md").symlink_to(outside / "secret.md")
    (content / "chapters/more").symlink_to(outside)
    (content / "art/secret.png").symlink_to("../../../outside/secret.png")
    (content / "handbook.toml").symlink_to(outside / "secret.md")
    book, findings = read_book(project)
    assert titles(book) == ["T"]
    assert book.assets == ()
    assert [one[:2] for one in found(findings)] == [
        ("HB008", "content/art/secret.png"),
        ("HB008", "content/chapters/02.md"),
        ("HB008", "content/chapters/more"),
        ("HB008", "content/handbook.toml"),
    ]


@links
def test_a_link_within_the_project_is_followed(make_project: MakeProject) -> None:
    project = make_project({"text/01-first.md": PLAIN, "content/x.txt": ""})
    (project / "content/chapters").symlink_to("../text")
    book, findings = read_book(project)
    assert (titles(book), findings) == (["First steps"], ())


@links
def test_links_that_lead_nowhere_or_round_are_findings(make_project: MakeProject) -> None:
    project = make_project({FIRST: PLAIN})
    (project / "content/chapters/02.md").symlink_to("nothing.md")
    (project / "content/chapters/03.md").symlink_to("03.md")
    (project / "content/chapters/round").symlink_to("..")
    book, findings = read_book(project)
    assert len(book.parts) == 1
    assert {one[:2] for one in found(findings)} == {
        ("HB001", "content/chapters/02.md"),
        ("HB001", "content/chapters/03.md"),
        ("HB001", "content/chapters/round"),
    }


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_or_a_folder_in_place_of_a_file_is_a_finding(make_project: MakeProject) -> None:
    project = make_project({FIRST: PLAIN, "content/chapters/02.md/x.txt": ""})
    os.mkfifo(project / "content/chapters/03.md")
    os.mkfifo(project / "content/handbook.toml")
    _, findings = read_book(project)
    assert found(findings) == [
        ("HB001", "content/chapters/02.md", 0),
        ("HB001", "content/chapters/03.md", 0),
        ("HB001", "content/handbook.toml", 0),
    ]


def test_a_file_that_is_too_large_is_a_finding(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project({FIRST: PLAIN, "content/chapters/02.md": "# T\n\nText.\n"})
    monkeypatch.setattr(folder, "LARGEST_TEXT", len(PLAIN) - 2)
    _, findings = read_book(project)
    assert found(findings) == [("HB001", FIRST, 0)]


def test_a_file_that_may_not_be_read_is_a_finding(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, flags: int) -> int:
        raise PermissionError(name)

    project = make_project({FIRST: PLAIN})
    monkeypatch.setattr(os, "open", refuse)
    expected = Finding("HB001", Place(FIRST), "it may not be read")
    assert read_book(project)[1] == (expected,)


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname == "Darwin", reason="names are text")
def test_a_name_that_is_not_utf_8_is_a_finding(make_project: MakeProject) -> None:
    project = make_project({FIRST: PLAIN})
    Path(os.fsdecode(os.fsencode(project / "content/chapters") + b"/caf\xe9.md")).touch()
    assert found(read_book(project)[1]) == [("HB001", "content/chapters/caf?.md", 0)]


def test_a_project_without_a_manuscript_is_an_empty_book(tmp_path: Path) -> None:
    book, findings = read_book(tmp_path / "nothing")
    assert (book.parts, findings) == ((), ())
    assert [one.code for one in check_book(book)] == ["HB007"]


def test_every_rule_has_a_name_that_is_a_sentence() -> None:
    assert all(name.count(" ") >= 3 for name in RULES)


names = st.sampled_from(
    [
        "handbook.toml", "chapters/01.md", "chapters/a/b.md", "front/x.md", "back/x.md", "x.md",
        "checklists/D1.md", "data/glossary.toml", "data/sources.toml", "art/x.png", "art/x.svg",
        "art/fonts/x.otf",
    ]
)  # fmt: skip
words = st.sampled_from(
    [
        "---\n", "# T\n", "## S {#s}\n", "\n", "text ", "    ", "DA", "[](#s) ", "[](x.md#y) ",
        "![a](art/x.png)", '![a](../art/x.svg "t"){#f}\n', "![](x)", "[^1]", "[^1]: n\n",
        "[@vcdr art. 7]", "/// note\n", "///\n", "/// checklist | D1\n", "- [ ] **D1.1** x\n",
        "/// show-checklist | D1\n///\n", "Pause. ", "| a | b |\n", "|---|---|\n", "> ", "{#s}\n",
        "id: D1\n", "kind: duty\n", "[[term]]\n", "[[source]]\n", 'id = "vcdr"\n', 'term = "a"\n',
        'abbr = "DA"\n', 'title = "T"\n', "<b>", "<script>", "<!-- ", "{{ x }}", "{% x %}",
        "<svg xmlns='http://www.w3.org/2000/svg'>", "</svg>", "\x00", "\x0c", "=", '"', "'",
        "```\n", ": ", "*", "_", "`", "\\", "&amp;", "&#0;", "\u2028", "\ufeff",
    ]
)  # fmt: skip
contents = st.one_of(
    st.binary(max_size=60),
    st.lists(words, max_size=14).map(lambda some: "".join(some).encode()),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.dictionaries(names, contents, max_size=5))
def test_no_manuscript_breaks_the_reading(files: dict[str, bytes]) -> None:
    project = Path(tempfile.mkdtemp())
    try:
        for name, data in files.items():
            path = project / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        book, findings = read_book(project)
        assert read_book(project) == (book, findings)
        resolved, more = resolve(book)
        for finding in (*findings, *more, *check_book(resolved)):
            assert finding.place.path.startswith("content")
            lines = files.get(finding.place.path.removeprefix("content/"), b"")
            assert finding.place.line <= len(lines.splitlines()) + 1
    finally:
        shutil.rmtree(project)


def test_the_words_of_a_projects_own_templates_are_the_books(make_project: MakeProject) -> None:
    project = make_project(
        {"content/chapters/1.md": "# One\n", "templates/words.toml": 'note = "Mark well"\n'}
    )
    words = dict(read_book(project)[0].settings.words)
    assert words["note"] == "Mark well"
    assert words["contents"] == "Contents"


def test_broken_words_of_a_project_do_not_stop_the_reading(make_project: MakeProject) -> None:
    project = make_project({"content/chapters/1.md": "# One\n", "templates/words.toml": "note ="})
    assert dict(read_book(project)[0].settings.words)["note"] == "Note"
