"""Variants: what each shows, its numbers, its values, its name; and what the guide says of them."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import MakeProject, write_files
from handbook.binding.facts import read_pdf
from handbook.book.findings import Exit
from handbook.book.model import Book
from handbook.book.references import in_words
from handbook.build import build
from handbook.checking import check, check_all, look
from handbook.cli import main
from handbook.comparison import follow
from handbook.editions.adopt import record_of
from handbook.editions.record import read_record, write_record
from handbook.manuscript.read import read_book
from handbook.manuscript.reasons import editorial_rules
from handbook.release import release
from handbook.request import Request
from handbook.thaw import build_edition
from handbook.variants.choosing import in_variant
from handbook.variants.matrix import matrix_of
from handbook.variants.selecting import select_record

GUIDE = Path(__file__).parent.parent / "docs" / "variants.md"
FILE = re.compile(r"^`(content/[^`]+)`[^\n]*:\n\n(`{3,})\w+\n(.*?)\n\2$", re.DOTALL | re.MULTILINE)
NAVAL = "content/data/variants/naval.toml"
WATCH = "content/chapters/01-watch.md"
SETTINGS = """
[axes]
naval = true
post = ["capital", "port"]
[variants]
general = { post = "capital" }
naval = { post = "port", naval = true, title = "Naval attaché" }
"""


def files_of_guide() -> dict[str, str | bytes]:
    text = GUIDE.read_text(encoding="utf-8")
    found: dict[str, str | bytes] = {path: f"{body}\n" for path, _, body in FILE.findall(text)}
    assert len(found) == 7
    return found


def words(book: Book) -> list[str]:
    """Return the words of each block of the first part."""
    return [in_words(block.body) for block in book.parts[0].all_blocks()]


def shown(make_project: MakeProject, text: str, variant: str = "naval") -> str:
    project = make_project({"content/handbook.toml": SETTINGS, WATCH: f"# Watch\n\n{text}\n"})
    book, findings = check(project, variant=variant)
    assert findings == ()
    return " / ".join(words(book))


def codes(project: Path) -> list[str]:
    return [one.code for one in check_all(project)[1]]


def test_the_book_of_the_guide_has_no_findings(make_project: MakeProject) -> None:
    assert check_all(make_project(files_of_guide()))[1] == ()


def test_the_variants_of_the_guide_show_what_it_says(make_project: MakeProject) -> None:
    project = make_project(files_of_guide())
    general, naval = (check(project, variant=name)[0] for name in ("", "naval"))
    assert [part.id for part in general.parts] == ["watch"]
    assert [part.id for part in naval.parts] == ["watch", "fleet"]
    assert words(general) == [
        "Keep awake, and know whom to call: 112, at any hour.",
        "Walk the round.",
        "Day Call on 1 the guard in the capital",
        "The office keeps a car.",
        "Sign for the key. Sign for the fuel.",
        "1.1 Not in this variant.",
        "Six hours, and eight after a night.",
    ]
    assert words(naval)[1:5] == [
        "Ask for the berthing plan.",
        "Walk the round. Walk the pier.",
        "Day Call on 1 the guard in the port 2 the harbour master",
        "The tide tables hang in the office.",
    ]
    items = [item.id for item in general.checklists[0].items()]
    assert items == ["D1.1", "D1.3", "D1.4", "D1.5"]
    assert naval.checklists[0].owner == "Officer of the watch in the port"
    assert next(naval.checklists[0].items()).evidence == "112"


def test_numbers_are_those_of_the_whole_book_unless_asked(make_project: MakeProject) -> None:
    files = files_of_guide()
    settings = str(files["content/handbook.toml"])
    for renumber, number in (("false", "1.2"), ("true", "1.1")):
        text = settings.replace("renumber = false", f"renumber = {renumber}")
        book, _ = check(make_project({**files, "content/handbook.toml": text}))
        (rest,) = book.parts[0].sections
        assert (rest.id, rest.number) == ("watch--rest", number)
        lines = [line for line in words(book) if "Not in" in line]
        assert lines == (["1.1 Not in this variant."] if renumber == "false" else [])


@pytest.mark.parametrize(
    ("text", "naval", "general"),
    [
        ('Sail. {when="naval"}\n\nRow.', "Sail. / Row.", "Row."),
        ("Sail. {#s when='naval'}\n\nRow.", "Sail. / Row.", "Row."),
        ("Sail. {when=naval #s}\n\nRow.", "Sail. / Row.", "Row."),
        ('Sail.\n{when="naval"}\n\nRow.', "Sail. / Row.", "Row."),
        ("- a\n- b {when=naval}\n  - c\n- d", "a b c d", "a d"),
        ("- a {when=naval}\n- b {when=naval}\n\nRow.", "a b / Row.", "Row."),
        ("1. a\n\n2. b {when=naval}\n\n   more\n", "a b more", "a"),
        ("/// when | naval\n> Sail.\n\n---\n///\n\nRow.", "Sail. /  / Row.", "Row."),
        ("/// note\nA.\n\nB. {when=naval}\n///", "A. B.", "A."),
        ("//// when | naval\n/// when | post=port\nSail.\n///\n////\n\nRow.", None, None),
        ("```sh {when=naval}\nsail\n```\n\nRow.", "sail / Row.", "Row."),
        ("```sh {#c when=naval}\nsail\n```\n\nRow.", "sail / Row.", "Row."),
        ("A[^n]. {when=naval}\n\nB.\n\n[^n]: C.", "AC.. / B.", "B."),
        ('Go. {when="not naval"}\n\nRow.', "Row.", "Go. / Row."),
    ],
)
def test_what_may_have_a_condition(
    make_project: MakeProject, text: str, naval: str | None, general: str | None
) -> None:
    if naval is None or general is None:
        project = make_project({"content/handbook.toml": SETTINGS, WATCH: f"# Watch\n\n{text}\n"})
        assert codes(project) == ["HB944"]
        return
    assert shown(make_project, text) == naval
    assert shown(make_project, text, "general") == general


def test_a_value_holds_no_mark_up(make_project: MakeProject) -> None:
    value = '<b>"*x*"</b> [a](#b) {{ post.b }} &amp; `c`'
    files = {
        "content/handbook.toml": SETTINGS,
        WATCH: "# Watch\n\nIn {{ post.a }}, `{{ post.a }}`.\n\n## At {{post.a}}\n\n"
        "[{{ post.a }}](#x)\n\nHere. {#x}\n",
        "content/data/values.toml": f"[post]\na = '{value}'\n",
    }
    book, findings = check(make_project(files))
    assert findings == ()
    assert words(book)[0] == f"In {value}, {{{{ post.a }}}}."
    assert in_words(book.parts[0].sections[0].title) == f"At {value}"
    assert words(book)[1] == value
    html = "".join(str(piece) for piece in book.parts[0].blocks[0].body)
    assert re.findall(r"<[^>]*>", html) == ["<p>", "<code>", "</code>", "</p>"]


def test_braces_of_a_book_without_values_are_text(make_project: MakeProject) -> None:
    text = "# Watch\n\nHello {{ name }}, *{{ 7-7 }}* and `{{ x }}`.\n"
    book, findings = check(make_project({WATCH: text}))
    assert (words(book), findings) == (["Hello {{ name }}, {{ 7-7 }} and {{ x }}."], ())


def test_a_value_is_missing_only_where_it_is_shown(make_project: MakeProject) -> None:
    files = {
        "content/handbook.toml": SETTINGS,
        WATCH: "# Watch\n\nStay.\n\n{{ post.dock }} {when=naval}\n",
        "content/data/variants/general.toml": "",
    }
    project = make_project(files)
    assert check(project, variant="general")[1] == ()
    assert [(one.code, one.place.line) for one in check(project, variant="naval")[1]] == [
        ("HB949", 5)
    ]


def test_ids_are_those_of_the_manuscript_in_every_variant(make_project: MakeProject) -> None:
    files = files_of_guide()
    ledger = "".join(
        f'"D1.{n}" = {{ live = "{text}" }}\n'
        for n, text in enumerate(
            ("Call the guard", "Read the tide tables", "Walk the round", "Write the log",
             "Sign the log"), 1,
        )
    )  # fmt: skip
    project = make_project({**files, "content/data/ids.toml": f"[D1]\n{ledger}"})
    assert check_all(project)[1] == ()


def test_an_id_stands_once_whatever_the_variants_show(make_project: MakeProject) -> None:
    text = "# Watch\n\nSail. {#a when=naval}\n\nRow. {#a when='not naval'}\n"
    assert codes(make_project({"content/handbook.toml": SETTINGS, WATCH: text})) == ["HB102"]


def test_terms_and_sources_that_a_variant_does_not_use_are_not_in_it(
    make_project: MakeProject,
) -> None:
    files = {
        "content/handbook.toml": SETTINGS,
        WATCH: "# Watch\n\nStay.\n\nBerth [@sea]. {when=naval}\n",
        "content/data/glossary.toml": '[[term]]\nterm = "berth"\nsee = ["quay"]\n'
        '[[term]]\nterm = "quay"\n',
        "content/data/sources.toml": '[[source]]\nid = "sea"\ntitle = "Law of the sea"\n',
    }
    project = make_project(files)
    general, naval = (check(project, variant=name)[0] for name in ("general", "naval"))
    assert [one.term for one in general.terms] == ["quay"]  # which no variant uses
    assert [one.term for one in naval.terms] == ["berth", "quay"]
    assert (general.sources, len(naval.sources)) == ((), 1)
    assert codes(project) == ["HB111"]


def test_a_book_without_variants_is_as_it_was_read(make_project: MakeProject) -> None:
    book, _ = read_book(make_project({WATCH: "# Watch\n\nStay awake, and {call}.\n"}))
    assert in_variant(book, None) == (book, ())


def test_a_variant_that_nobody_declared_is_refused(make_project: MakeProject) -> None:
    project = make_project(files_of_guide())
    run = CliRunner().invoke(main, ["check", "--project", str(project), "--variant", "navel"])
    assert run.exit_code == Exit.FINDINGS
    assert 'there is no variant "navel"' in run.output
    assert 'did you mean "naval"?' in run.output
    plain = make_project({WATCH: "# Watch\n\nStay.\n", "content/handbook.toml": ""})
    run = CliRunner().invoke(main, ["build", "--project", str(plain), "--variant", "all"])
    assert run.exit_code == Exit.USAGE


@pytest.mark.slow
@pytest.mark.pdf
def test_each_variant_is_built_where_it_belongs(make_project: MakeProject) -> None:
    project = make_project(files_of_guide())
    folder = project / "build" / "draft"
    request = Request(project, project / "build", 1)
    named = Request(project, project / "build", 1, variant="naval")
    assert build(named).status is Exit.FINE
    first = build(request)
    assert first.status is Exit.FINE
    assert "02-fleet" not in first.reasons
    assert len(first.reasons) < first.total  # what is the same was taken from the cache
    pdf = folder / "naval" / "watch-book-draft-naval-download.pdf"
    facts = read_pdf(pdf.read_bytes())
    assert facts is not None
    assert facts.title == "Watch book, Naval attaché"
    assert (folder / "watch-book-draft-download.pdf").is_file()
    told = {
        name: json.loads((folder / name / "manifest.json").read_text()) for name in ("", "naval")
    }
    assert {name: one["variant"] for name, one in told.items()} == {"": "general", "naval": "naval"}
    assert told[""]["identity"] != told["naval"]["identity"]
    assert build(named).reasons == {}  # nothing was done twice
    call = ["build", "--project", str(project), "--variant", "all", "--json"]
    said = json.loads(CliRunner().invoke(main, call).stdout)
    assert [one["variant"] for one in said["products"]] == ["general", "naval"]


def kept(project: Path) -> None:
    """Keep the manuscript as an edition, its record alone."""
    book, _ = read_book(project)
    record = record_of(book, editorial_rules(book.settings, project)).record
    write_files(project, {f"content/editions/{record.edition}/edition.json": write_record(record)})


def edition(number: int, files: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """Return the book of the guide as an edition."""
    head = f'[edition]\nid = "{number}"\ndate = 2026-11-2{number}\n'
    return {**files, "content/handbook.toml": f"{files['content/handbook.toml']!s}\n{head}"}


def test_a_variant_is_compared_with_what_it_had_before(make_project: MakeProject) -> None:
    files = files_of_guide()
    project = make_project(edition(1, files))
    kept(project)
    text = str(files[WATCH]).replace('{#berthing when="naval"}', "{#berthing}")
    city = str(files[NAVAL]).replace("the port", "the old port")
    write_files(project, edition(2, {**files, WATCH: text, NAVAL: city}))
    found = {}
    for name in ("general", "naval"):
        made, _ = follow(project, look(project, None, name).read)
        assert made is not None
        found[name] = [
            (one.kind, one.verdict.word, one.reason.text if one.reason else "")
            for one in made.changes.changes
        ]
    assert found == {
        "general": [("paragraph", "new", "Applies now.")],
        "naval": [("row", "changed", ""), ("duty", "editorial", "")],
    }


def test_the_record_of_a_variant_is_that_of_its_book(make_project: MakeProject) -> None:
    project = make_project(edition(1, files_of_guide()))
    book, _ = read_book(project)
    rules = editorial_rules(book.settings, project)
    whole = record_of(book, rules).record
    assert read_record(write_record(whole)) == whole
    for name in ("general", "naval"):
        variant = book.settings.variants.named(name)
        selected = select_record(whole, variant, rules)
        own = record_of(look(project, None, name).read, rules).record
        said = [(one.kind, one.text, one.fields, one.loose) for one in selected.entries]
        assert said == [(one.kind, one.text, one.fields, one.loose) for one in own.entries]
        assert select_record(selected, variant, rules) == selected


def test_two_variants_are_compared_by_their_ids(make_project: MakeProject) -> None:
    project = make_project(files_of_guide())
    args = ["compare", "--project", str(project), "--variant", "general", "--variant"]
    run = CliRunner().invoke(main, [*args, "naval"])
    assert "General edition → Naval attaché" in run.output
    assert "Added D1.2: Read the tide tables" in run.output
    assert "Removed: Sign for the key." in run.output
    same = CliRunner().invoke(main, [*args, "general"])
    assert "Added" not in same.output
    assert CliRunner().invoke(main, [*args, "navel"]).exit_code == Exit.USAGE


def test_the_matrix_says_what_each_variant_contains(make_project: MakeProject) -> None:
    project = make_project(files_of_guide())
    book, _ = read_book(project)
    matrix = matrix_of(book)
    cells = {line.title: line.cells for line in matrix.lines}
    assert cells == {
        "The watch": ("part", "part"),
        "Ships": ("hidden", "shown"),
        "Visits": ("hidden", "shown"),
        "Rest": ("shown", "shown"),
        "The fleet": ("hidden", "shown"),
        "The day": ("part", "shown"),
    }
    assert (matrix.variants, matrix.items) == (("general", "naval"), (4, 5))
    for form in ("human", "md", "csv", "json"):
        args = ["variants", "--project", str(project), "--format", form]
        run = CliRunner().invoke(main, args)
        assert (run.exit_code, "Ships" in run.output) == (0, True)


@pytest.mark.slow
@pytest.mark.pdf
def test_a_release_keeps_all_variants(make_project: MakeProject) -> None:
    files = edition(1, files_of_guide())
    settings = str(files["content/handbook.toml"]).replace(', "press"]', "]")
    project = make_project({**files, "content/handbook.toml": settings})
    request = Request(project, project / "build", 1, products=("download",))
    assert release(request).status is Exit.FINE
    folder = project / "content" / "editions" / "1"
    products = json.loads((folder / "manifest.json").read_text())["products"]
    assert [(one["file"], one.get("variant")) for one in products] == [
        ("watch-book-1-download.pdf", None),
        ("watch-book-1-naval-download.pdf", "naval"),
    ]
    assert sorted(json.loads((folder / "pages.json").read_text())["variants"]) == ["", "naval"]
    again = Request(project, project / "again", 1, edition="1", variant="naval", products=())
    report = build_edition(again)
    assert report.again is not None
    assert report.again.files == (("watch-book-1-naval-download.pdf", True),)
