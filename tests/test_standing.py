"""What `handbook check` says of the editions that are kept, and of a manuscript after them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import write_files
from handbook.binding.bundle import sums_text
from handbook.cli import main
from handbook.standing import uncommitted
from test_release import FILES, REASON, SECOND, released, revise

SETTINGS, CHAPTER = "content/handbook.toml", "content/chapters/01-arrival.md"
CHANGES, LIST = "content/changes.toml", "content/checklists/D1.md"
ONE, TWO = "content/editions/1", "content/editions/2"


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a project after its first release, and one after its second."""
    home = tmp_path_factory.mktemp("originals")
    one = write_files(home / "1", FILES)
    assert released(one).exit_code == 0
    two = shutil.copytree(one, home / "2")
    revise(two)
    assert released(two).exit_code == 0
    return home


@pytest.fixture
def project(originals: Path, tmp_path: Path) -> Path:
    """Return a project whose first edition is kept, and whose second is being written."""
    made = shutil.copytree(originals / "1", tmp_path / "project")
    revise(made)
    return made


@pytest.fixture
def second(originals: Path, tmp_path: Path) -> Path:
    """Return a project with two editions that are kept."""
    return shutil.copytree(originals / "2", tmp_path / "second")


def rows(project: Path) -> list[tuple[str, str, str]]:
    """Return code, file and message of what `handbook check` says, and see to its exit code."""
    command = ["check", "--project", str(project), "--format", "json"]
    run = CliRunner().invoke(main, command)
    told = json.loads(run.stdout)
    assert run.exit_code == int(any(row["severity"] == "error" for row in told))
    return [(row["code"], row["path"], row["message"]) for row in told if row["severity"] != "note"]


def codes(project: Path) -> list[str]:
    return [code for code, _, _ in rows(project)]


def reseal(folder: Path) -> None:
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix}
    overwrite(folder / "SHA256SUMS", sums_text(files).encode())


def overwrite(path: Path, data: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(data)


def test_what_is_in_order_is_not_spoken_of(project: Path, second: Path) -> None:
    assert codes(project) == []
    assert codes(second) == []


def test_a_manuscript_under_the_id_of_a_kept_edition_is_that_edition(second: Path) -> None:
    write_files(second, {CHAPTER: "# Arrival\r\n\r\nCall on the officer within two days.\r\n"})
    assert codes(second) == []
    write_files(second, {CHAPTER: "# Arrival\n\nCall when you can.\n", "content/data/x.md": "x"})
    message = f"edition 2 was released, and {CHAPTER} is not as it was, and 1 more"
    assert rows(second) == [("HB923", SETTINGS, message)]
    build = ["build", "--project", str(second), "--product", "data", "--jobs", "1"]
    made = CliRunner().invoke(main, build)
    assert (made.exit_code, "warning[HB923]" in made.stderr) == (0, True)
    assert "HB912" in released(second).stderr


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({SETTINGS: SECOND.replace('"2"', '"0.9"')}, "HB913"),
        ({SETTINGS: SECOND.replace("11-23", "11-21")}, "HB913"),
        ({SETTINGS: SECOND.replace("11-23", "11-31")}, "HB003"),
        ({SETTINGS: SECOND.replace("2026-11-23", '"soon"')}, "HB006"),
        ({CHANGES: ""}, "HB908"),
        ({CHANGES: REASON.replace("arrival", "arival")}, "HB906"),
        ({CHANGES: 'base = "0"\n' + REASON}, "HB910"),
        ({CHANGES: 'base = "1"\n' + REASON, SETTINGS: SECOND + 'supersedes = "0"\n'}, "HB931"),
        ({SETTINGS: SECOND + 'supersedes = "0"\n'}, "HB910"),
        ({LIST: FILES[LIST].replace("D1.5", "D1.7").replace("id: D1", "id: D1")}, "HB908"),
    ],
)
def test_a_manuscript_that_cannot_follow_is_found(
    project: Path, files: dict[str, str], expected: str
) -> None:
    write_files(project, files)
    assert expected in codes(project)


@pytest.mark.slow
def test_an_id_that_vanished_does_not_come_back(project: Path) -> None:
    gone = FILES[LIST].replace("- [ ] **D1.3** Count the keys\n", "")
    write_files(project, {LIST: gone, CHANGES: REASON + REASON.replace("arrival", "D1")})
    assert released(project).exit_code == 0
    third = {SETTINGS: SECOND.replace('"2"', '"3"'), LIST: FILES[LIST]}
    write_files(project, {**third, CHANGES: REASON.replace("arrival", "D1")})
    assert ("HB904", "content", "D1.3 was retired in edition 2") in rows(project)


@pytest.mark.slow
def test_a_record_is_read_as_it_was_written_or_not_at_all(project: Path) -> None:
    record = project / ONE / "edition.json"
    said = record.read_bytes()
    for code, data in (
        ("HB901", b"{"),
        ("HB901", b"\xff\xfe"),
        ("HB901", b"[" * 100_000),
        ("HB902", said.replace(b"first day", b"third day")),
        ("HB902", json.dumps(json.loads(said)).encode()),
        ("HB902", said + b"\n"),
        ("HB903", said.replace(b'"format":1', b'"format":2')),
    ):
        overwrite(record, data)
        reseal(project / ONE)
        found = {(code, path) for code, path, _ in rows(project)}
        assert (code, f"{ONE}/edition.json") in found


def test_what_was_sealed_again_breaks_the_chain(second: Path) -> None:
    overwrite(second / ONE / "manifest.json", b"{}")
    reseal(second / ONE)
    message = "it follows edition 1, which is not there as it was"
    assert rows(second) == [("HB914", f"{TWO}/edition.json", message)]


def test_each_file_that_was_touched_is_named(second: Path) -> None:
    overwrite(second / TWO / "manifest.json", b"{}")
    (second / TWO / "changes.toml").unlink()
    write_files(second, {f"{TWO}/more.txt": ""})
    assert rows(second) == [
        ("HB914", f"{TWO}/changes.toml", "the file is gone"),
        ("HB914", f"{TWO}/manifest.json", "the file is not as it was released"),
        ("HB914", f"{TWO}/more.txt", "the file is not as it was released"),
    ]


def test_a_record_that_cannot_be_had_is_found(second: Path) -> None:
    record = second / ONE / "edition.json"
    record.unlink()
    assert rows(second) == [("HB914", f"{ONE}/edition.json", "the file is gone")]
    record.symlink_to("/etc/hostname")
    assert ("HB914", f"{ONE}/edition.json") in {(code, path) for code, path, _ in rows(second)}
    record.unlink()
    record.mkdir()
    assert ("HB914", f"{ONE}/edition.json") in {(code, path) for code, path, _ in rows(second)}
    shutil.rmtree(second / ONE)
    assert [code for code, _, _ in rows(second)] == ["HB914"]


def test_two_editions_in_one_place_are_found(project: Path, second: Path, tmp_path: Path) -> None:
    write_files(second, {SETTINGS: SECOND.replace('"2"', '"2a"')})
    shutil.move(second / TWO, tmp_path / "aside")
    assert released(second).exit_code == 0
    shutil.move(tmp_path / "aside", second / TWO)
    said = ("HB918", f"{TWO}a/edition.json", "edition 2 follows edition 1 too")
    assert rows(second) == [said]


@pytest.mark.slow
def test_editions_count_on_past_nine(project: Path) -> None:
    for name in ("9", "10"):
        write_files(project, {SETTINGS: SECOND.replace('"2"', f'"{name}"')})
        assert released(project).exit_code == 0, name
        write_files(project, {CHANGES: ""})
    write_files(project, {SETTINGS: SECOND.replace('"2"', '"11"')})
    assert codes(project) == []
    told = CliRunner().invoke(main, ["compare", "--project", str(project), "--format", "json"])
    assert json.loads(told.stdout)["old"] == "10"


def test_what_nobody_committed_is_told_and_released(project: Path) -> None:
    def git(*given: str) -> None:
        own = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", "-C", str(project), *own, *given], check=True, capture_output=True)

    git("init")
    git("add", "content")
    git("commit", "-m", "As it is")
    assert list(uncommitted(project)) == []
    write_files(project, {"content/data/note.txt": "", CHAPTER: "# Arrival\n\nCall soon.\n"})
    made = released(project)
    assert (made.exit_code, "note[HB924]: 2 files are not committed" in made.stderr) == (0, True)
