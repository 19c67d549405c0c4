"""Why something changed, noted beside the text: in front matter, or as a block."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import write_files
from handbook.book.model import Book
from handbook.book.noted import ChangeNote
from handbook.cli import main
from handbook.manuscript.parts import parse_list, parse_part
from handbook.manuscript.read import read_book
from handbook.manuscript.reasons import change_rows, parse_notes
from test_release import FILES, SECOND, released

CHAPTER, LIST, CHANGES = (
    "content/chapters/01-arrival.md",
    "content/checklists/D1.md",
    "content/changes.toml",
)
TEXT = "# Arrival\n\nCall on the officer on the first day.\n\n## The house\n\nShut the door.\n"
BLOCK = "/// changes | As ruled\n    owner: Registry\n    reference: source-rule\n///\n"


def noted(text: str) -> tuple[list[ChangeNote], list[tuple[str, int]]]:
    part, _, found = parse_part(text, CHAPTER, "chapter")
    return list(part.changes), [(one.code, one.place.line) for one in found]


def book(project: Path, **files: str) -> Book:
    made = write_files(project, {**FILES, CHAPTER: files.get("chapter", TEXT)})
    return read_book(made)[0]


def test_a_block_is_of_the_section_that_it_stands_in_and_prints_nothing() -> None:
    changes, found = noted(f"{TEXT}\n{BLOCK}")
    assert found == []
    (note,) = changes
    assert (note.home, note.ids, note.place.line) == ("the-house", (), 9)
    assert (note.text, note.owner, note.reference) == ("As ruled", "Registry", "source-rule")
    plain, _, _ = parse_part(TEXT, CHAPTER, "chapter")
    part, _, _ = parse_part(f"{TEXT}\n{BLOCK}", CHAPTER, "chapter")
    assert part.sections == plain.sections
    assert part.blocks == plain.blocks


def test_before_the_first_section_it_is_of_the_chapter(tmp_path: Path) -> None:
    made = book(tmp_path, chapter=TEXT.replace("\n## ", f"\n{BLOCK}\n## ") + f"\n{BLOCK}")
    assert [note.home for note in made.parts[0].changes] == ["arrival", "arrival--the-house"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/// changes | As ruled\n///\n", ("As ruled", (), "", False, "")),
        ("/// changes\nAs ruled by\nall\n///\n", ("As ruled by all", (), "", False, "")),
        ("/// changes\n    text: As ruled\n///\n", ("As ruled", (), "", False, "")),
        ("/// changes | Why\n    ids: D1.2\n///\n", ("Why", ("D1.2",), "", False, "")),
        (
            "/// changes | Why\n    ids: [a, b]\n    kind: editorial\n    sure: true\n"
            '    edition: "2026.10"\n///\n',
            ("Why", ("a", "b"), "editorial", True, "2026.10"),
        ),
    ],
)  # fmt: skip
def test_what_a_block_says(given: str, expected: tuple[object, ...]) -> None:
    changes, found = noted(f"{TEXT}\n{given}")
    assert found == []
    (note,) = changes
    assert (note.text, note.ids, note.kind, note.sure, note.edition) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/// changes\n///\n", ("HB010", 9)),
        ("/// changes | Why\n    edition: 2026.10\n///\n", ("HB006", 9)),
        ("/// changes | Why\n    kind: new\n///\n", ("HB006", 9)),
        ("/// changes | Why\n    because: x\n///\n", ("HB202", 9)),
        ("/// changes | Why\n", ("HB203", 9)),
        ("/// note\n/// changes | Why\n///\n///\n", ("HB202", 10)),
        ("> /// changes | Why\n> ///\n", ("HB202", 9)),
    ],
)
def test_a_block_that_is_wrong_is_found(given: str, expected: tuple[str, int]) -> None:
    changes, found = noted(f"{TEXT}\n{given}")
    assert expected in found
    assert changes == [] or expected[0] == "HB203"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("changes: As ruled\n", [("As ruled", ())]),
        ("changes: [As ruled, As asked]\n", [("As ruled", ()), ("As asked", ())]),
        ("changes:\n  text: As ruled\n  ids: [the-house]\n", [("As ruled", ("the-house",))]),
        (
            "changes:\n  - text: As ruled\n    edition: 2026.10\n  - As asked\n",
            [("As ruled", ()), ("As asked", ())],
        ),
        ("changes:\n", []),
    ],
)
def test_front_matter_gives_reasons(given: str, expected: list[tuple[str, tuple[str]]]) -> None:
    changes, found = noted(f"---\n{given}---\n{TEXT}")
    assert found == []
    assert [(note.text, note.ids) for note in changes] == expected
    assert {note.place.line for note in changes} <= {2}
    assert [note.edition for note in changes if "edition" in given] in ([], ["2026.10", ""])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("changes: [[a]]\n", "HB006"),
        ("changes:\n  ids: a\n", "HB010"),
        ("changes:\n  text: a\n  becuase: b\n", "HB005"),
        ("changes:\n  text: a\n  sure: perhaps\n", "HB006"),
    ],
)
def test_front_matter_that_is_wrong_is_found(given: str, code: str) -> None:
    changes, found = noted(f"---\n{given}---\n{TEXT}")
    assert changes == []
    assert [one for one, _ in found] == [code]


def test_a_list_has_reasons_too() -> None:
    text = FILES[LIST].replace("id: D1\n", "id: D1\nchanges: As ruled\n") + f"\n{BLOCK}"
    ((made,), found) = parse_list(text, LIST)
    assert [(note.home, note.text) for note in made.changes] == [("D1", "As ruled")] * 2
    ((plain,), _) = parse_list(FILES[LIST], LIST)
    assert [stage.items for stage in made.stages] != []
    assert [len(stage.items) for stage in made.stages] == [len(s.items) for s in plain.stages]
    assert {one.code for one in found} == set()
    inside = "# Arrival\n\n/// checklist | D9\n    changes: As ruled\n- [ ] **D9.1** Go\n///\n"
    _, (inner,), _ = parse_part(inside, CHAPTER, "chapter")
    assert [(note.home, note.text) for note in inner.changes] == [("D9", "As ruled")]


def check(project: Path) -> list[tuple[str, str, int]]:
    run = CliRunner().invoke(main, ["check", "--project", str(project), "--format", "json"])
    return [
        (row["code"], row["path"], row["line"])
        for row in json.loads(run.stdout)
        if row["severity"] != "note"
    ]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with an edition that is kept, and a section and an item that changed."""
    made = write_files(tmp_path / "project", {**FILES, CHAPTER: TEXT})
    assert released(made).exit_code == 0
    changed = FILES[LIST].replace("Read the log", "Read the book")
    return write_files(made, {"content/handbook.toml": SECOND, CHAPTER: OTHER, LIST: changed})


OTHER = TEXT.replace("Shut the door.", "Shut the door and the gate.")
HOUSE = OTHER + '\n/// changes | As ruled\n    edition: "2"\n///\n'
WATCH = FILES[LIST].replace("Read the log", "Read the book")
READ = WATCH.replace("kind: duty\n", "kind: duty\nchanges:\n  text: As asked\n  ids: D1.2\n")


def test_they_are_reasons_like_those_in_the_file(project: Path) -> None:
    assert [code for code, _, _ in check(project)] == ["HB908", "HB908"]
    write_files(project, {CHAPTER: HOUSE, LIST: READ})
    assert check(project) == []
    told = CliRunner().invoke(main, ["compare", "--project", str(project)]).stdout
    assert "Reason: As ruled" in told
    assert "Reason: As asked" in told


def test_they_are_judged_like_those_in_the_file(project: Path) -> None:
    write_files(project, {CHAPTER: HOUSE, LIST: READ})
    doubled = '[[change]]\nids = ["D1.2"]\ntext = "As told"\n'
    write_files(project, {CHANGES: doubled})
    assert check(project) == [("HB925", LIST, 4)]
    write_files(project, {CHANGES: "", LIST: READ.replace("ids: D1.2", "ids: D1.22")})
    assert check(project) == [("HB908", CHANGES, 0), ("HB906", LIST, 4)]
    write_files(
        project, {LIST: READ, CHAPTER: HOUSE.replace("and the gate", "").replace(" .", ".")}
    )
    assert check(project) == [("HB907", CHAPTER, 9)]


@pytest.mark.slow
def test_a_reason_for_another_edition_is_left_alone(project: Path) -> None:
    files = {CHAPTER: HOUSE, LIST: READ.replace("text: As asked", 'text: As asked\n  edition: "1"')}
    write_files(project, files)
    assert [code for code, _, _ in check(project)] == ["HB908"]
    write_files(project, {LIST: READ})
    assert released(project).exit_code == 0
    third = SECOND.replace('"2"', '"3"')
    write_files(project, {"content/handbook.toml": third})
    assert check(project) == [("HB907", LIST, 4)]
    write_files(project, {LIST: WATCH})
    assert check(project) == []


def test_they_are_kept_with_the_edition(project: Path) -> None:
    write_files(project, {CHAPTER: HOUSE, LIST: READ, CHANGES: 'base = "1"\n'})
    made = released(project)
    assert made.exit_code == 0, made.stderr
    kept = (project / "content/editions/2/changes.toml").read_text()
    assert kept.startswith('base = "1"\n')
    notes, found = parse_notes(kept, CHANGES)
    assert found == ()
    assert [(note.ids, note.reason.text) for note in notes.notes] == [
        (("arrival~the-house",), "As ruled"),
        (("D1.2",), "As asked"),
    ]
    write_files(project, {CHAPTER: TEXT, LIST: FILES[LIST], CHANGES: ""})
    told = CliRunner().invoke(main, ["compare", "--project", str(project), "1", "2"])
    assert "Reason: As ruled" in told.stdout
    assert "Reason: As asked" in told.stdout


def test_a_file_to_which_none_can_be_added_is_found(project: Path) -> None:
    row = 'change = [{ids = ["D1.2"], text = "As told"}]\n'
    write_files(project, {CHAPTER: HOUSE, CHANGES: row})
    made = released(project)
    assert (made.exit_code, "[HB917]" in made.stderr) == (1, True)
    assert "each reason in content/changes.toml begins with [[change]]" in made.stderr


def test_reasons_are_written_as_they_are_read() -> None:
    text = (
        '[[change]]\nids = ["a", "b\\"c"]\ntext = "Two\\nlines, é \\\\ \\"q\\""\nowner = "O"\n'
        'reference = "r"\nkind = "editorial"\nsure = true\n\n[[change]]\nids = ["d"]\ntext = "T"\n'
    )
    notes, found = parse_notes(text, CHANGES)
    assert found == ()
    again, found = parse_notes(change_rows(notes.notes), CHANGES)
    assert found == ()
    assert [(n.ids, n.reason, n.sure) for n in again.notes] == [
        (n.ids, n.reason, n.sure) for n in notes.notes
    ]
