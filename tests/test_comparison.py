"""`handbook compare`: two editions of a project, by their ids or their folders."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import MakeProject, write_files
from handbook.cli import main
from handbook.editions.record import write_record
from records import BOOK_FILES, edition_of

NEW = {
    "content/handbook.toml": 'title = "Small"\nlanguage = "en-GB"\n[edition]\nid = "2"\n',
    "content/checklists/D1.md": BOOK_FILES["content/checklists/D1.md"].replace(
        "Take the watch", "Take the `<b>` watch"
    ),
    "content/changes.toml": '[[change]]\nids = ["D1.1"]\ntext = "As & asked"\nowner = "Office"\n',
}


@pytest.fixture
def project(make_project: MakeProject) -> Path:
    """Return a project with its first edition kept, and the second in hand."""
    folder = make_project(BOOK_FILES)
    record = write_record(edition_of(folder))
    return write_files(folder, {**NEW, "content/editions/1/edition.json": record})


def compare(project: Path, *given: str) -> Result:
    return CliRunner().invoke(main, ["compare", "--project", str(project), *given])


def test_the_manuscript_is_compared_with_the_edition_before(project: Path) -> None:
    run = compare(project)
    assert run.exit_code == 0
    assert run.stdout == (
        "1 → 2: 1 changed\n\nD1 Watch\n"
        "  Revised D1.1: Take the {+<b>+} watch\n  Reason: As & asked (Office)\n"
    )
    assert run.stderr == ""


def test_two_kept_editions_are_compared_by_their_ids(project: Path) -> None:
    after = write_record(edition_of(project))
    write_files(project, {"content/editions/2/edition.json": after})
    run = compare(project, "1", "2", "--format", "json")
    assert json.loads(run.stdout)["counts"] == {"changed": 1}
    assert compare(project, "2", "2").stdout == "2 → 2: nothing changed\n"


def test_a_folder_is_compared_too(project: Path, tmp_path: Path) -> None:
    other = write_files(tmp_path / "other", BOOK_FILES)
    assert compare(project, str(other)).stdout.startswith("1 → 2: 1 changed")
    assert compare(project, "1", str(other)).stdout == "1 → 1: nothing changed\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_shows_both_and_loads_nothing(project: Path) -> None:
    page = compare(project, "--format", "html").stdout
    reader = _Reader()
    reader.feed(page)
    assert "Take the <b> watch" in " ".join(reader.text.replace("added: ", "").split())
    assert reader.tags.count("ins") == 1
    assert "b" not in reader.tags
    assert re.findall(r'(?:src|href)="(?!data:,)[^"]*"', page) == []
    assert "As &amp; asked" in page


QUALIFICATION = """---
id: Q1
kind: qualification
---
# Boat

## A. Handling {mode=read-do}

- [ ] **Q1.1** Moor the boat
- [ ] **Q1.2** Read the chart
"""


def test_what_becomes_of_signatures_is_told(project: Path, tmp_path: Path) -> None:
    old = write_files(tmp_path / "old", {**BOOK_FILES, "content/checklists/Q1.md": QUALIFICATION})
    new = QUALIFICATION.replace("Moor the boat", "Moor two boats")
    write_files(project, {"content/checklists/Q1.md": new + "- [ ] **Q1.3** Row\n"})
    said = "1 carried over, 1 to be signed again, 1 new, 0 removed; 3 to be signed in all"
    for form in ("human", "md", "html"):
        made = " ".join(compare(project, str(old), "--format", form).stdout.split())
        assert "Signatures of Q1 Boat" in made
        assert said in made
        assert "Sign again Q1.1: Moor two boats" in made
    (table,) = json.loads(compare(project, str(old), "--format", "json").stdout)["transfers"]
    assert [row["signature"] for row in table["rows"]] == ["again", "carries", "to-sign"]


def test_markdown_goes_to_a_file(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "changes.md"
    assert compare(project, "--format", "md", "--output", str(file)).stdout == f"{file}\n"
    assert file.read_text(encoding="utf-8").startswith("# Changes from edition 1 to edition 2\n")


@pytest.mark.parametrize("name", ["3", "../1", "/", "", "a b"])
def test_an_edition_that_is_not_there_is_a_finding(project: Path, name: str) -> None:
    run = compare(project, name or "0")
    assert run.exit_code == 1
    assert "HB910" in run.stderr
    assert run.stdout == ""


def test_a_damaged_record_is_a_finding(project: Path) -> None:
    path = project / "content/editions/1/edition.json"
    path.write_bytes(path.read_bytes().replace(b"Take the watch", b"Take the clock"))
    run = compare(project)
    assert (run.exit_code, run.stdout) == (1, "")
    assert "content/editions/1/edition.json: error[HB902]" in run.stderr
    path.write_bytes(b"\xff\x00")
    assert "HB901" in compare(project).stderr


def test_a_record_in_another_editions_folder_is_a_finding(project: Path) -> None:
    record = (project / "content/editions/1/edition.json").read_bytes()
    write_files(project, {"content/editions/0/edition.json": record})
    assert "HB902" in compare(project, "0").stderr


def test_a_change_without_a_reason_is_a_warning(project: Path) -> None:
    (project / "content/changes.toml").write_text('base = "0.9"\n')
    run = compare(project, "1")
    assert run.exit_code == 0
    assert "warning[HB908]" in run.stderr
    assert "warning[HB911]" in run.stderr


def test_reasons_that_cannot_be_read_are_findings(project: Path) -> None:
    (project / "content/changes.toml").write_text("[[change]\n")
    run = compare(project)
    assert (run.exit_code, run.stdout) == (1, "")
    assert "HB003" in run.stderr


def test_a_manuscript_with_errors_is_not_compared(project: Path) -> None:
    (project / "content/handbook.toml").write_text("title = [\n")
    run = compare(project, "1")
    assert run.exit_code == 1
    assert "HB003" in run.stderr
