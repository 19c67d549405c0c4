"""Ids written into the manuscript in place, and the ledger of all that were ever given."""

import os
import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import MakeProject
from handbook.book.findings import Finding, has_errors
from handbook.book.ids import proposals, short
from handbook.book.model import Book, Checklist, Item, KnownId, Stage
from handbook.book.places import Place
from handbook.book.settings import Settings
from handbook.cli import main
from handbook.ledger import insert, ledger_text, write_ids
from handbook.make import check
from handbook.manuscript.catalogue import parse_ids
from handbook.manuscript.parts import parse_list

HEAD = """---
id: D1
kind: duty
mode: read-do
owner: The watch
trigger: At 22.00
sign-off: [Duty officer]
revised: 2026-01-15
---
# Handover

"""
CHAPTER = {"content/chapters/1.md": "# The watch\n\nText.\n"}
LIST, LEDGER = "content/checklists/D1.md", "content/data/ids.toml"


def items(*said: str) -> str:
    """Return a list: each item as `1 Count the keys`, or without a number for one without id."""
    lines = (re.sub(r"\A(\d+) ", r"**D1.\1** ", one) for one in said)
    return HEAD + "".join(f"- [ ] {line}\n" for line in lines)


def of(findings: tuple[Finding, ...], *codes: str) -> list[str]:
    return [one.message for one in findings if one.code in codes]


def texts(project: Path) -> dict[str, bytes]:
    return {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in sorted((project / "content").rglob("*"))
        if path.is_file()
    }


def rewrite(project: Path, *said: str) -> tuple[Finding, ...]:
    """Write the list anew, and return what is found then."""
    (project / LIST).write_text(items(*said), encoding="utf-8")
    return check(project)[1]


@pytest.fixture
def watch(make_project: MakeProject) -> Path:
    """Return a project whose ledger knows three items."""
    said = items("1 Count the keys", "2 Walk the round", "3 Sign the log")
    project = make_project({**CHAPTER, LIST: said})
    assert write_ids(project) == ((), ())
    assert check(project)[1] == ()
    return project


def test_without_a_ledger_nothing_is_said_of_one(make_project: MakeProject) -> None:
    project = make_project({**CHAPTER, LIST: items("1 Count the keys", "7 Sign the log")})
    assert check(project)[1] == ()


def test_items_without_an_id_get_the_next_free_numbers(make_project: MakeProject) -> None:
    project = make_project({**CHAPTER, LIST: items("Count the keys", "7 Walk", "Sign the log")})
    assert [one.hint for one in check(project)[1]] == [
        "write **D1.8** before the text, or run `handbook check --write-ids`",
        "write **D1.9** before the text, or run `handbook check --write-ids`",
    ]
    written, faults = write_ids(project)
    assert [(str(one.place), one.id) for one in written] == [
        (f"{LIST}:12", "D1.8"),
        (f"{LIST}:14", "D1.9"),
    ]
    assert faults == ()
    assert (project / LIST).read_text() == items("8 Count the keys", "7 Walk", "9 Sign the log")
    assert check(project)[1] == ()


def test_a_retired_number_is_not_free(watch: Path) -> None:
    rewrite(watch, "1 Count the keys", "2 Sign the log")
    rewrite(watch, "1 Count the keys", "2 Walk the round")
    write_ids(watch, ("D1.3",))
    rewrite(watch, "1 Count the keys", "2 Walk the round", "Sign off")
    assert [one.id for one in write_ids(watch)[0]] == ["D1.4"]


def test_an_item_that_lost_its_id_gets_it_back(watch: Path) -> None:
    found = rewrite(watch, "1 Count the keys", "Walk the round", "Tie the boat", "3 Sign the log")
    assert of(found, "HB335", "HB336") == []
    assert [one.id for one in write_ids(watch)[0]] == ["D1.2", "D1.4"]


def test_rewording_is_no_fault_and_moving_is_none(watch: Path) -> None:
    found = rewrite(watch, "2 Walk the whole round", "1 Count all keys", "3 Sign the log")
    assert found == ()


def test_an_id_that_vanished_is_found_until_it_is_retired(watch: Path) -> None:
    found = rewrite(watch, "1 Count the keys", "3 Sign the log")
    assert of(found, "HB335") == ['D1.2, "Walk the round", is gone']
    write_ids(watch)
    assert of(check(watch)[1], "HB335") == ['D1.2, "Walk the round", is gone']
    assert write_ids(watch, ("D1.2",)) == ((), ())
    assert check(watch)[1] == ()


def test_a_retired_id_is_never_used_again(watch: Path) -> None:
    rewrite(watch, "1 Count the keys", "3 Sign the log")
    write_ids(watch, ("D1.2",))
    for _ in range(2):
        found = rewrite(watch, "1 Count the keys", "2 Tie the boat", "3 Sign the log")
        assert of(found, "HB334") == ['D1.2 is retired and stood for "Walk the round"']
        write_ids(watch)


RENUMBERED = {
    "one before the others": (
        ("1 Tie the boat", "2 Count the keys", "3 Walk the round", "4 Sign the log"),
        {"D1.2": "D1.1", "D1.3": "D1.2", "D1.4": "D1.3"},
    ),
    "one taken out": (("1 Walk the round", "2 Sign the log"), {"D1.1": "D1.2", "D1.2": "D1.3"}),
    "two exchanged": (
        ("2 Count the keys", "1 Walk the round", "3 Sign the log"),
        {"D1.2": "D1.1", "D1.1": "D1.2"},
    ),
    "a new number": (("1 Count the keys", "8 Walk the round", "3 Sign the log"), {"D1.8": "D1.2"}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", RENUMBERED)
def test_a_renumbered_item_is_found_for_ever(watch: Path, name: str) -> None:
    said, expected = RENUMBERED[name]
    for _ in range(3):
        found = rewrite(watch, *said)
        wanted = [f"{new} says what {old} said" for new, old in expected.items()]
        assert sorted(of(found, "HB336")) == sorted(wanted)
        write_ids(watch)


def test_an_id_given_to_another_thing_is_found_until_an_editor_says_it_is_the_same(
    watch: Path,
) -> None:
    said = "1 Count the keys", "2 Tie the boat", "3 Sign the log"
    for _ in range(2):
        assert of(rewrite(watch, *said), "HB338") == ['D1.2 stood for "Walk the round"']
        write_ids(watch)
    ledger = watch / LEDGER
    ledger.write_text(ledger.read_text().replace("Walk the round", "Tie the boat"))
    assert check(watch)[1] == ()


@pytest.mark.parametrize(
    ("old", "new", "differ"),
    [
        ("Count the keys", "Wake the mate", True),
        ("Count the keys", "Counting of all keys", False),
        ("清点所有钥匙", "清点钥匙", False),
        ("清点所有钥匙", "叫醒船长", True),
        ("Laske avaimet nyt", "Avainten on oltava tallella", False),
        ("Go on", "Do it", False),
    ],
)
def test_other_words_for_the_same_are_told_from_another_thing(
    make_project: MakeProject, old: str, new: str, differ: bool
) -> None:
    project = make_project({**CHAPTER, LIST: items(f"1 {old}", "2 Sign the log")})
    write_ids(project)
    assert bool(of(rewrite(project, f"1 {new}", "2 Sign the log"), "HB338")) is differ


def test_a_new_item_is_a_note_and_then_in_the_ledger(watch: Path) -> None:
    said = "1 Count the keys", "2 Walk the round", "4 Tie the boat", "3 Sign the log"
    found = rewrite(watch, *said)
    assert [(one.code, one.message) for one in found] == [
        ("HB337", "D1.4 is not in the ledger yet")
    ]
    assert not has_errors(found)
    write_ids(watch)
    assert check(watch)[1] == ()


@pytest.mark.parametrize("name", ["D1.2", "boat", "D1. 9", "Д1.7"])
def test_what_cannot_be_retired_forbids_all_writing(watch: Path, name: str) -> None:
    rewrite(watch, "1 Count the keys", "2 Walk the round", "Sign the log")
    before = texts(watch)
    written, faults = write_ids(watch, (name,))
    assert (written, [one.code for one in faults]) == ((), ["HB339"])
    assert texts(watch) == before


@pytest.mark.parametrize(
    "broken", ["[D1", '[D1]\n"D1.1" = "x"\n', "D1 = 1\n", '[D1]\n"D1.1" = {gone = "x"}\n', b"\xff"]
)
def test_a_ledger_with_a_fault_is_a_finding_and_is_not_written_over(
    make_project: MakeProject, broken: str | bytes
) -> None:
    project = make_project({**CHAPTER, LIST: items("Sign the log"), LEDGER: broken})
    assert {one.place.path for one in check(project)[1] if one.code != "HB302"} == {LEDGER}
    before = texts(project)
    written, faults = write_ids(project)
    assert (written, {one.code for one in faults}) == ((), {"HB339"})
    assert texts(project) == before


def test_a_book_without_lists_gets_no_ledger(make_project: MakeProject) -> None:
    project = make_project(CHAPTER)
    assert write_ids(project) == ((), ())
    assert list(texts(project)) == ["content/chapters/1.md"]


def test_a_file_keeps_its_permissions_and_nothing_is_left_beside_it(
    make_project: MakeProject,
) -> None:
    project = make_project({**CHAPTER, LIST: items("Sign the log")})
    (project / LIST).chmod(0o640)
    write_ids(project)
    assert stat.S_IMODE((project / LIST).stat().st_mode) == 0o640
    assert sorted(path.name for path in (project / LIST).parent.iterdir()) == ["D1.md"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_a_finding(make_project: MakeProject) -> None:
    project = make_project({**CHAPTER, LIST: items("Sign the log")})
    folder = (project / LIST).parent
    folder.chmod(0o555)
    _, faults = write_ids(project)
    folder.chmod(0o755)
    assert [(one.code, one.place.path) for one in faults] == [("HB339", LIST)]
    assert not (project / LEDGER).exists()


def test_when_a_file_cannot_be_replaced_the_ledger_stays_as_it_was(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project({**CHAPTER, LIST: items("Sign the log")})
    before = texts(project)

    def full(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "replace", full)
    written, faults = write_ids(project)
    assert (written, [one.place.path for one in faults]) == ((), [LIST])
    assert texts(project) == before


def test_a_line_that_is_no_item_is_left_to_its_author(make_project: MakeProject) -> None:
    project = make_project({**CHAPTER, LIST: items("1 Sign the log") + "- without a box\n"})
    before = texts(project)[LIST]
    written, faults = write_ids(project)
    assert (written, [one.code for one in faults]) == ((), ["HB339"])
    assert texts(project)[LIST] == before


def test_lists_in_chapters_get_their_ids_too(make_project: MakeProject) -> None:
    chapter = """# Keys

- [ ] a box in running text

```
- [ ] Count the keys
```

/// checklist | K1
    owner: Duty officer
- [ ] Count the keys
- [ ] Sign the log
      The watch | 22.00
///

- [ ] Count the keys
"""
    project = make_project({"content/chapters/1.md": chapter})
    write_ids(project)
    assert (project / "content/chapters/1.md").read_text() == chapter.replace(
        "- [ ] Count the keys\n- [ ] Sign", "- [ ] **K1.1** Count the keys\n- [ ] **K1.2** Sign"
    )


def run(project: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", "--project", str(project), *options])


def test_the_command_says_what_it_wrote_and_what_is_left(make_project: MakeProject) -> None:
    project = make_project({**CHAPTER, LIST: items("Sign the log")})
    assert run(project).exit_code == 1
    result = run(project, "--write-ids")
    assert (result.exit_code, result.stdout) == (0, "no findings\n")
    assert result.stderr == f"{LIST}:12: D1.1\n"
    assert run(project, "--retire", "D1.1").exit_code == 2
    result = run(project, "--write-ids", "--retire", "D1.1", "--format", "json")
    assert result.exit_code == 1
    assert "D1.1 stands here" in result.stdout


# Laws

END = re.compile(rb"\r\n|\r|\n")
WORDS = st.text(st.sampled_from("abcÄé \"'\\|*_[](){}#<>&`~!-+.:;=\t€"), max_size=24)
LINES = st.tuples(
    st.integers(0, 2),
    st.sampled_from(["- [ ]", "* [ ]", "1. [ ]", "-\t[x]", "- [ ] **D1.{}**"]),
    WORDS,
    st.sampled_from(["", "", "Me | now | log", "{critical due=T}", "Me"]),
    st.booleans(),
)


def written_list(lines: list[tuple[int, str, str, str, bool]], end: str) -> bytes:
    """Return a file with the lines of a checklist, in whatever style."""
    text = HEAD
    for number, (level, marker, said, quiet, loose) in enumerate(lines):
        margin = " " * (4 * level)
        text += f"{margin}{marker.format(100 + number)} {said}\n"
        text += f"{margin}      {quiet}\n" if quiet else ""
        text += "\n" if loose else ""
    return text.replace("\n", end).encode()


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(LINES, min_size=1, max_size=7), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans()
)
def test_nothing_but_ids_is_added_and_the_list_reads_the_same(
    tmp_path: Path, lines: list[tuple[int, str, str, str, bool]], end: str, mark: bool
) -> None:
    before = b"\xef\xbb\xbf" * mark + written_list(lines, end)
    put(tmp_path, before)
    proposed = of(check(tmp_path)[1], "HB302")
    written, _ = write_ids(tmp_path)
    assert len(written) == len(proposed)
    after = (tmp_path / LIST).read_bytes()
    ids = {one.place.line: one.id for one in written}
    assert END.findall(before) == END.findall(after)
    for number, (old, new) in enumerate(zip(END.split(before), END.split(after), strict=True), 1):
        own = f"**{ids.get(number)}**".encode()
        taken_out = {new.replace(one, b"", 1) for one in (own + b" ", b" " + own, own)}
        assert old in (taken_out if number in ids else {new})
    one, two = (parse_list(_text(data), LIST)[0][0] for data in (before, after))
    assert [(item.id or ids.get(item.place.line, ""), *_rest(item)) for item in one.items()] == [
        (item.id, *_rest(item)) for item in two.items()
    ]


def put(project: Path, data: bytes) -> None:
    """Put a list into a project that has no ledger."""
    for path in (project / LIST, project / "content/chapters/1.md"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if path.name == "D1.md" else b"# The watch")
    (project / LEDGER).unlink(missing_ok=True)


def _text(data: bytes) -> str:
    return END.sub(b"\n", data).decode("utf-8-sig")


def _rest(item: Item) -> tuple[object, ...]:
    return item.text, item.place, item.who, item.when, item.evidence, item.level, item.words


@given(st.binary(max_size=200), st.dictionaries(st.integers(-3, 12), st.just("D1.1")))
def test_no_bytes_break_the_writing_of_ids(data: bytes, ids: dict[int, str]) -> None:
    assert len(insert(data, ids)) >= len(data)
    assert insert(data, {}) == data


NAMES = st.from_regex(r"\A[A-Za-z0-9]{1,3}\Z")
KNOWN = st.builds(
    lambda name, number, text, retired: KnownId(
        f"{name}.{number}", name, short(text), retired, Place("")
    ),
    NAMES,
    st.integers(0, 10**6),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120),
    st.booleans(),
)


@pytest.mark.slow
@given(st.lists(KNOWN, unique_by=lambda one: one.id))
def test_the_ledger_reads_back_as_it_was_written(known: list[KnownId]) -> None:
    text = ledger_text(known)
    found, findings = parse_ids(text, LEDGER)
    assert findings == ()
    assert {(one.id, one.list, one.text, one.retired) for one in found} == {
        (one.id, one.list, one.text, one.retired) for one in known
    }
    assert ledger_text(found) == text
    lines = text.splitlines()
    assert all(f'"{one.id}" =' in lines[one.place.line - 1] for one in found)


@given(
    st.lists(st.one_of(st.just(""), st.integers(0, 30).map("D1.{}".format)), max_size=12),
    st.lists(st.integers(0, 40).map("D1.{}".format), unique=True, max_size=8),
)
def test_an_id_that_is_proposed_was_never_used(own: list[str], ledger: list[str]) -> None:
    lines = tuple(
        Item(name, ("x",), Place(LIST, number), words=f"x{number}")
        for number, name in enumerate(own, 1)
    )
    one = Checklist("D1", "duty", (), Place(LIST), (Stage("", (), "", lines, Place(LIST)),))
    known = tuple(KnownId(name, "D1", "y", False, Place(LEDGER)) for name in ledger)
    made = [one.id for one in proposals(Book(Settings(), (), (one,), ids=known))]
    assert len(made) == own.count("")
    assert len({*made}) == len(made)
    assert not {*made} & {*own, *ledger}


@pytest.mark.slow
def test_the_book_that_comes_with_it_has_a_ledger_of_all_its_items() -> None:
    book, findings = check(Path(__file__).parent.parent)
    assert {one.id for one in book.ids} >= {
        item.id for one in book.checklists for item in one.items()
    }
    assert [one for one in findings if "HB334" <= one.code <= "HB339"] == []
